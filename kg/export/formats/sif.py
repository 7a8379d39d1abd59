"""SIF with tables of attributes: the simplest network of things, for Cytoscape and scripts.

``network.sif`` has one line a thing and one an assertion: source, relation, target, by the names that ``nodes.tsv``
gives them under ``shared name``. Cells of lists are joined by ``|``. Outcomes of trials are not in it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from kg.base.temp_table import TempTable
from kg.export import convenient
from kg.export.format import Format, Request, Written
from kg.export.formula_guard import RULE, guarded
from kg.export.table import Cell, Row, Table

NETWORK, NODES, EDGES = "network.sif", "nodes.tsv", "edges.tsv"
KEY = "shared name"
_FIRST = "ent:toremifene"
LIST_RULE = r"a list is joined by |; in its items \| stands for |, \\ for \, and \e for an empty one"
_SCHEMA = (
    "CREATE TABLE node (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;"
    "CREATE TABLE name (name TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID"
)
_NAMES_HELD = 65_536
_NAME_OF = (
    "SELECT CASE WHEN name.times = 1 THEN node.name ELSE node.id END"
    " FROM node JOIN name ON name.name = node.name WHERE node.id = ?"
)


def write(request: Request, folder: Path) -> Written:
    """Write ``network.sif``, ``nodes.tsv`` and ``edges.tsv``, in the order of the tables.

    A thing is called by its label; by its id where others have that label too, or where it begins as no name does.
    """
    entities, *other_nodes = request.property_graph.nodes
    assertions, *other_edges = request.property_graph.edges
    cells = _Cells(raw=request.raw)
    with TempTable(_SCHEMA) as scratch, open(folder / NETWORK, "w", encoding="utf-8", newline="\n") as network:
        label = entities.place("label")
        scratch.fill("INSERT INTO node VALUES (?, ?)", ((row[0], _name(row[0], row[label])) for row in entities.rows()))
        scratch.fill("INSERT INTO name SELECT name, COUNT(*) FROM node GROUP BY name", [()])

        @lru_cache(maxsize=_NAMES_HELD)
        def name(node: Cell) -> str:
            return str(next(scratch.ask(_NAME_OF, node))[0])

        def node_line(row: Row) -> str:
            network.write(f"{(own := name(row[0]))}\n")
            return own

        source, status, sign = (assertions.place(name) for name in ("source", "status", "sign"))
        answers = dict.fromkeys(("assertions", "acts-on", "signed"), 0)

        def edge_line(row: Row) -> str:
            answers["assertions"] += 1
            answers["acts-on"] += row[source] == _FIRST and row[status] == "supported"
            answers["signed"] += row[sign] is not None
            first, last = name(row[1]), name(row[2])
            network.write(f"{first}\t{row[3]}\t{last}\n")
            return f"{first} ({row[3]}) {last}"

        nodes = _table(request, entities, folder / NODES, cells, node_line)
        edges = _table(request, assertions, folder / EDGES, cells, edge_line)
    return Written(
        rows={NETWORK: nodes + edges, NODES: nodes, EDGES: edges},
        losses=_losses(request, [*other_nodes, *other_edges]),
        escaped={rule: count for rule, count in {RULE: cells.guarded, LIST_RULE: cells.joined}.items() if count},
        answers=answers,
    )


class _Cells:
    """Cells as texts, and how many were rewritten."""

    def __init__(self, *, raw: bool) -> None:
        self.guarded = self.joined = 0
        self._raw = raw

    def text(self, cell: Cell) -> str:
        """Return ``cell`` as it stands in a table: text guarded, numbers as they are, nothing for an absent value."""
        if isinstance(cell, str):
            return self._guard(cell)
        if isinstance(cell, tuple):
            self.joined += bool(cell)
            text = "|".join(cell)
            if "\\" in text or "" in cell or text.count("|") >= len(cell):
                text = "|".join(map(_item, cell))
            return self._guard(text)
        return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else repr(cell)

    def _guard(self, text: str) -> str:
        safe = text if self._raw else guarded(text)
        self.guarded += safe != text
        return safe


def _table(request: Request, table: Table, path: Path, cells: _Cells, line: Callable[[Row], str]) -> int:
    """Write one table; ``line`` writes the line of the network and returns the name of the row."""
    count = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\r\n")  # quotes a cell with either of the two
        writer.writerow([KEY, *(column.name for column in table.columns)])
        for row in request.rows(table):
            writer.writerow([line(row), *map(cells.text, row)])
            count += 1
    return count


def _item(item: str) -> str:
    return item.replace("\\", r"\\").replace("|", r"\|") or r"\e"


def _name(own: Cell, label: Cell) -> str:
    """Return the label in one line; the id where that is empty, begins with a sign, or could be taken for an id."""
    name = " ".join(str(label or "").split())
    return name if name[:1].isalnum() and (" " in name or ":" not in name) else str(own)


def _losses(request: Request, tables: list[Table]) -> dict[str, int]:
    """Return ``table.column`` -> how many cells of it hold something, for tables that are left out."""
    lost: dict[str, int] = {}
    for key, cell in _each(request, tables):
        if cell not in (None, ()):
            lost[key] = lost.get(key, 0) + 1
    return lost


def _each(request: Request, tables: list[Table]) -> Iterator[tuple[str, Cell]]:
    for table in tables:
        keys = [f"{table.name}.{column.name}" for column in table.columns]
        for row in request.rows(table):
            yield from zip(keys, row, strict=True)


FORMAT = Format(
    name="sif",
    target="Cytoscape, scripts",
    files=f"{NETWORK}, {NODES}, {EDGES}",
    how_to_load="""\
Cytoscape: File > Import > Network from File… > network.sif
File > Import > Table from File… > nodes.tsv, to Node Table Columns, key: shared name
File > Import > Table from File… > edges.tsv, to Edge Table Columns, key: shared name
In Python:
import pandas
edges = pandas.read_csv("edges.tsv", sep="\\t", dtype=str, keep_default_na=False)""",
    loaded_with="ndex2 3.12.0 and pandas 3.1.1",
    writer=write,
    queries="sif",
    views=(convenient.NAME,),
)
