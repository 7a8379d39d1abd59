"""Turtle: all named graphs merged into one, for tools that know no others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.quads import all_quads
from kg.prefixes import table

if TYPE_CHECKING:
    from kg.graph import Graph


def write(graph: Graph, folder: Path) -> dict[str, int]:
    """Write ``serm-bone.ttl``; return its number of triples (a triple that stands in two graphs counts once)."""
    import pyoxigraph as ox

    triples = sorted({quad.triple for quad in all_quads(graph)}, key=str)
    ox.serialize(triples, str(folder / "serm-bone.ttl"), format=ox.RdfFormat.TURTLE, prefixes=table())
    return {"serm-bone.ttl": len(triples)}
