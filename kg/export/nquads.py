"""N-Quads: one line a quad, sorted; the dump whose hash is the truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.quads import all_quads

if TYPE_CHECKING:
    from kg.graph import Graph


def write(graph: Graph, folder: Path) -> dict[str, int]:
    """Write ``serm-bone.nq``; return its number of quads."""
    quads = all_quads(graph)
    with open(folder / "serm-bone.nq", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{quad} .\n" for quad in quads)
    return {"serm-bone.nq": len(quads)}
