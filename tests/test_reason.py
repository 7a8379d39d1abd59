"""OWL classes of the drugs: what is stored, what HermiT infers today, and why."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.answers import drug_classes
from kg.api import Graph
from kg.base.namespaces import ENT, GR, RDF_TYPE, SB

# Worked out by hand from the rows A06, A17-A26 and H01-H82 of the mechanism table, supported ones only.
EXPECTED = {
    "toremifene": {"BoneERAgonist", "BreastERAntagonist", "BoneSelectiveSERM", "UterineERAgonist"},
    "tamoxifen": {"BoneERAgonist", "BoneERAntagonist", "BreastERAntagonist", "BoneSelectiveSERM", "UterineERAgonist"},
    "raloxifene": {"BoneERAgonist", "BoneERAntagonist", "BreastERAntagonist", "BoneSelectiveSERM"},
    "bazedoxifene": {"BoneERAgonist", "BreastERAntagonist", "BoneSelectiveSERM"},
    "droloxifene": {"BoneERAgonist"},
    "fulvestrant": {"BoneERAgonist", "BoneERAntagonist", "BreastERAntagonist", "PureAntiestrogen"},
    "estradiol": {"BoneERAgonist", "FullERAgonist", "UterineERAgonist"},
}


@pytest.mark.parametrize("drug", EXPECTED)
def test_a_drug_has_the_classes_that_its_assertions_give(graph: Graph, drug: str) -> None:
    found = {row.drug.label: set(row.classes) for row in drug_classes.classes(graph)}
    assert found[drug] == EXPECTED[drug]


def test_the_card_of_a_drug_shows_its_classes(graph: Graph) -> None:
    assert set(graph.entity("toremifene").classes) == EXPECTED["toremifene"]
    assert graph.entity("denosumab").classes == ()


def test_a_drug_without_accepted_receptor_action_in_a_tissue_has_no_class(graph: Graph) -> None:
    found = {row.drug.label for row in drug_classes.classes(graph)}
    assert not found & {"idoxifene", "endoxifen", "anastrozole", "denosumab"}


@pytest.mark.java
@pytest.mark.slow
def test_hermit_infers_today_what_is_stored(graph: Graph) -> None:
    """Write ontology/inferred.ttl anew with 'python -m kg.answers.drug_classes' where this fails."""
    assert drug_classes.classify(graph.store) == drug_classes.stored(graph.store)


@pytest.mark.java
@pytest.mark.slow
def test_hermit_finds_a_drug_that_is_filed_as_a_cell(graph: Graph) -> None:
    store = ox.Store()
    store.extend(graph.store)
    wrong = ox.Quad(
        ox.NamedNode(ENT + "toremifene"),
        ox.NamedNode(RDF_TYPE),
        ox.NamedNode(SB + "CellType"),
        ox.NamedNode(GR + "entities"),
    )
    store.add(wrong)
    with pytest.raises(drug_classes.Inconsistent):
        drug_classes.classify(store)


def test_the_quality_query_finds_it_without_java(graph: Graph) -> None:
    from kg.check import quality

    store = ox.Store()
    store.extend(graph.store)
    store.add(
        ox.Quad(
            ox.NamedNode(ENT + "toremifene"),
            ox.NamedNode(RDF_TYPE),
            ox.NamedNode(SB + "CellType"),
            ox.NamedNode(GR + "entities"),
        )
    )
    assert [result.focus for result in quality.run(store) if result.rule == "one-kind-of-thing"] == [ENT + "toremifene"]


@pytest.mark.parametrize("drug", EXPECTED)
@pytest.mark.parametrize("name", drug_classes.CLASSES)
def test_the_explanation_agrees_with_the_reasoner(graph: Graph, drug: str, name: str) -> None:
    assert drug_classes.justification(graph, drug, name).member is (name in EXPECTED[drug])


def test_an_explanation_names_assertions_and_references(graph: Graph) -> None:
    why = drug_classes.justification(graph, "Fareston", "bone-selective SERM")
    parts = {part["class"]: part["assertions"] for part in why.because}
    assert {row.notation[0] for row in parts["BreastERAntagonist"]} == {"H42"}
    assert {row.notation[0] for row in parts["BoneERAgonist"]} == {"A06", "H18"}
    assert all(row.references for rows in parts.values() for row in rows)
