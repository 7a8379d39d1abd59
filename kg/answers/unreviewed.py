"""Routes that need an edge nobody reviewed: shown apart, never part of a prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.parts.evaluation import Inquiry
from kg.answers.parts.route_rows import sign_text, step
from kg.network.context import INCOMPATIBLE
from kg.network.encoding import numbered
from kg.unreviewed.rows import STATUS

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph
    from kg.unreviewed.layer import Layer

_MOST = 10


def unreviewed(graph: KnowledgeGraph, inquiry: Inquiry, max_steps: int) -> dict[str, Any] | None:
    """Return the ten shortest routes with at least one unreviewed edge; None where no file of drafts was laid over.

    A step of the curated graph is walked where the question walks it; an unreviewed one says nothing of place or
    milieu that would bind it. ``stopped_early`` where the search ended before it had them. ``left_out`` counts the
    edges of the files that are no action of one thing on another, by relation.
    """
    layer = graph.layer
    if layer is None:
        return None
    source = layer.node(inquiry.source)
    ends = {node: 0 for target in inquiry.targets if (node := layer.node(target)) is not None}
    said: dict[str, Any] = {
        "files": list(layer.manifest["files_read"]),
        "edges": layer.edges,
        "left_out": dict(layer.manifest["left_out"]),
        "routes": [],
        "stopped_early": False,
    }
    if source is None or not ends:
        return said
    ranks = numbered(graph.network).ranks(inquiry.asked, inquiry.source)
    found = layer.routes(
        source,
        ends,
        max_steps=max_steps,
        most=_MOST,
        open_kinds=[rank < INCOMPATIBLE for rank in ranks],
        barred=inquiry.search.barred,
    )
    said["routes"] = [_route(graph, inquiry, layer, edges) for edges in found.routes]
    said["stopped_early"] = found.stopped
    return said


def _route(graph: KnowledgeGraph, inquiry: Inquiry, layer: Layer, edges: tuple[int, ...]) -> dict[str, Any]:
    sign = 1
    for edge in edges:
        sign *= layer.index.sign[edge]
    return {"sign": sign_text(sign), "steps": [_step(graph, inquiry, layer, edge) for edge in edges]}


def _step(graph: KnowledgeGraph, inquiry: Inquiry, layer: Layer, edge: int) -> dict[str, Any]:
    """A step of the curated graph as routes print it; of an unreviewed one what its file says."""
    curated = layer.curated(edge)
    if curated is not None:
        return step(graph, inquiry.judge, inquiry.source, numbered(graph.network).edges[curated])
    stated, index = layer.stated(edge), layer.index
    return {
        "assertion": None,
        "id": stated.id,
        "subject": _thing(graph, layer, index.source[edge]),
        "relation": stated.relation,
        "sign": index.sign[edge],
        "object": _thing(graph, layer, index.target[edge]),
        "status": STATUS,
        "tissue": stated.tissue,
        "species": stated.species,
        "publications": stated.publications,
        "source": stated.source or None,
    }


def _thing(graph: KnowledgeGraph, layer: Layer, node: int) -> dict[str, str]:
    own = layer.ids[node]
    if own in graph.names.items:
        return graph.names.ref(own) or {}
    return {"id": own, "iri": own, "label": layer.labels[node] or own, "kind": "Draft"}
