"""Steps that are not taken: why, in words, and the shortest way to each, which an answer prints beside its routes.

Ways of one length are walked before longer ones, so that where the work ends early the shortest have been seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.network.context import DEPLETE, INCOMPATIBLE, REPLETE, Grader, overlap, side
from kg.network.encoding import Numbered
from kg.network.name_index import Item
from kg.network.signed_graph import Edge
from kg.network.support import Standing
from kg.search import CLOSED, Ask

WORK = 200_000

Rejections = dict[tuple[str, str], tuple[tuple[Edge, ...], str]]
# A step that stands, its target, the least steps still needed after it, and whether the question closes it.
_Step = tuple[int, int, int, bool]
# Edges, the node they lead to, the place and the side that bind the next step, and the nodes that were passed.
_Way = tuple[tuple[int, ...], int, int, int, frozenset[int]]


_WORDS = {DEPLETE: "estrogen-deplete", REPLETE: "estrogen-replete"}


class Objections:
    """What speaks against steps, for one question; each answer is None, or false, where nothing does."""

    def __init__(self, standing: Standing, grader: Grader) -> None:
        self.network, self.standing, self.grader = standing.network, standing, grader
        self._sides: dict[str, str | None] = {}

    def to(self, edge: Edge) -> str | None:
        """Return why the question closes an edge, whatever the way to it."""
        item = self.network.assertions[edge.iri]
        fit = self.grader.fit(edge.iri, item)
        label = self.network.names.items
        if fit.grade == INCOMPATIBLE:
            asked = getattr(self.grader.question, str(fit.dimension))
            return f"{fit.dimension} {label[str(fit.value)]['label']} v {label[asked]['label']} at {item['id']}"
        if self.displaced(edge):
            return (
                "milieu not stated, and estradiol is high where "
                f"{label[edge.source]['label']} displaces it, at {item['id']}"
            )
        return None

    def after(self, way: Sequence[Edge]) -> str:
        """Return why the last edge of a way is not taken after the others; there has to be a reason."""
        *before, edge = way
        if before and not self.network.circulates(edge.source) and not self.meets(before[-1], edge):
            return self._apart(before[-1], edge)
        own, past = self.side(edge.iri), next(side for one in before if (side := self.side(one.iri)))
        return f"milieu {_WORDS[str(own)]} v {_WORDS[past]} at {self.network.assertions[edge.iri]['id']}"

    def displaced(self, edge: Edge) -> bool:
        """What a partial agonist does alone is not carried over to a milieu in which it displaces the full agonist."""
        if side(self.network.names, self.grader.question.milieu) != REPLETE:
            return False
        item: Item = self.network.assertions[edge.iri]
        places = self.standing.displaced.get(edge.source)
        if places is None or item["milieu"] or self.network.circulates(edge.target):
            return False
        return overlap(self.network.names, item["object_anatomy"], places)

    def meets(self, before: Edge, after: Edge) -> bool:
        """Whether the place where one edge was shown can be where the next one was."""
        one, other = self.network.assertions[before.iri], self.network.assertions[after.iri]
        return overlap(self.network.names, one["object_anatomy"], other["subject_anatomy"])

    def side(self, iri: str) -> str | None:
        """Which side of estradiol an assertion was shown on; None where it says neither, or both."""
        if iri not in self._sides:
            sides = {side(self.network.names, milieu) for milieu in self.network.assertions[iri]["milieu"]}
            self._sides[iri] = sides.pop() if len(sides) == 1 else None
        return self._sides[iri]

    def _apart(self, before: Edge, edge: Edge) -> str:
        item = self.network.assertions[edge.iri]
        here = self._places(self.network.assertions[before.iri]["object_anatomy"])
        return f"anatomy {here} v {self._places(item['subject_anatomy'])} at {item['id']}"

    def _places(self, places: Sequence[str]) -> str:
        return "/".join(self.network.names.items[place]["label"] for place in places)


class Rejected:
    """The ways to steps that would lead on to an end and are not taken.

    ``found`` maps assertion and reason to the way, its last edge the step that is not taken, and the reason;
    ``stopped`` tells that there may be more. ``displaced`` are edges of ``ask`` that the question closes besides those
    of grade ``CLOSED``; its barred edges do not stand, and are not spoken of.
    """

    def __init__(self, numbered: Numbered, objections: Objections, ask: Ask, displaced: frozenset[int]) -> None:
        self._edges, self._index, self._objections = numbered.edges, numbered.index, objections
        self._ask, self._displaced = ask, displaced
        self._least = _distances(ask)
        self._ways: dict[int, list[_Step]] = {}
        self.found: Rejections = {}
        self.stopped = False
        layer: list[_Way] = [((), ask.source, 0, 0, frozenset({ask.source}))]
        work = 0
        for left in range(ask.max_steps - 1, -1, -1):
            longer: list[_Way] = []
            for way in layer:
                self._on(way, left, longer)
            work += len(longer)
            if work > WORK:
                self.stopped = True
                break
            layer = longer

    def _on(self, way: _Way, left: int, longer: list[_Way]) -> None:
        """Reject the steps that are not taken after a way, and add the ways that are one step longer to ``longer``."""
        path, node, place, side, seen = way
        index, kinds = self._index, self._index.kinds
        for edge, target, least, closed in self._from(node):
            if least > left or target in seen:
                continue
            kind = index.kind[edge]
            own = kinds.sides[kind]
            if closed or (own and side and own != side) or not kinds.meet(place, kinds.leaves[kind]):
                self._reject((*path, edge))
            elif target not in self._ask.ends:
                there = 0 if index.free[target] else kinds.reaches[kind]
                passed = seen.union((target,), index.covers.get(edge, ()))
                longer.append(((*path, edge), target, there, side or own, passed))

    def _reject(self, path: tuple[int, ...]) -> None:
        way = tuple(self._edges[number] for number in path)
        reason = self._objections.to(way[-1]) or self._objections.after(way)
        self.found.setdefault((way[-1].iri, reason), (way, reason))

    def _from(self, node: int) -> list[_Step]:
        """The steps from a node that stand and lead on to an end."""
        if node not in self._ways:
            index, ask, least = self._index, self._ask, self._least
            self._ways[node] = [
                (edge, target, least[target], ask.ranks[index.kind[edge]] >= CLOSED or edge in self._displaced)
                for edge in range(index.first[node], index.first[node + 1])
                if (target := index.target[edge]) in least and edge not in ask.barred
            ]
        return self._ways[node]


def _distances(ask: Ask) -> dict[int, int]:
    """Least number of steps from each node to an end, whatever a question closes; one breadth-first pass backwards."""
    index, layer = ask.graph, list(ask.ends)
    least = dict.fromkeys(layer, 0)
    for steps in range(1, ask.max_steps):
        reached = []
        for node in layer:
            for at in range(index.back_first[node], index.back_first[node + 1]):
                before = index.source[index.back[at]]
                if before not in least:
                    least[before] = steps
                    reached.append(before)
        layer = reached
    return least
