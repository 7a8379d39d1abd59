"""A question in numbers, and what a search makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.search.index import Index

CLOSED = 6
"""The grade from which on an edge is not walked."""
ROUTES, WORK = 200_000, 5_000_000


class Budget(NamedTuple):
    """What a search may spend: routes that it keeps, and edges that it looks at while it walks."""

    routes: int = ROUTES
    work: int = WORK


class Ask(NamedTuple):
    """From ``source`` to any of ``ends`` in at most ``max_steps`` edges; no node twice, and no end passed through.

    ``ends`` gives each end its grade. ``ranks`` gives each kind of edge its grade, 0 best, ``CLOSED`` for one that is
    not walked. ``barred`` edges and ``shut`` nodes take no part. ``sign`` 1, -1 or 0 (not known) asks for routes of
    that sign only, None for all.
    """

    index: Index
    source: int
    ends: Mapping[int, int]
    max_steps: int
    ranks: Sequence[int]
    barred: frozenset[int] = frozenset()
    shut: frozenset[int] = frozenset()
    sign: int | None = None
    budget: Budget = Budget()

    def levels(self) -> list[int]:
        """Return the grades that a route could have, best first."""
        return sorted({rank for rank in (*self.ranks, *self.ends.values()) if rank < CLOSED})


class Found(NamedTuple):
    """Routes as tuples of edge numbers; ``stopped`` where the budget ended the search before it was through.

    Where it stopped, the routes are the best ones in the order of ``best``: what is missing is worse than what is
    there, or as good and comes later.
    """

    routes: Sequence[tuple[int, ...]]
    stopped: bool
