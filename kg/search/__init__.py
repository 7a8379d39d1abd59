"""Routes through a signed graph, in numbers: a question, what ways amount to for it, and what a search finds.

Nothing in this package knows names, evidence or files; ``kg.reasoning.routes`` puts the questions of the
graph in these terms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.search.csr_graph import Index

CLOSED = 6
"""The grade from which on an edge is not walked."""
NEVER = 1 << 20
"""More steps than any way has."""
ROUTES, WORK = 200_000, 5_000_000


class Ask(NamedTuple):
    """From ``source`` to any of ``ends`` in at most ``max_steps`` edges; no node twice, and no end passed through.

    ``ends`` gives each end its grade. ``ranks`` gives each kind of edge its grade, 0 best, ``CLOSED`` for one that is
    not walked. ``barred`` edges and ``shut`` nodes take no part. ``sign`` 1, -1 or 0 (not known) asks for routes of
    that sign only, None for all. ``most`` routes are kept at most, and ``work`` edges looked at while walking.
    """

    graph: Index
    source: int
    ends: Mapping[int, int]
    max_steps: int
    ranks: Sequence[int]
    barred: Collection[int] = frozenset()
    shut: frozenset[int] = frozenset()
    sign: int | None = None
    most: int = ROUTES
    work: int = WORK

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


class Amounts:
    """What ways amount to, as numbers below ``width``; those of one sign are ``two``, neighbours.

    With ``signed`` the signs are told apart; with ``hits`` also whether an edge of grade ``level`` was passed.
    """

    def __init__(self, signed: bool, hits: bool, level: int) -> None:
        self.signed, self.hits, self.level = signed, hits, level
        self.two = 2 if hits else 1
        self.width = self.two * (3 if signed else 1)

    def after(self, amount: int, sign: int, rank: int) -> int:
        """Return what a way amounts to after an edge of this sign and grade."""
        before, hit = divmod(amount, self.two)
        if self.signed:
            before = product(before, letter(sign))
        return before * self.two + (1 if hit or (self.hits and rank == self.level) else 0)

    def accepted(self, rank: int, sign: int | None) -> Iterator[int]:
        """Yield the amounts with which a route of ``sign`` may reach an end of grade ``rank``."""
        for amount in range(self.width):
            reached, hit = divmod(amount, self.two)
            if (hit or not self.hits or rank == self.level) and (sign is None or reached == letter(sign)):
                yield amount


def letter(sign: int) -> int:
    """Return the number of a sign: 0 for 1, 1 for -1, 2 for one that is not known."""
    return 0 if sign > 0 else 1 if sign < 0 else 2


def product(one: int, other: int) -> int:
    """Return the number of the product of two signs; what is not known stays so."""
    return 2 if one == 2 or other == 2 else one ^ other
