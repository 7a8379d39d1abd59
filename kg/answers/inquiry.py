"""One question put to the network, and what the search and the judge make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.steps import sign_text
from kg.context import EXACT, GENERALISED, GRADES, Context, Grader
from kg.errors import BadParameter
from kg.prediction import Judge, disjoint
from kg.routes import Route, Search

if TYPE_CHECKING:
    from kg.graph import Graph

_SHOWN = 12
MOST_STEPS = 12
_NOT_MECHANISM = (
    "Endpoint",
    "Population",
    "Arm",
    "Study",
    "Trial",
    "PreclinicalStudy",
    "Publication",
    "Assertion",
    "Protocol",
    "Controversy",
)


class Inquiry:
    """One question put to the network: source, targets with their grades, context, and what the search found.

    Raises ``BadParameter`` for a step limit outside 1 to 12.
    """

    def __init__(
        self,
        graph: Graph,
        source: str,
        target: str,
        asked: Context,
        max_steps: int,
        withdrawn: frozenset[str] = frozenset(),
    ) -> None:
        if not 1 <= max_steps <= MOST_STEPS:
            raise BadParameter(f"max-steps is {max_steps}; give a number from 1 to {MOST_STEPS}")
        self.graph, self.source, self.target, self.asked = graph, source, target, asked
        self.targets = targets(graph, target)
        grader = Grader(graph.names, asked, source)
        self.search = Search(graph.network, grader, max_steps, withdrawn).run(source, list(self.targets))
        self.judge = Judge(graph.network, grader, graph.section("levels"), self.targets)
        self.routes = self.judge.rank(self.search.routes)
        self.verdict = self.judge.decide(self.routes)


def targets(graph: Graph, target: str) -> dict[str, int]:
    """Return the nodes that answer for ``target``: itself, and as generalised its broader quantities and its parts."""
    names = graph.names
    answering = {target: EXACT}
    for other in (*names.items[target]["broader"], *names.narrower(target)):
        if names.items[other]["kind"] not in _NOT_MECHANISM:
            answering.setdefault(other, GENERALISED)
    return answering


def node(graph: Graph, name: str) -> str:
    """Return the mechanism node that ``name`` means; an endpoint stands for the quantity that it measures."""
    iri = graph.names.find(name)
    item = graph.names.items[iri]
    if item["kind"] == "Endpoint":
        for outcome in graph.section("outcomes"):
            if outcome["endpoint"]["iri"] == iri and outcome["quantity"]:
                return str(outcome["quantity"])
    if item["kind"] in _NOT_MECHANISM:
        raise BadParameter(
            f"{name!r} is a {item['kind'].lower()}, not a thing that routes run between; "
            "name a drug, a process or an outcome"
        )
    return iri


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
    ending = inquiry.judge.end_grade(best)
    with_it = [found for found in inquiry.routes if found.sign == best.sign]

    def basis(iri: str) -> str:
        premise = graph.network.assertions[iri]["premise"]
        return str(premise[0]) if premise else iri

    return {
        "sign": verdict["sign"],
        "lean": verdict["lean"],
        "decided_by": verdict["decided_by"],
        "grade": GRADES[max(fit.grade, ending)],
        "limited_by": {
            "assertion": edge.iri,
            "id": graph.network.assertions[edge.iri]["id"],
            "dimension": fit.dimension,
            "value": (graph.names.ref(fit.value) or {}).get("label") if fit.value else None,
        },
        "edge_disjoint_routes": disjoint(with_it[:200], inquiry.source, list(inquiry.targets), basis),
    }


def count(inquiry: Inquiry, sign: int) -> int:
    return sum(found.sign == sign for found in inquiry.routes)
