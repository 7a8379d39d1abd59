"""``explain``: the routes from a drug, or any node, to a target in a context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.answers import observed
from kg.answers.inquiry import Inquiry, count, node, prediction, shown
from kg.answers.steps import route
from kg.context import context
from kg.errors import BadParameter
from kg.network import Edge

if TYPE_CHECKING:
    from kg.graph import Graph

_REJECTED = 40


def explain(
    graph: Graph, source: str, target: str, *, max_steps: int = 8, anatomy: str | None = None, **where: str | None
) -> dict[str, Any]:
    """Return the whole answer of ``kg explain`` as plain values; no route is an answer, not an error.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` for a source that is its own target, a step limit
    outside 1 to 12, or a context that contradicts itself.
    """
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
        "routes_found": {"+": count(inquiry, 1), "-": count(inquiry, -1)},
        "stopped_early": inquiry.search.stopped,
        "rejected": [_rejected(graph, edges, reason) for edges, reason in _sorted_rejections(inquiry)],
        "observed": observed.rows(graph, inquiry),
        "nulls": observed.nulls(graph, inquiry),
        "against": observed.against(graph, inquiry),
        "gaps": observed.gaps(graph, inquiry),
    }


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
