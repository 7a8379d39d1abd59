"""A script in Cypher: one statement a line, without parameters, for any program that speaks it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.export.cypher import Labels, constraints, statements
from kg.export.format import BOTH, Format, Request, Written

_FILE = "serm-bone.cypher"


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.cypher``: constraints, then the nodes, then the edges."""
    return script(request, folder / _FILE, constraints(request.property_graph))


def script(request: Request, path: Path, first: Iterable[str]) -> Written:
    """Write ``first`` and the statements that make the graph, one a line."""
    graph, labels, count = request.property_graph, Labels(), 0
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for line in first:
            file.write(line + "\n")
            count += 1
        for table in (*graph.nodes, *graph.edges):
            for line in statements(table, request.rows(table), labels):
                file.write(line + "\n")
                count += 1
    return Written(rows={path.name: count}, losses=labels.lost)


FORMAT = Format(
    name="cypher",
    target="Neo4j 5 or newer, ArcadeDB and others that speak Cypher, by a script",
    files=_FILE,
    how_to_load="""\
# Into a Neo4j that runs; it may be run again, and then changes nothing. For millions of edges take `kg export neo4j`.
cypher-shell -u neo4j -p 'a password of yours' -f serm-bone.cypher""",
    loaded_with="Neo4j Community 2026.08.1, ArcadeDB 26.10.2",
    writer=write,
    views=BOTH,
    queries="cypher",
)
