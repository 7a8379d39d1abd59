"""Signed routes in a context: the question of an answer, put to the search in numbers and read back from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from kg.network.context import EXACT, REPLETE, Grader, side
from kg.network.encoding import Numbered, numbered
from kg.network.signed_graph import Edge
from kg.network.support import Standing
from kg.search import ROUTES, WORK, Ask, Found
from kg.search.engine import best, every

if TYPE_CHECKING:
    from kg.reasoning.blocked_steps import Objections, Rejected, Rejections

_OF_EACH_SIGN = 12


class Route(NamedTuple):
    """An ordered walk from source to target; the sign is the product of the signs of its edges."""

    edges: tuple[Edge, ...]

    @property
    def sign(self) -> int:
        """Return +1 or -1."""
        product = 1
        for edge in self.edges:
            product *= edge.sign
        return product


class Search:
    """One search over what stands: what it found, what it rejected and why, and whether it had to stop early.

    Where it stopped (``stopped``), ``routes`` are the best ones by grade and then number of steps, the best of either
    sign among them. ``barred`` are the edges, by number, that took no part.
    """

    def __init__(
        self, standing: Standing, grader: Grader, max_steps: int = 8, most: int | None = None, work: int | None = None
    ) -> None:
        self.network, self.standing, self.grader = standing.network, standing, grader
        self.max_steps, self._most, self._work = max_steps, most or ROUTES, work or WORK
        self.routes: list[Route] = []
        self.stopped = False
        self.barred: Collection[int] = frozenset()
        self._ask: Ask | None = None

    @cached_property
    def objections(self) -> Objections:
        """What speaks against steps, in words."""
        from kg.reasoning.blocked_steps import Objections

        return Objections(self.standing, self.grader)

    def run(self, source: str, targets: Collection[str]) -> Search:
        """Fill ``routes`` with every simple compatible route from ``source`` to one of ``targets``, in a fixed order.

        ``targets`` may map each target to its grade. Return the search.
        """
        grades = targets if isinstance(targets, Mapping) else dict.fromkeys(targets, EXACT)
        numbers = numbered(self.network)
        if source not in numbers.nodes:
            return self
        fallen = Fallen(numbers, self.standing)
        self._ask = Ask(
            numbers.index,
            numbers.nodes[source],
            numbers.ends({target: grade for target, grade in grades.items() if target != source}),
            self.max_steps,
            numbers.ranks(self.grader.question, source),
            fallen,
            most=self._most,
            work=self._work,
        )
        self.barred = fallen.union(self._displaced())
        ask = self._ask._replace(barred=self.barred)
        found = every(ask)
        self.stopped = found.stopped
        self.routes = [Route(tuple(numbers.edges[number] for number in edges)) for edges in _told(ask, found)]
        return self

    @cached_property
    def rejections(self) -> Rejected | None:
        """The shortest way to each step that was not taken, found when first asked for; None without a way at all."""
        if self._ask is None:
            return None
        from kg.reasoning.blocked_steps import Rejected

        return Rejected(numbered(self.network), self.objections, self._ask, self._displaced())

    @property
    def rejections_stopped(self) -> bool:
        """Whether there may be more steps that were not taken than ``rejected`` tells."""
        return self.rejections is not None and self.rejections.stopped

    @property
    def rejected(self) -> Rejections:
        """The ways to steps that were not taken, by assertion and reason."""
        return self.rejections.found if self.rejections else {}

    def _displaced(self) -> frozenset[int]:
        """The edges of what a drug does alone, where it displaces estradiol."""
        if side(self.network.names, self.grader.question.milieu) != REPLETE:
            return frozenset()
        nodes, first = numbered(self.network).nodes, numbered(self.network).index.first
        places = [nodes[drug] for drug in self.standing.displaced if drug in nodes]
        leaving = chain.from_iterable(range(first[place], first[place + 1]) for place in places)
        return frozenset(number for number in leaving if self.objections.displaced(self.network.edges[number]))


class Fallen(Collection[int]):
    """The edges of what does not stand, by number, and ``others`` besides; each is looked up when it is met."""

    def __init__(self, numbers: Numbered, standing: Standing, others: frozenset[int] = frozenset()) -> None:
        self._numbers, self._standing, self._others = numbers, standing, others

    def __contains__(self, edge: object) -> bool:
        assert isinstance(edge, int)
        return edge in self._others or not self._standing.stands(self._numbers.edges[edge].iri)

    def __iter__(self) -> Iterator[int]:
        return (edge for edge in range(len(self._numbers.edges)) if edge in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return True

    def union(self, others: frozenset[int]) -> Fallen:
        """Return these edges and ``others``."""
        return Fallen(self._numbers, self._standing, self._others | others)


def _told(ask: Ask, found: Found) -> list[tuple[int, ...]]:
    """The routes found; where the search stopped, also the best of either sign, on which an answer rests."""
    routes = list(found.routes)
    if found.stopped:
        for sign in (1, -1):
            routes += best(ask._replace(sign=sign), _OF_EACH_SIGN).routes
    return list(dict.fromkeys(routes))
