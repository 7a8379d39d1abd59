"""The rules of pharmacology and of confidence, each met by invented findings in ``tests/rules/pharmacology.ttl``."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.api import Graph
from kg.base.namespaces import ENT, SB
from kg.rdf.loader import load_store
from kg.rdf.rules import rules

ASR = "https://w3id.org/serm-bone/assertion/"
INVENTED = Path(__file__).parent / "rules" / "pharmacology.ttl"


@pytest.fixture(scope="module")
def invented() -> Graph:
    """The packaged graph with the invented findings over it."""
    return kg.load([INVENTED])


@pytest.fixture(scope="module")
def items(invented: Graph) -> dict[str, Any]:
    """Assertion IRI -> item."""
    found: dict[str, Any] = invented.section("assertions")["items"]
    return found


def told(item: dict[str, Any]) -> tuple[str, str, str]:
    """Return subject, relation and object by local name."""
    return (item["subject"].removeprefix(ENT), item["relation"], item["object"].removeprefix(ENT))


@pytest.mark.parametrize(
    ("inferred", "rule", "says", "premise", "roles"),
    [
        (
            "x-metabolite-shown-by-metabolite-of-x-parent",
            "metaboliteForParent",
            ("x-parent", "inhibits", "TNFSF11"),
            "x-metabolite-shown",
            ["x-becomes"],
        ),
        (
            "x-recruits-in-uterus-decides-x-parent-in-uterus",
            "tissueByCoregulator",
            ("x-parent", "partially-agonises", "ESR1"),
            "x-recruits-in-uterus",
            [],
        ),
        (
            "x-recruits-in-breast-decides-x-parent-in-breast",
            "tissueByCoregulator",
            ("x-parent", "antagonises", "ESR1"),
            "x-recruits-in-breast",
            [],
        ),
        (
            "x-local-in-serum",
            "serumFromLocal",
            ("x-parent", "increases-expression-of", "serum-OPG"),
            "x-local",
            [],
        ),
        (
            "x-spine-for-bone-mineral-density",
            "siteRollUp",
            ("x-parent", "positively-regulates", "bone-mineral-density"),
            "x-spine",
            [],
        ),
        (
            "x-spine-at-usual-dose",
            "doseBand",
            ("x-parent", "positively-regulates", "lumbar-spine-BMD"),
            "x-spine",
            [],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(("ent", "or", "al", "Up", "Band")) else "",
)
def test_a_rule_derives_what_it_says_from_its_premise(
    items: dict[str, Any], inferred: str, rule: str, says: tuple[str, str, str], premise: str, roles: list[str]
) -> None:
    item = items[ASR + inferred]
    assert (told(item), item["rule"], item["status"]) == (says, rule, "inferred")
    assert item["premise"] == [ASR + premise]
    assert item["role_premise"] == [ASR + role for role in roles]
    assert item["evidence"] == []


def test_what_is_derived_keeps_place_species_sex_and_milieu_of_its_premise(items: dict[str, Any]) -> None:
    by_metabolite = items[ASR + "x-metabolite-shown-by-metabolite-of-x-parent"]
    assert (by_metabolite["object_anatomy"], by_metabolite["species"]) == ([ENT + "bone-tissue"], [ENT + "mouse"])
    rolled_up = items[ASR + "x-spine-for-bone-mineral-density"]
    assert (rolled_up["milieu"], rolled_up["sex"]) == ([ENT + "post-menopause"], [ENT + "female"])
    assert items[ASR + "x-local-in-serum"]["object_anatomy"] == [ENT + "serum"]


def test_a_metabolites_end_results_are_not_borrowed(items: dict[str, Any]) -> None:
    assert not [iri for iri in items if iri.startswith(ASR + "x-metabolite-end-by")]


def test_what_is_seen_in_serum_says_nothing_of_the_tissue(items: dict[str, Any]) -> None:
    local = [iri for iri, item in items.items() if told(item)[0] == "x-twin" and told(item)[2] == "TNFRSF11B"]
    assert [iri for iri in local if items[iri]["premise"] == [ASR + "x-serum"]] == []


def test_a_drugs_own_evidence_supersedes_what_is_borrowed_until_it_is_withdrawn(invented: Graph) -> None:
    borrowed = ASR + "x-metabolite-shown-by-metabolite-of-x-twin"
    assert borrowed not in invented.section("assertions")["items"]
    assert invented.assertion(borrowed)["superseded_by"] == [ASR + "x-twin-own"]

    def first_step(without: list[str]) -> str:
        steps = invented.explain("xenifene twin", "RANKL", max_steps=1, without=without).routes[0].steps
        return str(steps[0].assertion)

    assert first_step([]) == ASR + "x-twin-own"
    assert first_step(["Another invented paper"]) == borrowed


def test_roll_up_and_dose_band_are_told_and_not_walked(invented: Graph) -> None:
    walked = {edge.iri for edge in invented.network.edges}
    assert not walked & {ASR + "x-spine-for-bone-mineral-density", ASR + "x-spine-at-usual-dose"}
    assert ASR + "x-local-in-serum" in walked


@pytest.mark.parametrize(
    ("drug", "dose", "band"),
    [
        ("toremifene", "40", "below"),
        ("toremifene", "80", "above"),
        ("tamoxifen", "20", "usual"),
        ("raloxifene", "60", "usual"),
        ("lasofoxifene", "0.25", "below"),
    ],
)
def test_arms_lie_in_the_band_of_the_label(graph: Graph, drug: str, dose: str, band: str) -> None:
    """The labels: toremifene 60 mg, raloxifene 60 mg, lasofoxifene 0.5 mg, tamoxifen 20 to 40 mg a day."""
    rows = graph.query(
        "PREFIX ent: <https://w3id.org/serm-bone/entity/> PREFIX sb: <https://w3id.org/serm-bone/ontology#> "
        f'SELECT DISTINCT ?band WHERE {{ ?arm sb:drug ent:{drug} ; sb:doseText "{dose}" ; sb:inDoseBand ?band }}'
    )
    assert [row.band.rsplit("#", 1)[-1] for row in rows] == [f"dose-band-{band}"]


@pytest.mark.parametrize(
    ("assertion", "start", "level", "down"),
    [
        # two studies in two kinds of system
        ("x-local", "high", "high", []),
        # one study
        ("x-metabolite-shown", "low", "low", []),
        # one work, of which no study is known: it counts as one, whatever studies others come from
        ("x-alone", "low", "low", []),
        # a randomised trial, of 40 people
        ("x-spine", "high", "moderate", ["imprecision"]),
        # a page without review
        ("x-serum", "low", "very-low", ["risk-of-bias"]),
        # derived from x-local
        ("x-local-in-serum", "high", "moderate", ["indirectness"]),
    ],
)
def test_confidence_starts_by_evidence_and_says_each_step_down(
    items: dict[str, Any], assertion: str, start: str, level: str, down: list[str]
) -> None:
    assert items[ASR + assertion]["confidence"] == {"level": level, "start": start, "down": down}


@pytest.mark.parametrize(
    ("row", "start", "level", "down"),
    [
        # RCT, but the interval of the fracture reduction, -1.5 to 75.0, includes no effect
        ("F15", "high", "moderate", ["imprecision"]),
        # the guide states it and cites nothing
        ("S13", "very-low", "very-low", ["not-verified"]),
        # one study of human osteoblasts
        ("D09", "low", "low", []),
    ],
)
def test_confidence_of_known_assertions(graph: Graph, row: str, start: str, level: str, down: list[str]) -> None:
    assert graph.entity(row).assertion.confidence.to_dict() == {"level": level, "start": start, "down": down}


def test_arms_lie_in_the_bands_that_arithmetic_gives() -> None:
    """Every arm with a dose in the unit of its drug's label, worked out here arm by arm; pooled arms lie nowhere."""
    said: dict[str, dict[str, set[str]]] = {}
    for quad in load_store():
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, (ox.BlankNode, ox.Triple)):
            name = quad.predicate.value.rpartition("#")[2]
            said.setdefault(quad.subject.value, {}).setdefault(name, set()).add(quad.object.value)
    labels = [facts for facts in said.values() if "doseOf" in facts]
    expected = set()
    for iri, facts in said.items():
        if SB + "Arm" in facts.get("type", ()) and "true" not in facts.get("pooled", ()):
            for dose in facts.get("dose", ()):
                for label in labels:
                    if label["doseOf"] & facts.get("drug", set()) and label["doseUnit"] & facts.get("doseUnit", set()):
                        lower, upper = (Decimal(min(label[bound])) for bound in ("lowerDose", "upperDose"))
                        given = Decimal(dose)
                        band = "below" if given < lower else "above" if given > upper else "usual"
                        expected.add((iri, f"{SB}dose-band-{band}"))
    store, (rule,) = load_store(), [rule for rule in rules() if rule.path.stem == "11_dose_band"]
    found = store.query(rule.text, use_default_graph_as_union=True)
    assert len(expected) > 30
    assert {(one.subject.value, one.object.value) for one in found} == expected  # type: ignore[union-attr]
