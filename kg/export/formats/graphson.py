"""GraphSON 3, one line a vertex with its edges in both directions, for TinkerPop and what is built on it.

Format: https://tinkerpop.apache.org/docs/current/dev/io/#graphson-3d0 (adjacency list). Lists of a vertex are
multi-properties, those of an edge are ``g:List``; the label of a vertex is its most specific kind. The files are pure
ASCII, since some readers take the encoding of the machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path
from typing import Any

from kg.base.temp_table import TempTable
from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Cell, Table

FILE = "serm-bone.graphson.json"
NAMES = {"label": "name"}
"""How columns are called that have a name which Gremlin keeps for itself."""
_SPARED = ("id", "source", "target", "relation")
_BROAD = "Resource"
_SCHEMA = (
    "CREATE TABLE incident (vertex TEXT, way TEXT, relation TEXT, place INTEGER, edge TEXT,"
    " PRIMARY KEY (vertex, way, relation, place)) WITHOUT ROWID"
)


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.graphson.json``: vertices in the order of the tables, the edges of each by relation."""
    graph = request.property_graph
    numbers = count()
    places = count()
    written = 0
    with TempTable(_SCHEMA) as scratch, open(folder / FILE, "w", encoding="ascii", newline="\n") as file:
        for table in graph.edges:
            scratch.fill("INSERT INTO incident VALUES (?, ?, ?, ?, ?)", _incident(request, table, places))
        for table in graph.nodes:
            for row in request.rows(table):
                head = f'{{"id": {json.dumps(row[0])}, "label": {json.dumps(_label(row[1]))}, '
                properties = json.dumps(_multi(table, row, numbers))
                file.write(f'{head}{_edges(scratch, str(row[0]))}"properties": {properties}}}\n')
                written += 1
    return Written(rows={FILE: written})


def _incident(request: Request, table: Table, places: Iterator[int]) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield each edge twice, as its source and as its target see it."""
    columns = [(at, NAMES.get(it.name, it.name)) for at, it in enumerate(table.columns) if it.name not in _SPARED]
    for row, place in zip(request.rows(table), places, strict=False):
        own, source, target, relation = (str(cell) for cell in row[:4])
        held = {name: _typed(row[at]) for at, name in columns if row[at] not in (None, ())}
        rest = f', "properties": {json.dumps(held)}}}' if held else "}"
        head = f'{{"id": {json.dumps(own)}, '
        yield source, "outE", relation, place, f'{head}"inV": {json.dumps(target)}{rest}'
        yield target, "inE", relation, place, f'{head}"outV": {json.dumps(source)}{rest}'


def _edges(scratch: TempTable, vertex: str) -> str:
    """Return the edges of ``vertex`` as JSON: what leads in, then what leads out, each by relation."""
    asked = "SELECT way, relation, edge FROM incident WHERE vertex = ? ORDER BY way, relation, place"
    found: dict[str, list[str]] = {}
    for (way, relation), rows in groupby(scratch.ask(asked, vertex), key=lambda row: row[:2]):
        found.setdefault(way, []).append(f"{json.dumps(relation)}: [{', '.join(row[2] for row in rows)}]")
    return "".join(f'"{way}": {{{", ".join(relations)}}}, ' for way, relations in found.items())


def _multi(table: Table, row: tuple[Cell, ...], numbers: Iterator[int]) -> dict[str, list[Any]]:
    """The properties of a vertex: each value with a number of its own, as the format asks."""
    found = {}
    for column, cell in zip(table.columns[1:], row[1:], strict=True):
        values = cell if isinstance(cell, tuple) else () if cell is None else (cell,)
        if values:
            name = NAMES.get(column.name, column.name)
            found[name] = [{"id": _int64(next(numbers)), "value": _typed(value)} for value in values]
    return found


def _label(labels: Cell) -> str:
    names = labels if isinstance(labels, tuple) else ()
    return _BROAD if _BROAD in names or not names else names[-1]


def _typed(cell: Cell) -> Any:
    if isinstance(cell, tuple):
        return {"@type": "g:List", "@value": list(cell)}
    if isinstance(cell, float):
        return {"@type": "g:Double", "@value": cell}
    return _int64(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def _int64(number: int) -> dict[str, Any]:
    return {"@type": "g:Int64", "@value": number}


FORMAT = Format(
    name="graphson",
    target="TinkerPop: TinkerGraph, Gremlin Server, Spark",
    files=FILE,
    how_to_load="""\
conf = new org.apache.commons.configuration2.BaseConfiguration()
conf.setProperty('gremlin.tinkergraph.defaultVertexPropertyCardinality', 'list')
g = traversal().withEmbedded(TinkerGraph.open(conf))
g.io('serm-bone.graphson.json').read().iterate()""",
    loaded_with="TinkerGraph 3.8.1",
    writer=write,
    views=BOTH,
    queries="graphson",
)
