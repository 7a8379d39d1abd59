"""``explain``: the routes from a drug, or any node, to a target in a context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.parts import beside_routes
from kg.answers.parts.evaluation import Inquiry, count, prediction, shown
from kg.answers.parts.near_misses import nearest
from kg.answers.parts.route_rows import route
from kg.answers.question import question
from kg.answers.unreviewed import unreviewed
from kg.errors import BadParameter, LimitReached
from kg.network.signed_graph import Edge

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_REJECTED = 40


def explain(
    graph: KnowledgeGraph,
    source: str,
    target: str,
    *,
    max_steps: int = 8,
    without: Sequence[str] = (),
    **where: str | None,
) -> dict[str, Any]:
    """Return the whole answer of ``kg explain`` as plain values; no route is an answer, not an error.

    ``without`` leaves out studies, publications, assertions or things. Raises as ``kg.answers.question`` does.
    """
    asked = question(graph, source, target, max_steps=max_steps, without=without, **where)
    inquiry = asked.inquiry()
    return {
        "question": asked.to_dict(),
        "status": inquiry.verdict["status"],
        "prediction": prediction(inquiry),
        "routes": [route(graph, inquiry.judge, asked.source, found) for found in shown(inquiry)],
        "nearest": nearest(asked, inquiry),
        "routes_found": {"+": count(inquiry, 1), "-": count(inquiry, -1)},
        "stopped_early": inquiry.search.stopped or inquiry.search.rejections_stopped,
        "stopped_after": len(inquiry.search.routes) if inquiry.search.stopped else None,
        "rejected": [_rejected(graph, edges, reason) for edges, reason in _sorted_rejections(inquiry)],
        "observed": beside_routes.rows(graph, inquiry),
        "nulls": beside_routes.nulls(graph, inquiry),
        "against": beside_routes.against(graph, inquiry),
        "gaps": beside_routes.gaps(graph, inquiry),
        "unreviewed": unreviewed(graph, inquiry, max_steps),
    }


def _sorted_rejections(inquiry: Inquiry) -> list[tuple[tuple[Edge, ...], str]]:
    items = inquiry.standing.network.assertions

    def order(pair: tuple[tuple[Edge, ...], str]) -> tuple[bool, int, list[str]]:
        chain = [edge.iri for edge in pair[0]]
        return (any(items[iri]["rule"] is not None for iri in chain), len(chain), chain)

    return sorted(inquiry.search.rejected.values(), key=order)[:_REJECTED]


def _rejected(graph: KnowledgeGraph, edges: tuple[Edge, ...], reason: str) -> dict[str, Any]:
    steps = [
        {
            "assertion": edge.iri,
            "id": graph.assertion(edge.iri)["id"],
            "subject": graph.names.ref(edge.source),
            "relation": graph.assertion(edge.iri)["relation"],
            "sign": edge.sign,
            "object": graph.names.ref(edge.target),
        }
        for edge in edges
    ]
    return {"steps": steps, "reason": reason}


def paths(
    graph: KnowledgeGraph, source: str, target: str, *, engine: str, max_steps: int, **where: Any
) -> Iterator[dict[str, Any]]:
    """Yield every compatible route, best first, found by the built-in search or by networkx with the same result.

    Raises ``LimitReached`` after the best ones where there are more than the search may keep.
    """
    if engine not in ("search", "networkx"):
        raise BadParameter(f"engine is {engine!r}; use 'search' or 'networkx'")
    inquiry = question(graph, source, target, max_steps=max_steps, **where).inquiry()
    if engine == "networkx":
        from kg.reasoning.networkx_routes import simple_routes

        inquiry.routes = inquiry.judge.rank(simple_routes(inquiry.search, inquiry.source, list(inquiry.targets)))
    for found in inquiry.routes:
        yield route(graph, inquiry.judge, inquiry.source, found)
    if engine == "search" and inquiry.search.stopped:
        raise LimitReached(
            f"stopped after {len(inquiry.search.routes)} routes, the best by grade and length, and there are more; "
            "ask for fewer steps, or in a narrower context"
        )
