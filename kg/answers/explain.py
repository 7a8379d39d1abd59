"""``explain``: the routes from a drug, or any node, to a target in a context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.answers import observed
from kg.answers.steps import route, sign_text
from kg.context import EXACT, GENERALISED, GRADES, Context, Grader, context
from kg.errors import BadParameter
from kg.network import Edge
from kg.prediction import Judge, disjoint
from kg.routes import Route, Search

if TYPE_CHECKING:
    from kg.graph import Graph

_MOST_STEPS = 12
_SHOWN = 12
_REJECTED = 40
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
    """One question put to the network: source, targets with their grades, context, and what the search found."""

    def __init__(
        self,
        graph: Graph,
        source: str,
        target: str,
        asked: Context,
        max_steps: int,
        withdrawn: frozenset[str] = frozenset(),
    ) -> None:
        self.graph, self.source, self.target, self.asked = graph, source, target, asked
        self.targets = targets(graph, target)
        grader = Grader(graph.names, asked, source)
        self.search = Search(graph.network, grader, max_steps, withdrawn).run(source, list(self.targets))
        self.judge = Judge(graph.network, grader, graph.section("levels"), self.targets)
        self.routes = self.judge.rank(self.search.routes)
        self.verdict = self.judge.decide(self.routes)


def targets(graph: Graph, target: str) -> dict[str, int]:
    """Return the nodes that answer for ``target``: itself exactly; its broader quantities and its parts as generalised."""
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
            f"{name!r} is a {item['kind'].lower()}, not a thing that routes run between; name a drug, a process or an outcome"
        )
    return iri


def explain(
    graph: Graph, source: str, target: str, *, max_steps: int = 8, anatomy: str | None = None, **where: str | None
) -> dict[str, Any]:
    """Return the whole answer of ``kg explain`` as plain values; no route is an answer, not an error.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` for a source that is its own target, a step limit
    outside 1 to 12, or a context that contradicts itself.
    """
    if not 1 <= max_steps <= _MOST_STEPS:
        raise BadParameter(f"max-steps is {max_steps}; give a number from 1 to {_MOST_STEPS}")
    asked = context(graph.names, anatomy=anatomy, **where)
    begin, end = node(graph, source), node(graph, target)
    if begin == end:
        raise BadParameter(
            f"source and target are both {graph.names.items[begin]['label']}; ask for two different things"
        )
    inquiry = Inquiry(graph, begin, end, asked, max_steps)
    return {
        "question": {
            "source": graph.names.ref(begin),
            "target": graph.names.ref(end),
            "context": asked.to_dict(graph.names),
        },
        "status": inquiry.verdict["status"],
        "prediction": prediction(inquiry),
        "routes": [route(graph, inquiry.judge, begin, found) for found in shown(inquiry)],
        "routes_found": {"+": _count(inquiry, 1), "-": _count(inquiry, -1)},
        "stopped_early": inquiry.search.stopped,
        "rejected": [_rejected(graph, edges, reason) for edges, reason in _sorted_rejections(inquiry)],
        "observed": observed.rows(graph, inquiry),
        "nulls": observed.nulls(graph, inquiry),
        "against": observed.against(graph, inquiry),
        "gaps": observed.gaps(graph, inquiry),
    }


def shown(inquiry: Inquiry) -> list[Route]:
    """Return the routes that an answer prints: the best of the predicted sign, and of the other sign those under ``against``."""
    lead = inquiry.routes[0].sign if inquiry.routes else 1
    if inquiry.verdict["sign"] in ("+", "-"):
        lead = 1 if inquiry.verdict["sign"] == "+" else -1
    other = distinct(inquiry, -lead) if inquiry.verdict["sign"] == "ambiguous" else []
    return distinct(inquiry, lead) + other


def distinct(inquiry: Inquiry, sign: int) -> list[Route]:
    """Return the best routes of a sign, one a chain of things: routes that differ only in their evidence are one there."""
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


def _count(inquiry: Inquiry, sign: int) -> int:
    return sum(found.sign == sign for found in inquiry.routes)


def _sorted_rejections(inquiry: Inquiry) -> list[tuple[tuple[Edge, ...], str]]:
    items = inquiry.graph.network.assertions

    def order(pair: tuple[tuple[Edge, ...], str]) -> tuple[bool, int, list[str]]:
        chain = [edge.iri for edge in pair[0]]
        return (any(items[iri]["rule"] is not None for iri in chain), len(chain), chain)

    return sorted(inquiry.search.rejected.values(), key=order)[:_REJECTED]


def _rejected(graph: Graph, edges: tuple[Edge, ...], reason: str) -> dict[str, Any]:
    steps = [
        {
            "assertion": edge.iri,
            "id": graph.network.assertions[edge.iri]["id"],
            "subject": graph.names.ref(edge.source),
            "relation": graph.network.assertions[edge.iri]["relation"],
            "sign": edge.sign,
            "object": graph.names.ref(edge.target),
        }
        for edge in edges
    ]
    return {"steps": steps, "reason": reason}


def paths(
    graph: Graph, source: str, target: str, *, engine: str, max_steps: int, **where: str | None
) -> Iterator[dict[str, Any]]:
    """Yield every compatible route, best first, found by the built-in search or by networkx with the same result."""
    if engine not in ("search", "networkx"):
        raise BadParameter(f"engine is {engine!r}; use 'search' or 'networkx'")
    asked = context(graph.names, **where)
    inquiry = Inquiry(graph, node(graph, source), node(graph, target), asked, max_steps)
    if engine == "networkx":
        from kg.networkx_routes import simple_routes

        inquiry.routes = inquiry.judge.rank(simple_routes(inquiry.search, inquiry.source, list(inquiry.targets)))
    for found in inquiry.routes:
        yield route(graph, inquiry.judge, inquiry.source, found)
