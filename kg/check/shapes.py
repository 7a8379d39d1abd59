"""Load the shapes, and check the checkers: a misspelt shape passes everything and says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg._resources import folder
from kg.check.report import ShapesRefused
from kg.names import RDFS_SUBCLASS, SB
from kg.sources import parse

if TYPE_CHECKING:
    import rdflib

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """The shapes as an rdflib graph, the number of their constraints, and shape IRI -> target class."""

    graph: rdflib.Graph
    count: int
    targets: dict[str, str]


def load_shapes(place: Path | None = None) -> Shapes:
    """Return the shapes of ``place`` (the packaged ones by default), linted.

    Raises ``ShapesRefused`` for a term that SHACL does not have, and for a class or path that the vocabulary does not.
    """
    import rdflib

    graph = rdflib.Graph()
    files = sorted((place or folder("shapes")).glob("*.ttl"))
    if not files:
        raise ShapesRefused(str(place or folder("shapes")), "holds no shapes; nothing would be checked")
    known = _vocabulary()
    for path in files:
        one = rdflib.Graph().parse(path, format="turtle")
        _lint(one, path, known)
        graph += one
    sh = rdflib.Namespace(_SH)
    targets = {str(shape): str(target) for shape, target in graph.subject_objects(sh.targetClass)}
    constraints = set(graph.subjects(rdflib.RDF.type, sh.PropertyShape))
    return Shapes(graph=graph, count=len(constraints), targets=targets)


def _vocabulary() -> frozenset[str]:
    terms = set(_FOREIGN)
    for name in ("serm-bone.ttl", "codes.ttl"):
        terms.update(str(getattr(t.subject, "value", "")) for t in parse(folder("ontology") / name))
    return frozenset(terms)


def _lint(graph: rdflib.Graph, path: Path, known: frozenset[str]) -> None:
    for triple in graph:
        for term in map(str, triple):
            if term.startswith(_SH) and term[len(_SH) :] not in _TERMS:
                raise ShapesRefused(path.name, f"sh:{term[len(_SH) :]} is no term of SHACL Core; check the spelling")
            if term.startswith(SB) and term not in known:
                raise ShapesRefused(path.name, f"sb:{term[len(SB) :]} is no class, property or code of the vocabulary")
        predicate, value = str(triple[1]), str(triple[2])
        if predicate == _SH + "path" and value.startswith("http") and value not in known:
            raise ShapesRefused(path.name, f"the path <{value}> is no property of the vocabulary")
        if predicate == _SH + "property" and value.startswith(_OWN) and (triple[2], None, None) not in graph:
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
