"""GraphML: typed attributes, for Cytoscape, igraph, networkx, yEd and Gephi.

Format: http://graphml.graphdrawing.org/specification.html. Attributes are the columns; the id of an element is the
CURIE, as a name token; that of an edge stands also in ``identifier``. Lists are JSON arrays in a string.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.base.prefixes import compress
from kg.export import lossless
from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Cell, Kind, Table
from kg.export.xmltext import ID_RULE, LIST_RULE, RULE, array, legal, legal_id, marked

FILE = "serm-bone.graphml"
IRI, IDENTIFIER = "iri", "identifier"
"""Where the exact id is of a node of the lossless view, and of every edge: igraph drops the ids of edges."""
_TYPES = {Kind.TEXT: "string", Kind.TEXTS: "string", Kind.INTEGER: "int", Kind.NUMBER: "double", Kind.FLAG: "boolean"}
_ENDS = {"id", "source", "target"}


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.graphml``: nodes and edges in the order of the tables, parallel edges each of its own id."""
    graph = request.property_graph
    writing = _Writing(exact_ids=graph.view == lossless.NAME)
    count = 0
    with open(folder / FILE, "w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        file.writelines(writing.keys("node", graph.nodes))
        file.writelines(writing.keys("edge", graph.edges))
        file.write('  <graph id="serm-bone" edgedefault="directed">\n')
        for table in graph.nodes:
            for line in writing.nodes(table, request):
                file.write(line)
                count += 1
        for table in graph.edges:
            for line in writing.edges(table, request):
                file.write(line)
                count += 1
        file.write("  </graph>\n</graphml>\n")
    escaped = {RULE: writing.texts, ID_RULE: writing.ids, LIST_RULE: writing.lists}
    return Written(rows={FILE: count}, escaped={rule: number for rule, number in escaped.items() if number})


class _Writing:
    """The lines of one file, and how many texts, ids and lists were rewritten in them."""

    def __init__(self, *, exact_ids: bool) -> None:
        self.texts = self.ids = self.lists = 0
        self._exact = exact_ids

    def keys(self, side: str, tables: tuple[Table, ...]) -> Iterator[str]:
        """Yield the declarations of the attributes; tables that have the same column share one."""
        names = {column.name: column.kind for table in tables for column in table.columns}
        if side == "edge":
            names[IDENTIFIER] = Kind.TEXT
        elif self._exact:
            names[IRI] = Kind.TEXT
        for name, kind in names.items():
            if name not in _ENDS:
                key = f'id="{side}-{name}" for="{side}" attr.name="{name}" attr.type="{_TYPES[kind]}"'
                yield f"  <key {key}/>\n"

    def nodes(self, table: Table, request: Request) -> Iterator[str]:
        """Yield one element a row."""
        columns = self._columns("node", table)
        for row in request.rows(table):
            data = self._data(columns, row)
            if self._exact:
                data += f'<data key="node-{IRI}">{self._cell(row[0])}</data>'
            yield f'    <node id="{self._id(row[0])}">{data}</node>\n'

    def edges(self, table: Table, request: Request) -> Iterator[str]:
        """Yield one element a row."""
        columns = self._columns("edge", table)
        for row in request.rows(table):
            own, source, target = (self._id(cell) for cell in row[:3])
            data = f'<data key="edge-{IDENTIFIER}">{self._cell(row[0])}</data>{self._data(columns, row)}'
            yield f'    <edge id="{own}" source="{source}" target="{target}">{data}</edge>\n'

    def _columns(self, side: str, table: Table) -> list[tuple[int, str]]:
        return [(place, f"{side}-{it.name}") for place, it in enumerate(table.columns) if it.name not in _ENDS]

    def _data(self, columns: list[tuple[int, str]], row: tuple[Cell, ...]) -> str:
        told = ((key, row[place]) for place, key in columns)
        return "".join(f'<data key="{key}">{self._cell(cell)}</data>' for key, cell in told if cell not in (None, ()))

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, tuple):
            self.lists += 1
            return marked(self._text(array(cell)))
        if isinstance(cell, str):
            return marked(self._text(cell))
        return str(cell).lower() if isinstance(cell, bool) else repr(cell)

    def _text(self, text: str) -> str:
        safe = legal(text)
        self.texts += safe != text
        return safe

    def _id(self, cell: Cell) -> str:
        curie = compress(str(cell)) if self._exact else str(cell)
        safe = legal_id(curie)
        self.ids += safe != curie
        return safe


FORMAT = Format(
    name="graphml",
    target="igraph, networkx, Cytoscape, yEd, Gephi",
    files=FILE,
    how_to_load="""\
import igraph, json
graph = igraph.Graph.Read_GraphML("serm-bone.graphml")""",
    loaded_with="igraph 1.0.0 and networkx 3.6.1",
    writer=write,
    views=BOTH,
    queries="igraph",
)
