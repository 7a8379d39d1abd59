"""Triples as pyshacl needs them: an rdflib graph that keeps every term, also a literal that is not of its datatype."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.base.namespaces import XSD

if TYPE_CHECKING:
    import rdflib


def graph_of(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    """Return the triples as one graph; statements about statements are left out. Costs about 1.2 kB a triple."""
    import rdflib

    made = rdflib.Graph()
    seen: dict[object, rdflib.term.Node] = {}

    def term(value: object) -> rdflib.term.Node:
        if value not in seen:
            seen[value] = _term(value)
        return seen[value]

    with quiet():
        for triple in triples:
            if not isinstance(triple.object, ox.Triple):
                made.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return made


def literal(text: str, datatype: str, language: str | None) -> rdflib.Literal:
    """Return a literal as rdflib has it; a string without a language has no datatype there."""
    import rdflib

    plain = language or datatype == XSD + "string"
    return rdflib.Literal(text, lang=language, datatype=None if plain else rdflib.URIRef(datatype))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from printing a traceback for each literal that is not of its datatype; results tell of it."""
    log = logging.getLogger("rdflib.term")
    before, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.disabled = before


def _term(value: object) -> rdflib.term.Node:
    import rdflib

    if isinstance(value, ox.NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, ox.Literal):
        return literal(value.value, value.datatype.value, value.language)
    return rdflib.BNode(str(value)[2:])
