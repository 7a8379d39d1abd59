"""``assertions`` and ``neighbours``: what is asserted about a thing, one row an assertion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.parts.route_rows import directness, sign_text
from kg.errors import BadParameter, UnknownName

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def row(graph: KnowledgeGraph, iri: str) -> dict[str, Any]:
    """Return one assertion as a row.

    ``sign`` is ``+``, ``-``, ``0`` for a measured null, None where the relation has no sign.
    """
    section = graph.section("assertions")
    item = section["items"][iri]
    relation = section["relations"][item["relation"]]
    signs = {"null": "0", "non-causal": None}
    return {
        "id": item["id"],
        "iri": iri,
        "label": item["label"],
        "subject": graph.names.ref(item["subject"]),
        "relation": item["relation"],
        "sign": signs[relation["kind"]] if relation["kind"] in signs else sign_text(relation["sign"]),
        "object": graph.names.ref(item["object"]),
        "anatomy": [graph.names.ref(place) for place in item["object_anatomy"]],
        "milieu": [graph.names.ref(value) for value in item["milieu"]],
        "sex": [graph.names.ref(value) for value in item["sex"]],
        "species": [graph.names.ref(value) for value in item["species"]],
        "ligand": [graph.names.ref(value) for value in item["ligand"]],
        "status": item["status"],
        "support": item["support"],
        "dispute": item["dispute"],
        "confidence": item["confidence"],
        "directness": directness(graph, item["subject"], item),
        "inferred_by": item["rule"],
        "premises": [*item["premise"], *item["role_premise"]],
        "opposed_by": item["opposed_by"],
        "notation": item["notation"],
        "overlay": item["overlay"],
    }


def assertions(
    graph: KnowledgeGraph, subject: str | None = None, object: str | None = None, relation: str | None = None
) -> list[dict[str, Any]]:
    """Return the assertions that match every argument given, curated ones first, sorted by id."""
    section = graph.section("assertions")
    if relation is not None and relation not in section["relations"]:
        raise BadParameter(f"no relation is called {relation!r}; there are {', '.join(sorted(section['relations']))}")
    begin = graph.names.find(subject) if subject is not None else None
    end = graph.names.find(object) if object is not None else None
    chosen = [
        iri
        for iri, item in section["items"].items()
        if begin in (None, item["subject"]) and end in (None, item["object"]) and relation in (None, item["relation"])
    ]
    return [row(graph, iri) for iri in sorted(chosen, key=lambda iri: (section["items"][iri]["rule"] is not None, iri))]


def neighbours(graph: KnowledgeGraph, name: str) -> list[dict[str, Any]]:
    """Return the assertions that begin (``direction`` out) or end (in) at an entity."""
    iri = graph.names.find(name)
    items = graph.section("assertions")["items"]
    out = [{"direction": "out", **row(graph, key)} for key in sorted(items) if items[key]["subject"] == iri]
    return out + [{"direction": "in", **row(graph, key)} for key in sorted(items) if items[key]["object"] == iri]


def of_name(graph: KnowledgeGraph, name: str) -> str:
    """Return the IRI of the assertion that ``name`` means: its IRI, its CURIE, or a row id such as ``D09``."""
    iri = graph.names.find(name, kinds=("Assertion", "InferredAssertion"), what="assertion")
    if iri not in graph.section("assertions")["items"]:
        raise UnknownName(name, kind="assertion")
    return iri
