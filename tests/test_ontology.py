"""The vocabulary declares what the graph uses, says what each term means, and gives relations their signs."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

import kg
from kg.api import Graph
from kg.base import namespaces
from kg.base.namespaces import BASE, SB
from kg.base.prefixes import table
from kg.base.resources import folder

DEFINITION = rdflib.URIRef("http://purl.obolibrary.org/obo/IAO_0000115")
SIGNS = {
    "activates": 1,
    "agonises": 1,
    "antagonises": -1,
    "binds": None,
    "biomarker-of": None,
    "causes": 1,
    "decreases-expression-of": -1,
    "differentiates-into": 1,
    "dissociates": -1,
    "expresses": 1,
    "functionally-antagonises": -1,
    "increases-expression-of": 1,
    "inhibits": -1,
    "inversely-agonises": -1,
    "metabolised-to": 1,
    "negatively-regulates": -1,
    "no-significant-effect-on": None,
    "part-of": None,
    "partially-agonises": 1,
    "positively-regulates": 1,
    "recruits": 1,
}


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """The files of the vocabulary, without the records."""
    found = rdflib.Graph()
    for name in ("serm-bone.ttl", "drug-classes.ttl", "relations.ttl", "codes.ttl", "contexts.ttl", "graphs.ttl"):
        found.parse(folder("ontology") / name)
    return found


def test_each_relation_has_the_sign_written_here(ontology: rdflib.Graph) -> None:
    relations = {s for s in ontology.subjects() if str(s).startswith(namespaces.REL)}
    sign = rdflib.URIRef(SB + "sign")
    found = {str(r).removeprefix(namespaces.REL): ontology.value(r, sign) for r in relations}
    assert {name: None if value is None else int(str(value)) for name, value in found.items()} == SIGNS


def test_opposite_relations_have_opposite_signs(ontology: rdflib.Graph) -> None:
    pairs = list(ontology.subject_objects(rdflib.URIRef(SB + "oppositeRelation")))
    assert len(pairs) > 10
    for one, other in pairs:
        names = [str(relation).removeprefix(namespaces.REL) for relation in (one, other)]
        assert {SIGNS[name] for name in names} == {1, -1}, names


def test_every_term_of_the_vocabulary_says_what_it_means(ontology: rdflib.Graph) -> None:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual}
    terms = {s for kind in kinds for s in ontology.subjects(RDF.type, kind) if str(s).startswith(BASE)}
    assert len(terms) > 300
    assert {term for term in terms if ontology.value(term, RDFS.label) is None} == set()
    assert {term for term in terms if ontology.value(term, DEFINITION) is None} == set()


@pytest.mark.parametrize("says", [RDFS.label, DEFINITION], ids=["label", "definition"])
def test_no_two_terms_of_the_vocabulary_say_the_same(ontology: rdflib.Graph, says: rdflib.URIRef) -> None:
    """A label or a definition that two terms share does not tell them apart."""
    terms: dict[rdflib.term.Node, set[rdflib.term.Node]] = {}
    for term, text in ontology.subject_objects(says):
        terms.setdefault(text, set()).add(term)
    assert {str(text): those for text, those in terms.items() if len(those) > 1} == {}


def test_every_property_and_class_that_is_used_is_declared(graph: Graph, ontology: rdflib.Graph) -> None:
    """OWL 2 DL knows no property and no class that is not declared, those of other vocabularies included."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {str(term) for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    built_in = (str(RDF), str(RDFS), str(OWL))
    used = {quad.predicate.value for quad in graph.store}
    used |= {str(getattr(quad.object, "value", "")) for quad in graph.store if quad.predicate.value == str(RDF.type)}
    assert {iri for iri in used if not iri.startswith(built_in)} - declared == set()


def test_the_graph_uses_no_term_that_is_not_declared(graph: Graph, ontology: rdflib.Graph) -> None:
    declared = {str(subject) for subject in ontology.subjects() if str(subject).startswith(SB)}
    used = {
        term.value
        for quad in graph.store
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(SB)
    }
    assert used - declared == set()


def test_queries_and_rules_use_declared_terms_only(ontology: rdflib.Graph) -> None:
    declared = {str(subject).removeprefix(SB) for subject in ontology.subjects() if str(subject).startswith(SB)}
    for path in folder("queries").rglob("*.rq"):
        text = re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert set(re.findall(r"\bsb:([A-Za-z][\w-]*)", text)) - declared == set(), path


def test_python_spells_iris_as_the_prefix_table_does() -> None:
    constants = {name: value for name, value in vars(namespaces).items() if name.isupper() and isinstance(value, str)}
    bound = set(table().values())
    whole = {value for name, value in constants.items() if not name.startswith(("RDF", "BASE"))}
    assert whole <= bound
    assert all(any(value.startswith(iri) for iri in bound) for name, value in constants.items() if name != "BASE")


def test_a_python_file_names_declared_terms_only(ontology: rdflib.Graph) -> None:
    declared = {str(subject).removeprefix(SB) for subject in ontology.subjects() if str(subject).startswith(SB)}
    for path in sorted(Path(kg.__file__).parent.rglob("*.py")):
        used = set(re.findall(r"\bSB \+ \"([A-Za-z][\w-]*)\"", path.read_text(encoding="utf-8")))
        assert used - declared == set(), path
