"""``protocol``: a protocol of a source document as ordered steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def protocol(graph: KnowledgeGraph, name: str) -> dict[str, Any]:
    """Return the protocol that ``name`` means, with materials, readouts, controls and what each cited work really
    is.
    """
    iri = graph.names.find(name, kinds=("Protocol",), what="protocol")
    found = dict(graph.section("protocols")[iri])
    cited = {number for step in found["steps"] for number in step["cites"]}
    works = graph.section("references")
    entries = [entry for entry in graph.section("citations") if entry["number"] in cited]
    found["citations"] = [
        {
            "number": entry["number"],
            "printed": entry["printed"],
            "resolution": entry["resolution"],
            "work": works[entry["resolves_to"]]["title"] if entry["resolves_to"] in works else None,
            "design": works[entry["resolves_to"]]["design"] if entry["resolves_to"] in works else None,
        }
        for entry in entries
    ]
    return found
