"""Paths for DrugMechDB: which routes become records, and what is counted where none does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import kg
from kg.base.resources import folder
from kg.export import MANIFEST
from kg.export.yaml import document


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged graph's paths."""
    out = tmp_path_factory.mktemp("paths") / "out"
    kg.load().export("drugmechdb", str(out))
    return out / "serm-bone.drugmechdb.yaml"


def test_the_route_of_toremifene_to_bone_density(exported: Path) -> None:
    """Its own action on ER alpha, then resorption; the route that is only borrowed from raloxifene makes no record."""
    records = exported.read_text(encoding="utf-8").split("\n- ")
    (record,) = (text for text in records if '_id: "DB00539_MESH_D015519_1"' in text)
    assert [line.strip(" -") for line in record.splitlines() if "key:" in line or "target:" in line] == [
        'key: "increases activity of"',
        'target: "UniProt:P03372"',
        'key: "negatively regulates"',
        'target: "GO:0045453"',
        'key: "negatively regulates"',
        'target: "MESH:D015519"',
    ]
    assert "drug_mesh: null" in record, "the graph knows no MeSH number of toremifene"
    assert "TNFRSF11B" not in record
    assert "OPG" not in record


def test_nothing_treats_and_nothing_is_inferred(exported: Path) -> None:
    """No record says that a drug treats, and none has a step that a rule derived."""
    text = exported.read_text(encoding="utf-8")
    assert "treats" not in text
    assert "-for-" not in text
    assert text.count("_id: ") == text.count("directed: true") > 20


def test_every_predicate_has_a_place_in_the_table_of_words() -> None:
    """Relations that the table names are relations of the vocabulary."""
    text = (folder("queries") / "export" / "drugmechdb" / "links.rq").read_text(encoding="utf-8")
    known = (folder("ontology") / "relations.ttl").read_text(encoding="utf-8")
    named = [line.split()[0].removeprefix("(") for line in text.splitlines() if line.strip().startswith("(rel:")]
    assert len(named) == len(set(named)) > 10
    assert all(f"\n{name}\n" in known for name in named)


OWN = """
@prefix DRUGBANK: <https://identifiers.org/drugbank:> .
@prefix asr: <https://w3id.org/serm-bone/assertion/> .
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix evl: <https://w3id.org/serm-bone/evidence/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pub: <https://w3id.org/serm-bone/publication/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rel: <https://w3id.org/serm-bone/relation/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ent:newifene a owl:NamedIndividual , sb:Drug ; rdfs:label "newifene"@en .
asr:N1 a owl:NamedIndividual , sb:Assertion ; rdfs:label "newifene inhibits bone resorption"@en ;
    sb:subject ent:newifene ; sb:relation rel:inhibits ; sb:object ent:bone-resorption .
evl:N1 a owl:NamedIndividual , sb:EvidenceLine ; sb:evidenceFor asr:N1 ; sb:reference pub:PMID17803905 ;
    sb:direction sb:supports ; sb:verification sb:verifiedInAbstract ; sb:locator "abstract" .
"""
NAMED = "ent:newifene skos:exactMatch DRUGBANK:DB99999 .\n"
DISPUTED = """
evl:N2 a owl:NamedIndividual , sb:EvidenceLine ; sb:evidenceFor asr:N1 ; sb:reference pub:PMID10869427 ;
    sb:direction sb:disputes ; sb:verification sb:verifiedInAbstract ; sb:locator "abstract" .
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("overlay", "ends", "reason"),
    [
        (OWN + NAMED, {"MESH:D015519", "MESH:D050723"}, None),
        (OWN, set(), "pairs whose routes pass through a thing or a relation that DrugMechDB has no name for"),
        (OWN + NAMED + DISPUTED, set(), "pairs of drug and outcome without a supported route of two steps or more"),
    ],
    ids=["supported", "no identifier", "contested"],
)
def test_a_route_becomes_a_record_if_it_is_supported_and_has_its_names(
    tmp_path: Path, exported: Path, overlay: str, ends: set[str], reason: str | None
) -> None:
    """What DrugMechDB needs and nobody knows is counted, not made up; what is disputed is left to the graph."""
    path = tmp_path / "own.ttl"
    path.write_text(overlay, encoding="utf-8")
    manifest = kg.load(data=[path]).export("drugmechdb", str(tmp_path / "out"))
    text = (tmp_path / "out" / exported.name).read_text(encoding="utf-8")
    assert set(re.findall(r'_id: "DB99999_(MESH)_(D\d+)_1"', text)) == {tuple(end.split(":")) for end in ends}
    assert text.count("_id: ") == exported.read_text(encoding="utf-8").count("_id: ") + len(ends)
    before = json.loads(exported.with_name(MANIFEST).read_text(encoding="utf-8"))["losses"]
    assert reason is None or manifest.losses[reason] > before[reason]


def test_yaml_has_no_character_that_a_reader_takes_for_a_line_break() -> None:
    """They are escaped, and the rest is as it was."""
    assert document([{"text": "x\x85\u2028\ufeff", "none": [], "y": {"deep": [1, None, True]}}]) == (
        '- text: "x\\u0085\\u2028\\ufeff"\n  none: []\n  "y":\n    deep:\n      - 1\n      - null\n      - true\n'
    )
