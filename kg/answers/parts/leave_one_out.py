"""One question with one work after another withdrawn: the routes are found once, and judged anew for each.

A withdrawal only takes routes away or opens those that the drug's own evidence superseded, so that the routes of every
withdrawal are among those of a network in which everything stands. Where estradiol is high a withdrawal can also undo a
displacement, and with it what was rejected: there the question is put from the start.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from kg.answers.parts.evaluation import Inquiry
from kg.answers.question import Question, targets
from kg.network.context import REPLETE, Grader, side
from kg.network.support import Standing
from kg.reasoning.ranking import Judge
from kg.reasoning.routes import Route, Search


class Told(NamedTuple):
    """What an answer says: sign, lean, grade of the best route (None where there is none), status, number of routes."""

    sign: str
    lean: str | None
    grade: str | None
    status: str
    routes: int


class _Everything(Standing):
    """Every assertion stands, superseded ones too."""

    def stands(self, iri: str) -> bool:
        return True


class _Way(NamedTuple):
    """A route, the assertions it goes over, and its place among routes while nothing that it goes over is touched."""

    chain: frozenset[str]
    route: Route
    order: tuple[Any, ...]


class Sweep:
    """A question, ready to be judged without this or that; ``stopped`` where a search stopped before it was through."""

    def __init__(self, asked: Question) -> None:
        self.asked = asked
        graph = asked.graph
        self._ends = targets(graph, asked.target)
        self._grader = Grader(graph.names, asked.asked, asked.source, graph.network.rules)
        self._once = side(graph.names, asked.asked.milieu) != REPLETE
        self._ways: list[_Way] = []
        self.stopped = False
        if self._once:
            search = Search(_Everything(graph.network), self._grader, asked.max_steps)
            found = search.run(asked.source, self._ends)
            self._once = not found.stopped
            judge = self._judge(self.standing(frozenset()))
            self._ways = [
                _Way(frozenset(edge.iri for edge in route.edges), route, judge.order(route))
                for route in judge.rank(found.routes)
            ]
        # What is walked at all, and what of it stands only once something is withdrawn.
        self._walked = frozenset(iri for way in self._ways for iri in way.chain)
        self._fallen = frozenset(iri for iri in self._walked if not self.standing(frozenset()).stands(iri))

    def told(self, withdrawn: frozenset[str]) -> Told:
        """Return what the answer says without ``withdrawn``; equal to that of ``Question.inquiry``."""
        if not self._once:
            return _told(self._inquiry(withdrawn))
        judge = self._judge(self.standing(withdrawn))
        touched = self._touched(judge.standing)
        best: dict[int, tuple[tuple[Any, ...], Route]] = {}
        ways = self._left(withdrawn)
        for way in ways:
            order = way.order if touched.isdisjoint(way.chain) else judge.order(way.route)
            kept = best.get(way.route.sign)
            if kept is None or order < kept[0]:
                best[way.route.sign] = (order, way.route)
        ranked = [route for _, route in sorted(best.values(), key=lambda pair: pair[0])]
        verdict = judge.decide(ranked)
        grade = judge.grade(ranked[0]) if ranked else None
        return Told(verdict["sign"], verdict["lean"], grade, verdict["status"], len(ways))

    def routes(self, withdrawn: frozenset[str]) -> list[Route]:
        """Return the routes that stand without ``withdrawn``, in a fixed order."""
        return [way.route for way in self._left(withdrawn)] if self._once else self._inquiry(withdrawn).routes

    def _inquiry(self, withdrawn: frozenset[str]) -> Inquiry:
        found = self.asked.inquiry(withdrawn)
        self.stopped |= found.search.stopped
        return found

    def standing(self, withdrawn: frozenset[str]) -> Standing:
        """Return what stands without ``withdrawn``."""
        return self.asked.graph.standing(self.asked.without | withdrawn)

    def _left(self, withdrawn: frozenset[str]) -> list[_Way]:
        standing = self.standing(withdrawn)
        touched = self._touched(standing)
        fallen = (self._fallen - touched) | {iri for iri in touched if not standing.stands(iri)}
        return [way for way in self._ways if fallen.isdisjoint(way.chain)]

    def _touched(self, standing: Standing) -> frozenset[str]:
        return frozenset(iri for iri in self._walked if standing.touches(iri))

    def _judge(self, standing: Standing) -> Judge:
        return Judge(standing, self._grader, self.asked.graph.section("levels"), self._ends)


def _told(inquiry: Inquiry) -> Told:
    verdict: dict[str, Any] = inquiry.verdict
    grade = inquiry.judge.grade(inquiry.routes[0]) if inquiry.routes else None
    return Told(verdict["sign"], verdict["lean"], grade, verdict["status"], len(inquiry.routes))
