"""``kg check``: SHACL for what one record must look like, quality queries for what records say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.check.locate import Places
from kg.check.report import Report, Result, ShapesRefused

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["Report", "Result", "ShapesRefused", "check", "check_store"]


def check(paths: Sequence[Path] = ()) -> Report:
    """Check the packaged graph, or with ``paths`` the user's Turtle laid over it; results are then those about the
    user's subjects.

    Takes seconds. Raises ``UnreadableInput`` for input that cannot be parsed, ``ShapesRefused`` for faulty shapes.
    """
    from kg.rules import derive
    from kg.sources import curated_files, load_store, overlay_files

    store = load_store(paths)
    derive(store)
    files = overlay_files(paths)
    places = Places([*files, *curated_files()])
    own = places.subjects(files) if files else None
    return check_store(store, places=places, files=len(files) or len(curated_files()), only=own)


def check_store(store: ox.Store, *, places: Places, files: int, only: frozenset[str] | None = None) -> Report:
    """Check a derived store; ``only`` keeps the results about these subjects."""
    from kg.check import identifiers, qc, shacl
    from kg.check.shapes import load_shapes

    shapes = load_shapes()
    found = [*shacl.validate(store, shapes, unmatched=only is not None), *qc.run(store), *identifiers.faults(store)]
    kept = [result for result in found if only is None or result.focus in only]
    placed = tuple(sorted({places.place(result) for result in kept}, key=Result.order))
    return Report(results=placed, files=files, triples=len(store), shapes=shapes.count, queries=len(qc.queries()))
