"""GEXF 1.3, for Gephi.

Format: https://gexf.net/schema.html. Attributes are the columns; lists are JSON arrays in a string.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Cell, Kind, Row, Table
from kg.export.xmltext import LIST_RULE, NULL_RULE, RULE, array, legal, marked, no_null

FILE = "serm-bone.gexf"
_TYPES = {Kind.TEXT: "string", Kind.TEXTS: "string", Kind.INTEGER: "integer", Kind.NUMBER: "double"}
_TYPES |= {Kind.FLAG: "boolean"}
_OF_ELEMENT = {"id", "source", "target", "label"}
"""What is an attribute of the element itself; the relation of an edge is also its kind, by which Gephi
keeps edges of several relations apart."""


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.gexf``: nodes, then edges, in the order of the tables; parallel edges each with its own id."""
    graph = request.property_graph
    writing = _Writing()
    count = 0
    with open(folder / FILE, "w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n')
        file.write("  <meta><creator>serm-bone-kg</creator>")
        file.write(f"<description>how SERMs act on bone, {request.data_version}</description></meta>\n")
        file.write('  <graph defaultedgetype="directed" mode="static">\n')
        file.writelines(_declared("node", graph.nodes))
        file.writelines(_declared("edge", graph.edges))
        for side, tables in (("node", graph.nodes), ("edge", graph.edges)):
            file.write(f"    <{side}s>\n")
            for table in tables:
                for line in writing.elements(side, table, request):
                    file.write(line)
                    count += 1
            file.write(f"    </{side}s>\n")
        file.write("  </graph>\n</gexf>\n")
    escaped = {RULE: writing.texts, NULL_RULE: writing.nulls, LIST_RULE: writing.lists}
    return Written(rows={FILE: count}, escaped={rule: number for rule, number in escaped.items() if number})


def _declared(side: str, tables: tuple[Table, ...]) -> Iterator[str]:
    names = {column.name: column.kind for table in tables for column in table.columns}
    yield f'    <attributes class="{side}" mode="static">\n'
    for name, kind in names.items():
        if name not in _OF_ELEMENT:
            yield f'      <attribute id="{name}" title="{name}" type="{_TYPES[kind]}"/>\n'
    yield "    </attributes>\n"


class _Writing:
    """The lines of one file, and how many texts and lists were rewritten in them."""

    def __init__(self) -> None:
        self.texts = self.nulls = self.lists = 0

    def elements(self, side: str, table: Table, request: Request) -> Iterator[str]:
        """Yield one element a row."""
        columns = list(enumerate(column.name for column in table.columns))
        own = [pair for pair in columns if pair[1] in _OF_ELEMENT]
        others = [(place, name) for place, name in columns if name not in _OF_ELEMENT]
        relation = next((place for place, name in columns if name == "relation"), None)
        for row in request.rows(table):
            head = "".join(f' {name}="{self._cell(row[place])}"' for place, name in own if row[place] is not None)
            if relation is not None:
                head += f' kind="{self._cell(row[relation])}"'
            yield f"      <{side}{head}>{self._values(others, row)}</{side}>\n"

    def _values(self, columns: list[tuple[int, str]], row: Row) -> str:
        told = ((name, row[place]) for place, name in columns)
        values = [
            f'<attvalue for="{name}" value="{self._cell(cell)}"/>' for name, cell in told if cell not in (None, ())
        ]
        return f"<attvalues>{''.join(values)}</attvalues>" if values else ""

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, (str, tuple)):
            text = cell if isinstance(cell, str) else array(cell)
            self.lists += text is not cell
            safe = legal(text)
            self.texts += safe != text
            told = no_null(safe)
            self.nulls += told != safe
            return marked(told)
        return str(cell).lower() if isinstance(cell, bool) else repr(cell)


FORMAT = Format(
    name="gexf",
    target="Gephi, Gephi Lite, sigma.js",
    files=FILE,
    how_to_load="""\
Gephi: File > Open… > serm-bone.gexf > Edges merge strategy: Don't merge
Node.js:
const { MultiDirectedGraph } = require('graphology'), gexf = require('graphology-gexf');
const graph = gexf.parse(MultiDirectedGraph, require('fs').readFileSync('serm-bone.gexf', 'utf8'));""",
    loaded_with="Gephi 0.10.1 and graphology-gexf 0.13.2",
    writer=write,
    queries="graphology",
    views=BOTH,
)
