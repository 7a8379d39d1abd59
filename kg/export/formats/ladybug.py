"""Ladybug, the embedded graph database: a schema of typed tables, CSV files, and the script that copies them in.

Format: https://docs.ladybugdb.com/import/csv. Cells of lists are split at ``|`` by the script itself, which also
undoes the escapes, so that the database holds every text as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Cell, Column, Kind, PropertyGraph, Row, Table

SCHEMA, COPY = "schema.cypher", "copy.cypher"
NAMES = {
    "entities": "Entity",
    "outcomes": "Outcome",
    "assertions": "Assertion",
    "outcome_links": "OutcomeLink",
    "subjects": "Resource",
    "statements": "Statement",
}
_ENDS = {
    "assertions": ("Entity", "Entity"),
    "outcome_links": ("Outcome", "Entity"),
    "statements": ("Resource", "Resource"),
}
RULE = "in cells of lists, ~1 stands for |, ~0 for ~, ~2 for an empty item; copy.cypher undoes it"
_TYPES = {Kind.TEXT: "STRING", Kind.TEXTS: "STRING[]", Kind.INTEGER: "INT64", Kind.NUMBER: "DOUBLE"}
_TYPES |= {Kind.FLAG: "BOOLEAN"}
_UNDO = "regexp_replace(regexp_replace(regexp_replace(one, '~2', '', 'g'), '~1', '|', 'g'), '~0', '~', 'g')"
_QUOTE, _TWICE = '"', '""'
_READ = """(HEADER = true, PARALLEL = false, DELIM = ',', QUOTE = '"', ESCAPE = '"', AUTO_DETECT = false)"""


def write(request: Request, folder: Path) -> Written:
    """Write ``schema.cypher``, ``copy.cypher`` and one CSV a table, in the order of the tables."""
    graph = request.property_graph
    (folder / SCHEMA).write_text("".join(_schema(graph)), encoding="utf-8", newline="\n")
    (folder / COPY).write_text("".join(_copies(graph)), encoding="utf-8", newline="\n")
    rows = {}
    cells = _Cells()
    for table in (*graph.nodes, *graph.edges):
        count = 0
        columns = _columns(table)
        ordered = itemgetter(*(place for place, _ in columns))
        with open(folder / f"{table.name}.csv", "w", encoding="utf-8", newline="\n") as file:
            file.write(",".join(column.name for _, column in columns) + "\n")
            for row in request.rows(table):
                file.write(cells.line(ordered(row)))
                count += 1
        rows[f"{table.name}.csv"] = count
    counts = {SCHEMA: len(rows), COPY: len(rows)}
    return Written(rows=counts | rows, escaped={RULE: cells.rewritten} if cells.rewritten else {})


class _Cells:
    """Lines of CSV, and how many items of lists were rewritten in them."""

    def __init__(self) -> None:
        self.rewritten = 0

    def line(self, row: Row) -> str:
        """Return the line of ``row``. Every text is quoted: only then does the reader tell an empty one from none."""
        texts = [f'"{cell.replace(_QUOTE, _TWICE)}"' if type(cell) is str else self._other(cell) for cell in row]
        return ",".join(texts) + "\n"

    def _other(self, cell: Cell) -> str:
        if cell is None or cell == ():
            return ""
        if isinstance(cell, tuple):
            text = "|".join(cell)
            if "~" in text or "" in cell or text.count("|") >= len(cell):
                text = "|".join(map(self._item, cell))
            return f'"{text.replace(_QUOTE, _TWICE)}"'
        return str(cell).lower() if isinstance(cell, bool) else repr(cell)

    def _item(self, item: str) -> str:
        told = item.replace("~", "~0").replace("|", "~1") or "~2"
        self.rewritten += told != item
        return told


def _columns(table: Table) -> list[tuple[int, Column]]:
    """Return place and column, the ends of an edge first, as the reader takes them."""
    numbered = list(enumerate(table.columns))
    ends = [pair for pair in numbered if pair[1].name in ("source", "target")]
    return ends + [pair for pair in numbered if pair not in ends]


def _schema(graph: PropertyGraph) -> Iterator[str]:
    for table in graph.nodes:
        columns = ",\n".join(f"  {column.name} {_TYPES[column.kind]}" for column in table.columns)
        yield f"CREATE NODE TABLE {NAMES[table.name]} (\n{columns},\n  PRIMARY KEY (id)\n);\n"
    for table in graph.edges:
        source, target = _ENDS[table.name]
        columns = ",\n".join(f"  {column.name} {_TYPES[column.kind]}" for _, column in _columns(table)[2:])
        yield f"CREATE REL TABLE {NAMES[table.name]} (\n  FROM {source} TO {target},\n{columns}\n);\n"


def _copies(graph: PropertyGraph) -> Iterator[str]:
    for table in (*graph.nodes, *graph.edges):
        columns = [column for _, column in _columns(table)]
        read = ", ".join(f"{it.name} {'STRING' if it.kind is Kind.TEXTS else _TYPES[it.kind]}" for it in columns)
        told = ",\n    ".join(_told(column) for column in columns)
        load = f"LOAD WITH HEADERS ({read})\n  FROM '{table.name}.csv' {_READ}\n  RETURN\n    {told}"
        yield f"COPY {NAMES[table.name]} FROM (\n  {load}\n);\n"


def _told(column: Column) -> str:
    if column.kind is not Kind.TEXTS:
        return column.name
    items = f"list_transform(string_split({column.name}, '|'), one -> {_UNDO})"
    return f"coalesce({items}, CAST([] AS STRING[])) AS {column.name}_list"


FORMAT = Format(
    name="ladybug",
    target="Ladybug (the successor of Kuzu)",
    files=f"{SCHEMA}, {COPY}, one CSV a table",
    how_to_load="""\
import ladybug
connection = ladybug.Connection(ladybug.Database("../serm-bone.lbug"))
for script in ("schema.cypher", "copy.cypher"):
    connection.execute(open(script, encoding="utf-8").read())""",
    loaded_with="Ladybug 0.22.0",
    writer=write,
    views=BOTH,
    queries="ladybug",
)
