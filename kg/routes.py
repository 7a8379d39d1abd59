"""Signed routes in a context: all simple routes up to a number of steps, in one search.

A backward pass from the targets gives, for every node, the least steps still needed; a depth-first search then enters a
node only when what was used and what is still needed fit the limit, and when the place and the milieu of the next step
agree with the steps before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.context import DEPLETE, INCOMPATIBLE, REPLETE, Grader, overlap, side
from kg.lookup import Item
from kg.network import Edge, Network
from kg.standing import Standing

WORK_LIMIT = 200_000

# A step that may be taken, the least steps still needed after it, and the side of estradiol it was shown on.
_Way = tuple[Edge, int, str | None]


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
    """One search over what stands: what it found, what it rejected and why, and whether it had to stop early."""

    def __init__(self, standing: Standing, grader: Grader, max_steps: int = 8) -> None:
        self.network, self.standing, self.grader = standing.network, standing, grader
        self.max_steps = max_steps
        self.routes: list[Route] = []
        self.rejected: dict[tuple[str, str], tuple[tuple[Edge, ...], str]] = {}
        self.stopped = False
        self._work = 0
        self._least: Mapping[str, int] = {}
        self._ways: dict[str, tuple[list[_Way], list[tuple[Edge, str]]]] = {}

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
        left = self.max_steps - len(path) - 1
        open_ways, closed = self._from(node)
        carried = not path or self.network.circulates(node)
        for edge, reason in closed:
            if edge.target not in seen and self._least[edge.target] <= left:
                self._reject(edge, reason, path)
        for edge, least, own in open_ways:
            if least > left or edge.target in seen:
                continue
            if not carried and not self._meets(path[-1], edge):
                self._reject(edge, self._apart(path[-1], edge), path)
            elif own and estradiol and own != estradiol:
                self._reject(edge, self._opposite(edge, own, estradiol), path)
            elif self._work > WORK_LIMIT:
                self.stopped = True
                return
            else:
                self._work += 1
                path.append(edge)
                if edge.target in ends:
                    self.routes.append(Route(tuple(path)))
                elif left > 0:
                    fresh = self.network.covered(edge) - seen
                    seen |= fresh
                    self._walk(edge.target, ends, path, seen, estradiol or own)
                    seen -= fresh
                path.pop()

    def _from(self, node: str) -> tuple[list[_Way], list[tuple[Edge, str]]]:
        """What leads on from a node whatever the way to it: steps that stand, and those that the question closes."""
        if node not in self._ways:
            ways: list[_Way] = []
            closed: list[tuple[Edge, str]] = []
            for number in self.network.outgoing.get(node, ()):
                edge = self.network.edges[number]
                least = self._least.get(edge.target)
                if least is None or not self.standing.stands(edge.iri):
                    continue
                reason = self._objection(edge)
                if reason is None:
                    ways.append((edge, least, self._side(edge.iri)))
                else:
                    closed.append((edge, reason))
            self._ways[node] = (ways, closed)
        return self._ways[node]

    def _reject(self, edge: Edge, reason: str, path: list[Edge]) -> None:
        """Keep the shortest way to a step that is not taken, by reason."""
        kept = self.rejected.get((edge.iri, reason))
        if kept is None or len(kept[0]) > len(path) + 1:
            self.rejected[edge.iri, reason] = ((*path, edge), reason)

    def _objection(self, edge: Edge) -> str | None:
        item = self.network.assertions[edge.iri]
        fit = self.grader.fit(edge.iri, item)
        label = self.network.names.items
        if fit.grade == INCOMPATIBLE:
            asked = getattr(self.grader.question, str(fit.dimension))
            return f"{fit.dimension} {label[str(fit.value)]['label']} v {label[asked]['label']} at {item['id']}"
        if self._displaced(edge, item):
            return (
                "milieu not stated, and estradiol is high where "
                f"{label[edge.source]['label']} displaces it, at {item['id']}"
            )
        return None

    def _apart(self, before: Edge, edge: Edge) -> str:
        item = self.network.assertions[edge.iri]
        here = self._places(self.network.assertions[before.iri]["object_anatomy"])
        return f"anatomy {here} v {self._places(item['subject_anatomy'])} at {item['id']}"

    def _opposite(self, edge: Edge, own: str, estradiol: str) -> str:
        words = {DEPLETE: "estrogen-deplete", REPLETE: "estrogen-replete"}
        return f"milieu {words[own]} v {words[estradiol]} at {self.network.assertions[edge.iri]['id']}"

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
            kept[key] = overlap(self.network.names, one["object_anatomy"], other["subject_anatomy"])
        return kept[key]

    def _side(self, iri: str) -> str | None:
        """Which side of estradiol an assertion was shown on; None where it says neither, or both."""
        sides = {side(self.network.names, milieu) for milieu in self.network.assertions[iri]["milieu"]}
        return sides.pop() if len(sides) == 1 else None

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
