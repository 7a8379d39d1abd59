"""Neo4j's bulk import: a header and a data file for each table, and the script that imports them.

Format: https://neo4j.com/docs/operations-manual/current/import/
"""

from __future__ import annotations

from pathlib import Path

from kg.export import typed_csv
from kg.export.cypher import KEYS, Labels, constraints, relationship_type
from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Column, Kind, PropertyGraph, Row, Table
from kg.export.typed_csv import Encode, Escapes

_TYPES = {
    Kind.TEXT: "string",
    Kind.TEXTS: "string[]",
    Kind.INTEGER: "long",
    Kind.NUMBER: "double",
    Kind.FLAG: "boolean",
}
_SYSTEM = {"labels": ":LABEL", "source": ":START_ID", "target": ":END_ID"}
_SCRIPT, _CONSTRAINTS = "import.sh", "constraints.cypher"


def write(request: Request, folder: Path) -> Written:
    """Write ``<table>-header.csv`` and ``<table>.csv`` for each table, ``import.sh`` and ``constraints.cypher``."""
    graph, rows = request.property_graph, dict[str, int]()
    escapes, labels = Escapes(), Labels()
    for table in (*graph.nodes, *graph.edges):
        head, data = _files(table)
        (folder / head).write_text(",".join(_header(table)) + "\n", encoding="utf-8")
        rows[head] = 1
        rows[data] = typed_csv.write(
            folder / data,
            table,
            request.rows(table),
            header=(),
            encode=_encoder(table, escapes, labels),
            more=None if table.name in KEYS else _type,
            sparing=True,
            known=escapes.known,
        )
    (folder / _SCRIPT).write_text(_script(graph), encoding="utf-8")
    made = constraints(graph)
    (folder / _CONSTRAINTS).write_text("".join(f"{line}\n" for line in made), encoding="utf-8")
    rows |= {_SCRIPT: len(graph.nodes) + len(graph.edges), _CONSTRAINTS: len(made)}
    return Written(rows=rows, losses=labels.lost, escaped=escapes.counts)


def _files(table: Table) -> tuple[str, str]:
    return f"{table.name}-header.csv", f"{table.name}.csv"


def _header(table: Table) -> list[str]:
    """Return the typed header; the id of a node is a property too, and the type of an edge comes last."""
    nodes = table.name in KEYS
    own = {**_SYSTEM, "id": "id:ID"} if nodes else _SYSTEM
    fields = [own.get(column.name, f"{column.name}:{_TYPES[column.kind]}") for column in table.columns]
    return fields if nodes else [*fields, ":TYPE"]


def _encoder(table: Table, escapes: Escapes, labels: Labels) -> typed_csv.Encoder:
    def encode(column: Column) -> Encode | None:
        if column.name == "labels":
            return lambda cell: escapes.joined(kept) if (kept := labels.of(table, cell)) else None
        return escapes.joined if column.kind is Kind.TEXTS else None

    return encode


def _type(row: Row) -> tuple[str]:
    return (relationship_type(str(row[3])),)


def _script(graph: PropertyGraph) -> str:
    """Return the script; it names files without their folder, since the import reads paths as patterns."""
    given = [
        *("--nodes=./{},./{}".format(*_files(table)) for table in graph.nodes),
        *("--relationships=./{},./{}".format(*_files(table)) for table in graph.edges),
        "--id-type=string",
        "--array-delimiter=U+001F",
        "--multiline-fields=true",
        "--overwrite-destination",
        '--report-file="$report"',
    ]
    return "\n".join(
        [
            "#!/bin/sh",
            "# Imports this folder into a database of a Neo4j that is stopped; what the database held is replaced.",
            "# Usage: sh import.sh [database]",
            "# neo4j-admin is taken from NEO4J_HOME/bin, or from the path where NEO4J_HOME is not set.",
            "set -eu",
            'admin="${NEO4J_HOME:+$NEO4J_HOME/bin/}neo4j-admin"',
            'report="${TMPDIR:-/tmp}/serm-bone-import.report"',
            'cd -- "$(dirname -- "$0")"',
            'exec "$admin" database import full "${1:-neo4j}" \\',
            *(f"    {option} \\" for option in given[:-1]),
            f"    {given[-1]}",
            "",
        ]
    )


FORMAT = Format(
    name="neo4j",
    target="Neo4j 5.26 or newer, by its bulk import; Community is enough",
    files="<table>-header.csv, <table>.csv, import.sh, constraints.cypher",
    how_to_load="""\
# Neo4j Community is a folder to unpack (neo4j.com/deployment-center) and needs Java 21, or 17 for 5.26; say where:
export NEO4J_HOME=/path/to/neo4j-community
# Import, with the server stopped. The files stay where they are: the bulk import has no import folder.
"$NEO4J_HOME"/bin/neo4j stop
sh import.sh
# Set a password (the first time only), start the server, wait until `neo4j status` says that it runs.
"$NEO4J_HOME"/bin/neo4j-admin dbms set-initial-password 'a password of yours'
"$NEO4J_HOME"/bin/neo4j start
# Constraints, so that nodes are found by their id; then ask, here or in the browser at http://localhost:7474
"$NEO4J_HOME"/bin/cypher-shell -u neo4j -p 'a password of yours' -f constraints.cypher
"$NEO4J_HOME"/bin/cypher-shell -u neo4j -p 'a password of yours'""",
    loaded_with="Neo4j Community 2026.08.1",
    writer=write,
    views=BOTH,
    queries="cypher",
)
