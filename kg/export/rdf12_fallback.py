"""What syntaxes of RDF 1.1 carry of a graph that may hold RDF 1.2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox


def carried(quads: Iterator[ox.Quad], lost: Counter[str]) -> Iterator[ox.Quad]:
    """Yield the quads that RDF 1.1 can say; count the rest in ``lost``."""
    import pyoxigraph as ox

    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            lost["statements about triple terms"] += 1
        elif isinstance(quad.object, ox.Literal) and quad.object.direction:
            lost["texts with a base direction"] += 1
        else:
            yield quad
