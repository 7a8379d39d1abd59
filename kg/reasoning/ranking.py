"""From routes to a sign: decided by the strongest evidence, never by number.

A step's tier is read in the order of ``ontology/codes.ttl``: its grade, whether it is opposed, the system it was shown
in, and whether two independent studies support it. In each of these a route is as good as its worst step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from kg.network.context import EXACT, GENERALISED, GRADES, Fit, Grader
from kg.network.encoding import numbered
from kg.network.signed_graph import Edge
from kg.network.support import Standing
from kg.reasoning.routes import Route
from kg.search.max_flow import minimum_cut

Tier = tuple[int, ...]


class Judge:
    """Ranks steps and routes for one question, by the evidence that stands."""

    def __init__(
        self, standing: Standing, grader: Grader, levels: Mapping[str, Any], targets: Mapping[str, int]
    ) -> None:
        self.standing, self.grader, self.levels, self.targets = standing, grader, levels, targets
        self._tiers: dict[tuple[Edge, bool], Tier] = {}

    def rank(self, routes: Sequence[Route]) -> list[Route]:
        """Return ``routes`` best first: by tier, then fewer steps, then a fixed order.

        One route a chain of assertions.
        """
        by_chain: dict[tuple[str, ...], Route] = {}
        for route in sorted(routes, key=self.order):
            by_chain.setdefault(tuple(edge.iri for edge in route.edges), route)
        return list(by_chain.values())

    def order(self, route: Route) -> tuple[Any, ...]:
        """Return a sort key: the best route has the least."""
        return (self.tier(route), len(route.edges), self.end_grade(route), [edge.iri for edge in route.edges])

    def tier(self, route: Route) -> Tier:
        """Return the tier of a route: the worst of its steps in each part, its end included."""
        *before, last = route.edges
        steps = [self._tiers.get((edge, False)) or self.step_tier(edge) for edge in before]
        end = self._tiers.get((last, True)) or self.step_tier(last, last=True)
        return tuple(map(max, end, *steps)) if steps else end

    def step_tier(self, edge: Edge, *, last: bool = False) -> Tier:
        """Return the tier of a step, smaller is better; its parts are in the order of the tier table."""
        if (edge, last) not in self._tiers:
            grade = max(self._rank(edge), self.targets.get(edge.target, EXACT) if last else EXACT)
            parts = {"grade": grade, **self.standing.strength(edge.iri, self.levels["systems"])}
            self._tiers[edge, last] = tuple(parts[tier["name"]] for tier in self.levels["tiers"])
        return self._tiers[edge, last]

    @cached_property
    def _ranks(self) -> list[int]:
        return numbered(self.standing.network).ranks(self.grader.question, self.grader.source)

    def _rank(self, edge: Edge) -> int:
        return self._ranks[edge.kind]

    def fit(self, edge: Edge) -> Fit:
        """Return the grade of an edge for the question; a step by a broader or narrower name is at best generalised."""
        fit = self.grader.fit(edge.iri, self.standing.network.assertions[edge.iri])
        if edge.widened and fit.grade < GENERALISED:
            return Fit(GENERALISED, "entity", edge.target)
        return fit

    def end_grade(self, route: Route) -> int:
        """Return the grade that the end of a route has: exact, or generalised where a broader or narrower thing
        stood in.
        """
        return self.targets.get(route.edges[-1].target, EXACT)

    def decide(self, ranked: Sequence[Route]) -> dict[str, Any]:
        """Return status, sign, lean and the tier that decided, by the best route of each sign."""
        best = {sign: next((route for route in ranked if route.sign == sign), None) for sign in (1, -1)}
        if not ranked:
            return {"status": "unknown", "sign": "none", "lean": None, "decided_by": None}
        lean = "+" if ranked[0].sign > 0 else "-"
        plus, minus = best[1], best[-1]
        if plus is None or minus is None:
            return {"status": "answered", "sign": lean, "lean": lean, "decided_by": "every compatible route agrees"}
        tiers = (self.tier(plus), self.tier(minus))
        if tiers[0] == tiers[1]:
            return {"status": "conflicting", "sign": "ambiguous", "lean": lean, "decided_by": None}
        place = next(number for number, (a, b) in enumerate(zip(*tiers, strict=True)) if a != b)
        sign = "+" if tiers[0] < tiers[1] else "-"
        return {"status": "answered", "sign": sign, "lean": sign, "decided_by": self.levels["tiers"][place]["label"]}

    def grade(self, route: Route) -> str:
        """Return the grade of a route: that of its weakest step, its end included."""
        return GRADES[max(self.limit(route)[1].grade, self.end_grade(route))]

    def limit(self, route: Route) -> tuple[Edge, Fit]:
        """Return the step that sets the grade of a route, the first where several do, and its fit."""
        return max(((edge, self.fit(edge)) for edge in route.edges), key=lambda pair: pair[1].grade)


def disjoint(routes: Sequence[Route], source: str, targets: Sequence[str], basis: Callable[[str], str]) -> int:
    """Return how many routes there are, at most, of which no two share an assertion or the premise of one.

    ``basis`` names the assertion that an edge rests on.
    """
    steps = [(edge.source, edge.target, basis(edge.iri)) for route in routes for edge in route.edges]
    return len(minimum_cut(steps, source, targets))
