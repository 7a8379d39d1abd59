"""Load the shapes, and check the checkers: a misspelt shape passes everything and says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.base.namespaces import RDF_TYPE, RDFS_SUBCLASS, SB
from kg.base.resources import folder
from kg.check.report import ShapesRefused
from kg.check.to_rdflib import graph_of
from kg.rdf.loader import parse

if TYPE_CHECKING:
    import rdflib

    from kg.check.columnar.shape_model import Program

_SH = "http://www.w3.org/ns/shacl#"
_OWN = "https://w3id.org/serm-bone/"
# The terms of SHACL Core (https://www.w3.org/TR/shacl/, sections 2 to 4); another sh: term is a misspelling.
_TERMS = frozenset(
    """
    NodeShape PropertyShape Violation Warning Info IRI Literal BlankNode BlankNodeOrIRI BlankNodeOrLiteral
    IRIOrLiteral targetClass targetNode targetSubjectsOf targetObjectsOf property path inversePath alternativePath
    zeroOrMorePath oneOrMorePath zeroOrOnePath severity message name description order group class datatype nodeKind
    minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern flags
    languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node qualifiedValueShape
    qualifiedMinCount qualifiedMaxCount closed ignoredProperties hasValue in
    """.split()  # noqa: SIM905 (one word a line would hide the list)
)
_FOREIGN = frozenset(
    [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2000/01/rdf-schema#comment",
        "http://purl.org/dc/terms/title",
        "http://purl.org/dc/terms/source",
        "http://purl.org/dc/terms/rights",
        "http://www.w3.org/2002/07/owl#versionInfo",
        "http://www.w3.org/2004/02/skos/core#inScheme",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """The triples of the shapes, the number of their constraints, and shape IRI -> target class."""

    triples: tuple[ox.Triple, ...]
    count: int
    targets: dict[str, str]

    @cached_property
    def graph(self) -> rdflib.Graph:
        """The shapes as pyshacl reads them."""
        return graph_of(self.triples)

    @cached_property
    def program(self) -> Program:
        """The shapes as the set-wise engine runs them. Raises ``kg.check.columnar.NotUnderstood``."""
        from kg.check.columnar import program

        return program(self.triples)


def load_shapes(place: Path | None = None) -> Shapes:
    """Return the shapes of ``place`` (the packaged ones by default), linted.

    Raises ``ShapesRefused`` for a term that SHACL does not have, and for a class or path that the vocabulary does not.
    """
    files = sorted((place or folder("shapes")).glob("*.ttl"))
    if not files:
        raise ShapesRefused(str(place or folder("shapes")), "holds no shapes; nothing would be checked")
    known = _vocabulary()
    triples: dict[ox.Triple, None] = {}
    for path in files:
        one = _read(path)
        _lint(one, path, known)
        triples.update(dict.fromkeys(one))
    return shapes_of(triples)


def shapes_of(triples: Iterable[ox.Triple]) -> Shapes:
    """Return shapes from their triples, as they are: nothing is linted."""
    kept = tuple(triples)
    targets = {_iri(t.subject): _iri(t.object) for t in kept if t.predicate.value == _SH + "targetClass"}
    kind = ox.NamedNode(_SH + "PropertyShape")
    constraints = {t.subject for t in kept if t.predicate.value == RDF_TYPE and t.object == kind}
    return Shapes(triples=kept, count=len(constraints), targets=targets)


def _read(path: Path) -> list[ox.Triple]:
    """Return the triples of a file of shapes, its blank nodes named apart from those of other files."""
    try:
        return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)]
    except SyntaxError as error:
        raise ShapesRefused(path.name, f"is not Turtle: {error.msg}", line=error.lineno) from error


def _iri(term: object) -> str:
    return str(getattr(term, "value", ""))


def _vocabulary() -> frozenset[str]:
    terms = set(_FOREIGN)
    for name in ("serm-bone.ttl", "codes.ttl"):
        terms.update(str(getattr(t.subject, "value", "")) for t in parse(folder("ontology") / name))
    return frozenset(terms)


def _lint(triples: Iterable[ox.Triple], path: Path, known: frozenset[str]) -> None:
    described = {triple.subject for triple in triples}
    for triple in triples:
        for term in map(_iri, (triple.subject, triple.predicate, triple.object)):
            if term.startswith(_SH) and term[len(_SH) :] not in _TERMS:
                raise ShapesRefused(path.name, f"sh:{term[len(_SH) :]} is no term of SHACL Core; check the spelling")
            if term.startswith(SB) and term not in known:
                raise ShapesRefused(path.name, f"sb:{term[len(SB) :]} is no class, property or code of the vocabulary")
        predicate, value = triple.predicate.value, _iri(triple.object)
        if predicate == _SH + "path" and value.startswith("http") and value not in known:
            raise ShapesRefused(path.name, f"the path <{value}> is no property of the vocabulary")
        if predicate == _SH + "property" and value.startswith(_OWN) and triple.object not in described:
            raise ShapesRefused(path.name, f"the constraint {value.rsplit('/', 1)[-1]} is named but not described")


def below(class_iri: str) -> frozenset[str]:
    """Return ``class_iri`` and the classes of the vocabulary below it."""
    pairs = [
        (str(getattr(t.subject, "value", "")), str(getattr(t.object, "value", "")))
        for t in parse(folder("ontology") / "serm-bone.ttl")
        if t.predicate.value == RDFS_SUBCLASS
    ]
    found, todo = {class_iri}, [class_iri]
    while todo:
        parent = todo.pop()
        fresh = {child for child, above in pairs if above == parent} - found
        found |= fresh
        todo += fresh
    return frozenset(found)
