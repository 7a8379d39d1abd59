"""The ontology export without another program: what stands in which file, and that nothing is lost on the way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDF, RDFS

from kg.api import Graph
from kg.base.namespaces import BASE, ENT, GR, OBO_IN_OWL, OWL, SB, SKOS
from kg.base.prefixes import compress

TERMS, FACTS = "serm-bone-ontology.ttl", "serm-bone-assertions.ttl"
OBO_WORDS = {OBO_IN_OWL + "hasDbXref", OBO_IN_OWL + "hasRelatedSynonym"}
HEADER = BASE + "assertions"


@pytest.fixture(scope="module")
def folder(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "ontology"
    graph.export("ontology", str(target))
    return target


def read(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=False)}


def named(triples: set[ox.Triple]) -> set[str]:
    """The triples as text, without those of the blank nodes, whose names are nobody's, and without digits dropped by a
    store.
    """
    ends = ((triple, (triple.subject, triple.object)) for triple in triples)
    return {
        str(t) for t, pair in ends if not any(isinstance(end, ox.BlankNode) for end in pair) and "decimal" not in str(t)
    }


def test_every_statement_of_the_four_graphs_stands_in_one_of_the_files(graph: Graph, folder: Path) -> None:
    """Terms and entities, assertions and plain triples; besides them only the words of OBO and the header are new."""
    wanted = {
        quad.triple
        for name in ("ontology", "entities", "assertions", "edges")
        for quad in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(GR + name))
    }
    written = read(folder / TERMS) | read(folder / FACTS)
    new = {t for t in written if t.predicate.value in OBO_WORDS or t.subject == ox.NamedNode(HEADER)}
    assert named(written - new) == named(wanted)
    assert len(written - new) == len(wanted)
    declared = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["losses"]
    assert declared == {"statements of other graphs": len(graph.store) - len(wanted)}


def test_the_populations_of_studies_are_with_the_assertions(folder: Path) -> None:
    def of_studies(name: str) -> set[str]:
        subjects = {str(getattr(triple.subject, "value", "")) for triple in read(folder / name)}
        return {subject for subject in subjects if subject.startswith(BASE + "study/")}

    assert of_studies(TERMS) == set()
    assert len(of_studies(FACTS)) > 50


def test_the_classes_that_a_reasoner_is_to_find_are_left_out(graph: Graph, folder: Path) -> None:
    inferred = {quad.triple for quad in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(GR + "inferred"))}
    assert len(inferred) > 30
    assert inferred & (read(folder / TERMS) | read(folder / FACTS)) == set()


def test_the_assertions_import_the_terms_by_the_catalog(folder: Path) -> None:
    imports = [t for t in read(folder / FACTS) | read(folder / TERMS) if t.predicate.value == OWL + "imports"]
    assert [(str(t.subject), str(t.object)) for t in imports] == [(f"<{HEADER}>", f"<{BASE}ontology>")]
    entry = ElementTree.parse(folder / "catalog-v001.xml").getroot()[0]
    assert entry.attrib == {"name": BASE + "ontology", "uri": TERMS}
    assert {t.predicate.value.rpartition("/")[2] for t in read(folder / FACTS) if str(t.subject) == f"<{HEADER}>"} == {
        *("22-rdf-syntax-ns#type", "owl#imports", "owl#versionInfo"),
        *("title", "description", "creator", "license"),
    }


def test_names_and_identifiers_stand_in_the_words_of_obo_too(folder: Path) -> None:
    toremifene = {t for t in read(folder / TERMS) if t.subject == ox.NamedNode(ENT + "toremifene")}
    said = {(t.predicate.value, str(getattr(t.object, "value", ""))) for t in toremifene}
    assert {(p, o) for p, o in said if p in OBO_WORDS} == {
        (OBO_IN_OWL + "hasRelatedSynonym", "Fareston"),
        (OBO_IN_OWL + "hasDbXref", "CHEBI:9635"),
        (OBO_IN_OWL + "hasDbXref", "CHEMBL.COMPOUND:CHEMBL1655"),
        (OBO_IN_OWL + "hasDbXref", "DRUGBANK:DB00539"),
        (OBO_IN_OWL + "hasDbXref", "NCIT:C1256"),
    }
    assert {(SKOS + "altLabel", "Fareston"), (SB + "curie", "CHEBI:9635")} <= said


def test_the_obo_graph_of_a_drug(graph: Graph, tmp_path: Path) -> None:
    """Worked out by hand: toremifene is an individual, a drug, a SERM, with its brand name and its identifiers."""
    graph.export("obograph", str(tmp_path / "out"))
    found = json.loads((tmp_path / "out" / "serm-bone-ontology.json").read_text(encoding="utf-8"))["graphs"][0]
    node = next(node for node in found["nodes"] if node["id"] == ENT + "toremifene")
    assert (node["lbl"], node["type"]) == ("toremifene", "INDIVIDUAL")
    assert node["meta"]["synonyms"] == [{"pred": "hasRelatedSynonym", "val": "Fareston"}]
    identifiers = ["CHEBI:9635", "CHEMBL.COMPOUND:CHEMBL1655", "DRUGBANK:DB00539", "NCIT:C1256"]
    assert node["meta"]["xrefs"] == [{"val": identifier} for identifier in identifiers]
    assert [(edge["pred"], edge["obj"]) for edge in found["edges"] if edge["sub"] == ENT + "toremifene"] == [
        (SB + "drugClass", ENT + "SERM"),
        ("type", SB + "Drug"),
    ]
    agonism = next(axiom for axiom in found["logicalDefinitionAxioms"] if axiom["definedClassId"] == SB + "ERAgonism")
    assert agonism["genusIds"] == [SB + "Assertion"]
    assert agonism["restrictions"] == [
        {"propertyId": SB + "object", "fillerId": SB + "EstrogenReceptor"},
        {"propertyId": SB + "relation", "fillerId": SB + "AgonistRelation"},
    ]


def test_what_an_obo_graph_leaves_out_is_declared(graph: Graph, folder: Path, tmp_path: Path) -> None:
    """Counted in the Turtle of the terms: values of data properties, ends of properties that are no relation,
    definitions with a nested part, disjointness, transitivity, language tags; and every other graph.
    """
    about = read(folder / TERMS)
    typed = {(str(t.subject), str(getattr(t.object, "value", ""))) for t in about if t.predicate.value == str(RDF.type)}

    def kind(iri: str, name: str) -> bool:
        return (f"<{iri}>", OWL + name) in typed

    def unsaid(triple: ox.Triple) -> bool:
        said, value = triple.predicate.value, str(getattr(triple.object, "value", ""))
        ends = (str(RDFS.domain), str(RDFS.range))
        return (
            kind(said, "DatatypeProperty")
            or (said in ends and not kind(str(getattr(triple.subject, "value", "")), "ObjectProperty"))
            or value in (OWL + "TransitiveProperty", OWL + "SymmetricProperty")
            or said == OWL + "members"
        )

    expected = Counter(compress(triple.predicate.value) for triple in about if unsaid(triple))
    expected["owl:equivalentClass"] = 7
    expected["language tags"] = sum(getattr(triple.object, "language", None) is not None for triple in about)
    of_terms = [
        quad
        for name in ("ontology", "entities")
        for quad in graph.store.quads_for_pattern(None, None, None, ox.NamedNode(GR + name))
        if not str(quad.subject).startswith(f"<{BASE}study/")
    ]
    expected["statements of other graphs"] = len(graph.store) - len(of_terms)
    manifest = graph.export("obograph", str(tmp_path / "out"))
    assert manifest.to_dict()["losses"] == dict(expected)
