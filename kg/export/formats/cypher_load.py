"""Plain CSV with a script that loads it by ``LOAD CSV``: no plug-in, no dynamic labels or types.

Format: https://neo4j.com/docs/cypher-manual/current/clauses/load-csv/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.export import typed_csv
from kg.export.cypher import ENDS, KEYS, Labels, constraints, name, relationship_type, text
from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Column, Kind, Row, Table
from kg.export.typed_csv import ESCAPE, SEPARATOR, Encode, Escapes

_SCRIPT = "load.cypher"
_PLACE = "file:///serm-bone/"
_BATCH = 1000
_SYSTEM = ("id", "labels", "source", "target")
_UNDONE = ((ESCAPE + "b", "\\"), (ESCAPE + "u", SEPARATOR), (ESCAPE + "e", ESCAPE))


def write(request: Request, folder: Path) -> Written:
    """Write ``<table>.csv`` for each table and ``load.cypher``, with one block for each set of labels and each type."""
    graph, rows, labels, escapes = request.property_graph, dict[str, int](), Labels(), Escapes()
    script = constraints(graph)
    for table in (*graph.nodes, *graph.edges):
        before, seen = escapes.counts.total(), _Seen(table, labels, escapes)
        rows[f"{table.name}.csv"] = typed_csv.write(
            folder / f"{table.name}.csv",
            table,
            request.rows(table),
            header=[*(column.name for column in table.columns), *([] if table.name in KEYS else ["type"])],
            encode=seen.encoder,
            more=None if table.name in KEYS else seen.typed,
        )
        script += _blocks(table, seen, undo=escapes.counts.total() > before)
    (folder / _SCRIPT).write_text("".join(f"{block}\n" for block in script), encoding="utf-8", newline="\n")
    rows[_SCRIPT] = len(script)
    escaped = {f"{rule}; load.cypher undoes it": count for rule, count in escapes.counts.items()}
    return Written(rows=rows, losses=labels.lost, escaped=escaped)


class _Seen:
    """Encodes the cells of a table and notes what kinds of rows it has, each of which needs a block of its own.

    ``kinds``: what a row has in its column ``labels`` or ``type`` -> the labels or the type in Cypher.
    """

    def __init__(self, table: Table, labels: Labels, escapes: Escapes) -> None:
        self.kinds: dict[str, str] = {}
        self._table, self._labels, self._escapes = table, labels, escapes

    def encoder(self, column: Column) -> Encode | None:
        """Return what makes the cells of ``column``."""
        if column.name == "labels":
            return self._of_labels
        by_kind: dict[Kind, Encode] = {Kind.TEXT: self._escapes.text, Kind.TEXTS: self._escapes.texts}
        return by_kind.get(column.kind)

    def _of_labels(self, cell: tuple[str, ...]) -> str:
        kept = self._labels.of(self._table, cell)
        told = self._escapes.texts(cell)
        self.kinds[told] = "".join(f":{name(label)}" for label in kept)
        return told

    def typed(self, row: Row) -> tuple[str]:
        """Return the type of an edge as a further cell."""
        kind = relationship_type(str(row[3]))
        self.kinds[kind] = f":{name(kind)}"
        return (kind,)


def _blocks(table: Table, seen: _Seen, *, undo: bool) -> Iterator[str]:
    """Yield the statement that loads the rows of each kind."""
    own = [column for column in table.columns if column.name not in _SYSTEM]
    kept = ",\n".join(f"    x.{column.name} = {_read(column, undo=undo)}" for column in own)
    for kind, words in sorted(seen.kinds.items()):
        yield (
            f"LOAD CSV WITH HEADERS FROM '{_PLACE}{table.name}.csv' AS row\n"
            f"WITH row WHERE row.{'labels' if table.name in KEYS else 'type'} = {text(kind)}\n"
            f"CALL (row) {{\n  {_found(table, words, undo=undo)}\n  SET\n{kept}\n"
            f"}} IN TRANSACTIONS OF {_BATCH} ROWS;"
        )


def _found(table: Table, words: str, *, undo: bool) -> str:
    own = _text("row.id", undo=undo)
    if table.name in KEYS:
        return f"MERGE (x{words} {{id: {own}}})"
    ends = zip("ab", ENDS[table.name], ("source", "target"), strict=True)
    places = [f"({it}:{label} {{id: {_text(f'row.{column}', undo=undo)}}})" for it, label, column in ends]
    return f"MATCH {', '.join(places)}\n  MERGE (a)-[x{words} {{id: {own}}}]->(b)"


def _read(column: Column, *, undo: bool) -> str:
    """Return the expression that makes the value again from the text in the file; null where there is none."""
    cell = f"row.{column.name}"
    match column.kind:
        case Kind.INTEGER:
            return f"toInteger({cell})"
        case Kind.NUMBER:
            return f"toFloat({cell})"
        case Kind.FLAG:
            return f"toBoolean({cell})"
        case Kind.TEXTS:
            items = f"split({cell}, {text(SEPARATOR)})"
            return f"[it IN {items} | {_text('it', undo=True)}]" if undo else items
        case Kind.TEXT:
            return _text(cell, undo=undo)


def _text(cell: str, *, undo: bool) -> str:
    for written, meant in _UNDONE if undo else ():
        cell = f"replace({cell}, {text(written)}, {text(meant)})"
    return cell


FORMAT = Format(
    name="cypher-load",
    target="Neo4j 5.26 or newer, by LOAD CSV",
    files="<table>.csv, load.cypher",
    how_to_load="""\
# Copy this folder, as serm-bone, into the import folder of the server: NEO4J_HOME/import of an unpacked Neo4j,
# /var/lib/neo4j/import of a Debian package, what is mounted as /import in a container.
cp -R . "$NEO4J_HOME"/import/serm-bone
# Into a Neo4j that runs; it may be run again, and then changes nothing.
"$NEO4J_HOME"/bin/cypher-shell -u neo4j -p 'a password of yours' -f load.cypher""",
    loaded_with="Neo4j Community 2026.08.1",
    writer=write,
    views=BOTH,
    queries="cypher",
)
