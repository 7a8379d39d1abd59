"""What the graph does know where it knows no route: the way back, what is missing, the nearest steps at both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.parts.evaluation import Inquiry
from kg.answers.question import Question

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_SHOWN = 5


def nearest(asked: Question, inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return rows ``{kind, what, assertion}``; empty where there is a route.

    Kinds: ``upstream`` (routes run from the target to the source), ``no receptor`` (no action of the drug on an
    estrogen receptor is recorded), ``from the source`` and ``to the target`` (steps that stand).
    """
    if inquiry.routes:
        return []
    graph, names = asked.graph, asked.graph.names
    source, target = names.items[asked.source]["label"], names.items[asked.target]["label"]
    rows: list[dict[str, Any]] = []
    back = asked._replace(source=asked.target, target=asked.source).inquiry()
    if back.routes:
        what = f"{target} lies upstream of {source}: ask for routes from {target} to {source}"
        rows.append({"kind": "upstream", "what": what, "assertion": None})
    if names.items[asked.source]["kind"] == "Drug" and not _acts_on_receptor(graph, asked.source):
        what = f"no action of {source} on an estrogen receptor is recorded, so that nothing is borrowed for it"
        rows.append({"kind": "no receptor", "what": what, "assertion": None})
    standing, network = inquiry.standing, inquiry.standing.network
    for kind, beside in (
        ("from the source", network.leaving(asked.source)),
        ("to the target", [edge for end in inquiry.targets for edge in network.reaching(end)]),
    ):
        steps = {edge.iri for edge in beside}
        own = sorted(filter(standing.stands, steps), key=lambda iri: (network.item(iri)["rule"] is not None, iri))
        rows += [{"kind": kind, "what": network.item(iri)["label"], "assertion": iri} for iri in own[:_SHOWN]]
    return rows


def _acts_on_receptor(graph: KnowledgeGraph, drug: str) -> bool:
    receptors = graph.names.of_kind("EstrogenReceptor")
    return any(edge.target in receptors for edge in graph.network.leaving(drug))
