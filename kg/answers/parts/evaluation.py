"""One question put to the network, and what the search and the judge make of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.answers.parts.route_rows import sign_text
from kg.network.context import Context, Grader
from kg.reasoning.ranking import Judge, disjoint
from kg.reasoning.routes import Route, Search

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_SHOWN = 12


class Inquiry:
    """One question put to the network: source, targets with their grades, context, and what the search found.

    ``withdrawn`` takes no part: studies, publications, assertions or things.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        source: str,
        targets: Mapping[str, int],
        asked: Context,
        max_steps: int,
        withdrawn: frozenset[str] = frozenset(),
    ) -> None:
        self.graph, self.source, self.targets, self.asked = graph, source, targets, asked
        self.target = next(iter(targets))
        self.standing = graph.standing(withdrawn)
        grader = Grader(graph.names, asked, source, graph.network.rules)
        self.search = Search(self.standing, grader, max_steps).run(source, self.targets)
        self.judge = Judge(self.standing, grader, graph.section("levels"), self.targets)
        self.routes = self.judge.rank(self.search.routes)
        self.verdict = self.judge.decide(self.routes)


def shown(inquiry: Inquiry) -> list[Route]:
    """Return the routes that an answer prints: the best of the predicted sign, and of the other sign those under
    ``against``.
    """
    lead = inquiry.routes[0].sign if inquiry.routes else 1
    if inquiry.verdict["sign"] in ("+", "-"):
        lead = 1 if inquiry.verdict["sign"] == "+" else -1
    other = distinct(inquiry, -lead) if inquiry.verdict["sign"] == "ambiguous" else []
    return distinct(inquiry, lead) + other


def distinct(inquiry: Inquiry, sign: int) -> list[Route]:
    """Return the best routes of a sign, one a chain of things: routes that differ only in their evidence are one
    there.
    """
    chains: dict[tuple[str, ...], Route] = {}
    for found in inquiry.routes:
        if found.sign == sign:
            chains.setdefault(tuple(edge.target for edge in found.edges), found)
    return list(chains.values())[:_SHOWN]


def prediction(inquiry: Inquiry) -> dict[str, Any]:
    """Return the sign with what decided it, the grade of the best route and the step that limits it."""
    verdict, graph = inquiry.verdict, inquiry.graph
    best = next((r for r in inquiry.routes if sign_text(r.sign) == (verdict["lean"] or "")), None)
    if best is None:
        return {
            "sign": verdict["sign"],
            "lean": None,
            "decided_by": None,
            "grade": None,
            "limited_by": None,
            "edge_disjoint_routes": 0,
        }
    edge, fit = inquiry.judge.limit(best)
    with_it = [found for found in inquiry.routes if found.sign == best.sign]

    def basis(iri: str) -> str:
        premise = inquiry.standing.network.item(iri)["premise"]
        return str(premise[0]) if premise else iri

    return {
        "sign": verdict["sign"],
        "lean": verdict["lean"],
        "decided_by": verdict["decided_by"],
        "grade": inquiry.judge.grade(best),
        "limited_by": {
            "assertion": edge.iri,
            "id": inquiry.standing.network.item(edge.iri)["id"],
            "dimension": fit.dimension,
            "value": (graph.names.ref(fit.value) or {}).get("label") if fit.value else None,
        },
        "edge_disjoint_routes": disjoint(with_it[:200], inquiry.source, list(inquiry.targets), basis),
    }


def count(inquiry: Inquiry, sign: int) -> int:
    return sum(found.sign == sign for found in inquiry.routes)
