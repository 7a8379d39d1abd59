"""Signed routes in a context: all simple routes up to a number of steps, in one search.

A backward pass from the targets gives, for every (node, sign), the least steps still needed; a depth-first search over
(node, sign) then enters a node only when what was used and what is still needed fit the limit, and when the place and
the milieu of the next step agree with the steps before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.context import DEPLETE, INCOMPATIBLE, REPLETE, Grader, overlap, side
from kg.lookup import Item
from kg.network import Edge, Network
from kg.standing import Standing

WORK_LIMIT = 200_000


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

    ``first`` ends it at the first route.
    """

    def __init__(self, standing: Standing, grader: Grader, max_steps: int = 8, *, first: bool = False) -> None:
        self.network, self.standing, self.grader = standing.network, standing, grader
        self.max_steps, self.first = max_steps, first
        self.routes: list[Route] = []
        self.rejected: dict[tuple[str, str], tuple[tuple[Edge, ...], str]] = {}
        self.stopped = False
        self._work = 0
        self._least: Mapping[str, int] = {}
        self._sides: dict[str, str | None] = {}

    def run(self, source: str, targets: Sequence[str]) -> Search:
        """Fill ``routes`` with every simple compatible route from ``source`` to one of ``targets``.

        Return the search.
        """
        ends = frozenset(targets) - {source}
        kept = self.network.distances
        if ends not in kept:
            kept[ends] = _distances(self.network, ends)
        self._least = kept[ends]
        self._walk(source, ends, [], {source}, None)
        return self

    def _walk(self, node: str, ends: frozenset[str], path: list[Edge], seen: set[str], estradiol: str | None) -> None:
        for edge, next_side in self._steps(node, path, seen, estradiol):
            if self.first and self.routes:
                return
            if self._work > WORK_LIMIT:
                self.stopped = True
                return
            self._work += 1
            path.append(edge)
            if edge.target in ends:
                self.routes.append(Route(tuple(path)))
            elif len(path) < self.max_steps:
                fresh = self.network.covered(edge) - seen
                seen |= fresh
                self._walk(edge.target, ends, path, seen, next_side)
                seen -= fresh
            path.pop()

    def _steps(
        self, node: str, path: list[Edge], seen: set[str], estradiol: str | None
    ) -> Iterator[tuple[Edge, str | None]]:
        left = self.max_steps - len(path) - 1
        for number in self.network.outgoing.get(node, ()):
            edge = self.network.edges[number]
            if edge.target in seen or not self._reaches(edge.target, left) or not self.standing.stands(edge.iri):
                continue
            reason, next_side = self._objection(edge, path, estradiol)
            if reason is None:
                yield edge, next_side
            else:
                key = (edge.iri, reason)
                if key not in self.rejected or len(self.rejected[key][0]) > len(path) + 1:
                    self.rejected[key] = ((*path, edge), reason)

    def _reaches(self, node: str, left: int) -> bool:
        return self._least.get(node, 99) <= left

    def _objection(self, edge: Edge, path: list[Edge], estradiol: str | None) -> tuple[str | None, str | None]:
        item = self.network.assertions[edge.iri]
        fit = self.grader.fit(edge.iri, item)
        label = self.network.names.items
        if fit.grade == INCOMPATIBLE:
            asked = getattr(self.grader.question, str(fit.dimension))
            return (
                f"{fit.dimension} {label[str(fit.value)]['label']} v {label[asked]['label']} at {item['id']}",
                estradiol,
            )
        if path and not self._meets(path[-1], edge):
            here = self._places(self.network.assertions[path[-1].iri]["object_anatomy"])
            there = self._places(item["subject_anatomy"])
            return f"anatomy {here} v {there} at {item['id']}", estradiol
        if self._displaced(edge, item):
            return (
                "milieu not stated, and estradiol is high where "
                f"{label[edge.source]['label']} displaces it, at {item['id']}",
                estradiol,
            )
        own = self._side(edge.iri)
        if own and estradiol and own != estradiol:
            words = {DEPLETE: "estrogen-deplete", REPLETE: "estrogen-replete"}
            return f"milieu {words[own]} v {words[estradiol]} at {item['id']}", estradiol
        return None, estradiol or own

    def _displaced(self, edge: Edge, item: Item) -> bool:
        """What a partial agonist does alone is not carried over to a milieu in which it displaces the full agonist."""
        if item["milieu"] or side(self.network.names, self.grader.question.milieu) != REPLETE:
            return False
        places = self.standing.displaced.get(edge.source)
        if places is None or self.network.circulates(edge.target):
            return False
        return overlap(self.network.names, item["object_anatomy"], places)

    def _meets(self, before: Edge, after: Edge) -> bool:
        key, kept = (before.iri, after.iri), self.network.junctions
        if key not in kept:
            one, other = self.network.assertions[before.iri], self.network.assertions[after.iri]
            kept[key] = self.network.circulates(after.source) or overlap(
                self.network.names, one["object_anatomy"], other["subject_anatomy"]
            )
        return kept[key]

    def _side(self, iri: str) -> str | None:
        if iri not in self._sides:
            sides = {side(self.network.names, milieu) for milieu in self.network.assertions[iri]["milieu"]}
            self._sides[iri] = sides.pop() if len(sides) == 1 else None
        return self._sides[iri]

    def _places(self, places: Sequence[str]) -> str:
        return "/".join(self.network.names.items[place]["label"] for place in places)


def _distances(network: Network, ends: frozenset[str]) -> dict[str, int]:
    """Least number of steps from each node to an end, by one breadth-first pass backwards."""
    least = dict.fromkeys(ends, 0)
    queue = deque(ends)
    while queue:
        node = queue.popleft()
        for number in network.incoming.get(node, ()):
            before = network.edges[number].source
            if before not in least:
                least[before] = least[node] + 1
                queue.append(before)
    return least
