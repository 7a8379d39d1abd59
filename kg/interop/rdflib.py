"""The graph as rdflib sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib

from kg.interop.quads import all_quads

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def to_rdflib(graph: KnowledgeGraph) -> rdflib.Dataset:
    """Return an ``rdflib.Dataset`` with union default graph: every curated quad as written, and every derived one."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.addN(
        (_term(quad.subject), _term(quad.predicate), _term(quad.object), dataset.graph(_term(quad.graph_name)))
        for quad in all_quads(graph)
    )
    return dataset


def _term(term: object) -> Any:
    """Return the rdflib term; a literal keeps its digits, which rdflib's own parsers would normalise."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    plain = term.datatype.value == str(rdflib.XSD.string)
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value), normalize=False)
