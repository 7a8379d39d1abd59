"""The reference pages of vocabulary and shapes, read from the curated Turtle."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from docs.words import heading, table
from kg.base.prefixes import compress
from kg.base.resources import folder
from kg.rdf.loader import load_store

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SH = "http://www.w3.org/ns/shacl#"
_OBO = "http://purl.obolibrary.org/obo/"
_SB = "https://w3id.org/serm-bone/ontology#"
_RELATION = "https://w3id.org/serm-bone/relation/"
_PROPERTIES = {"ObjectProperty": "entities", "DatatypeProperty": "values", "AnnotationProperty": "annotations"}
_NOT_CODES = {"NamedIndividual", "NamedGraph", "Ontology"}


class _Terms:
    """The texts of the terms of a store."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def of(self, subject: str, predicate: str) -> list[str]:
        """Return the objects as text, IRIs and literals, sorted."""
        quads = self._store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
        return sorted({quad.object.value for quad in quads if not isinstance(quad.object, ox.BlankNode | ox.Triple)})

    def text(self, subject: str, predicate: str) -> str:
        """Return the objects joined, IRIs as CURIEs."""
        return ", ".join(compress(value) if "://" in value else value for value in self.of(subject, predicate))

    def instances(self, kind: str) -> list[str]:
        """Return the IRIs typed ``kind``, sorted."""
        quads = self._store.quads_for_pattern(None, ox.NamedNode(f"{_RDF}type"), ox.NamedNode(kind), None)
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def vocabulary() -> list[str]:
    """Return the lines of the page of classes, properties, relations and codes."""
    terms = _Terms(load_store())
    lines = heading("Vocabulary", "ontology/serm-bone.ttl, relations.ttl, codes.ttl, contexts.ttl, graphs.ttl")
    lines += [f"`sb:` is `{_SB}`, `rel:` is `{_RELATION}`; all prefixes stand in `ontology/prefixes.ttl`.", ""]
    lines += ["## Classes", ""]
    lines += table(
        ("class", "under", "definition", "example"),
        [
            (f"`{compress(iri)}`", terms.text(iri, f"{_RDFS}subClassOf"), _definition(terms, iri), _example(terms, iri))
            for iri in terms.instances(f"{_OWL}Class")
            if iri.startswith(_SB)
        ],
    )
    for kind, objects in _PROPERTIES.items():
        lines += ["", f"## Properties that lead to {objects}", ""]
        rows = [
            (f"`{compress(iri)}`", _definition(terms, iri), _example(terms, iri))
            for iri in terms.instances(f"{_OWL}{kind}")
            if iri.startswith(_SB)
        ]
        lines += table(("property", "definition", "example"), rows)
    lines += ["", "## Relations", "", "The values of `sb:relation`; the sign is what a route multiplies.", ""]
    relations = [iri for iri in terms.instances(f"{_OWL}NamedIndividual") if iri.startswith(_RELATION)]
    lines += table(
        ("relation", "sign", "label", "definition"),
        [
            (
                f"`{compress(iri)}`",
                terms.text(iri, f"{_SB}sign"),
                terms.text(iri, f"{_RDFS}label"),
                _definition(terms, iri),
            )
            for iri in relations
        ],
    )
    lines += ["", "## Codes", "", "Closed lists: every value that a record may carry."]
    for kind, codes in _codes(terms):
        rows = [(f"`{compress(iri)}`", terms.text(iri, f"{_RDFS}label"), _definition(terms, iri)) for iri in codes]
        lines += ["", f"### {kind}", "", *table(("code", "label", "definition"), rows)]
    lines += ["", "## Named graphs", ""]
    lines += table(
        ("graph", "holds", "home of"),
        [
            (f"`{compress(iri)}`", _definition(terms, iri), terms.text(iri, f"{_SB}holds"))
            for iri in terms.instances(f"{_SB}NamedGraph")
        ],
    )
    return lines


def _definition(terms: _Terms, iri: str) -> str:
    return terms.text(iri, f"{_OBO}IAO_0000115")


def _example(terms: _Terms, iri: str) -> str:
    return terms.text(iri, f"{_OBO}IAO_0000112")


def _codes(terms: _Terms) -> Iterator[tuple[str, list[str]]]:
    """Yield each code list: the class of the codes, and the codes that stand in the vocabulary's own namespaces."""
    home = {
        iri
        for name in ("codes.ttl", "contexts.ttl")
        for iri in re.findall(r"^([a-z]+:\S+)$", (folder("ontology") / name).read_text(encoding="utf-8"), re.MULTILINE)
    }
    found = defaultdict(list)
    for iri in terms.instances(f"{_OWL}NamedIndividual"):
        if compress(iri) in home:
            for kind in terms.of(iri, f"{_RDF}type"):
                if kind.startswith(_SB) and kind.removeprefix(_SB) not in _NOT_CODES:
                    found[kind.removeprefix(_SB)].append(iri)
    yield from sorted(found.items())


def shapes() -> list[str]:
    """Return the lines of the page of shapes: every constraint as the rule it states."""
    lines = heading("Shapes", "shapes/")
    lines += [
        "Run by `kg check`. A constraint is broken by one example under `tests/shapes`, and by nothing else there.",
        "",
    ]
    for path in sorted(folder("shapes").glob("*.ttl")):
        store = ox.Store()
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
        terms = _Terms(store)
        rows = [
            (
                f"`{compress(iri)}`",
                terms.text(iri, f"{_SH}severity").removeprefix("sh:").lower(),
                terms.text(iri, f"{_SH}message"),
            )
            for iri in terms.instances(f"{_SH}PropertyShape")
        ]
        lines += [f"## {path.stem}", "", *table(("constraint", "severity", "rule"), rows), ""]
    return lines
