"""TriG: the named graphs, readable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.quads import all_quads
from kg.prefixes import table

if TYPE_CHECKING:
    from kg.graph import Graph


def write(graph: Graph, folder: Path) -> dict[str, int]:
    """Write ``serm-bone.trig``; return its number of quads."""
    import pyoxigraph as ox

    quads = all_quads(graph)
    ox.serialize(quads, str(folder / "serm-bone.trig"), format=ox.RdfFormat.TRIG, prefixes=table())
    return {"serm-bone.trig": len(quads)}
