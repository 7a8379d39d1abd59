"""``kg check``: SHACL for what one record must look like, quality queries for what records say to each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.namespaces import GR, SB
from kg.base.progress import Progress
from kg.check.report import Report, Result, ShapesRefused, first
from kg.check.source_lines import Places
from kg.errors import BadParameter

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.check.shapes import Shapes

__all__ = ["Report", "Result", "ShapesRefused", "check", "check_store"]

LIMIT = 1000  # results shown


def check(paths: Sequence[Path] = (), *, engine: str = "sets", limit: int = LIMIT) -> Report:
    """Check the packaged graph, or with ``paths`` the user's Turtle laid over it; results are then those about the
    user's subjects.

    ``engine`` runs the shapes: ``sets`` or ``pyshacl``, with the same results, the second far slower. ``limit`` is how
    many results are kept, the gravest first (0: all); all are counted. Takes seconds. Raises ``UnreadableInput`` for
    input that cannot be parsed, ``ShapesRefused`` for faulty shapes, ``BadParameter`` for an engine or a limit that is
    none.
    """
    from kg.rdf.loader import curated_files, load_store, overlay_files
    from kg.rdf.rules import derive

    _usable(engine, limit)
    store = load_store(paths)
    derive(store, Progress("check: rules").seen)
    files = overlay_files(paths)
    own = _overlaid(store) if files else None
    places = Places([*files, *curated_files()])
    checked = len(files) or len(curated_files())
    return check_store(store, places=places, files=checked, only=own, engine=engine, limit=limit)


def check_store(
    store: ox.Store,
    *,
    places: Places,
    files: int,
    only: frozenset[str] | None = None,
    engine: str = "sets",
    limit: int = LIMIT,
) -> Report:
    """Check a derived store; ``only`` keeps the results about these subjects."""
    from kg.check import quality
    from kg.check.shapes import load_shapes

    _usable(engine, limit)
    shapes = load_shapes()
    found = _found(store, shapes, engine=engine, unmatched=only is not None)
    kept = (places.place(result) for result in found if only is None or result.focus in only)
    results, counts = first(kept, limit)
    checked = {"files": files, "triples": len(store), "shapes": shapes.count, "queries": len(quality.queries())}
    return Report(results=results, counts=counts, **checked)


def _usable(engine: str, limit: int) -> None:
    from kg.check.shacl import ENGINES

    if engine not in ENGINES:
        raise BadParameter(f"no engine is called {engine!r}; say one of {', '.join(ENGINES)}")
    if limit < 0:
        raise BadParameter(f"a limit of {limit} results is none; give 0 for all, or a number above it")


def _found(store: ox.Store, shapes: Shapes, *, engine: str, unmatched: bool) -> Iterator[Result]:
    from kg.check import check_digits, quality, shacl

    yield from shacl.validate(store, shapes, engine=engine, unmatched=unmatched)
    yield from quality.run(store)
    yield from check_digits.faults(store)


def _overlaid(store: ox.Store) -> frozenset[str]:
    """Return the subjects of the user's files."""
    import pyoxigraph as ox

    marked = store.quads_for_pattern(None, ox.NamedNode(SB + "fromOverlay"), None, ox.NamedNode(GR + "overlay"))
    return frozenset(str(getattr(quad.subject, "value", "")) for quad in marked)
