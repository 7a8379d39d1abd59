"""Leaving something out: from names to what is withdrawn, and back to how answers print it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.assertions import of_name
from kg.errors import UnknownName

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_RECORDS = ("Study", "Trial", "PreclinicalStudy", "Publication")


def found(graph: KnowledgeGraph, names: Sequence[str]) -> frozenset[str]:
    """Return the IRIs of what ``names`` mean: studies, publications, assertions, or things of the mechanism.

    Raises ``UnknownName`` and ``AmbiguousName``.
    """
    return frozenset(_one(graph, name) for name in names)


def _one(graph: KnowledgeGraph, name: str) -> str:
    try:
        return graph.names.find(name, what="study, publication, assertion or thing")
    except UnknownName:
        if name.startswith(("asr:", "http")):
            return of_name(graph, name)
        raise


def work(graph: KnowledgeGraph, iri: str) -> dict[str, Any]:
    """Return a publication, or a study where ``iri`` is one, as a reference: ``iri label pmid doi study``."""
    known = graph.section("references").get(iri)
    if known is None:
        item = graph.names.items.get(iri)
        return {"iri": iri, "label": item["label"] if item else iri, "pmid": None, "doi": None, "study": iri}
    return {key: known[key] for key in ("iri", "label", "pmid", "doi", "study")}
