"""The curated assertions, held against expectations written down from the tables of the literature."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg.api import Graph
from kg.base.resources import folder

# (row id, subject, relation, object, sign, a place, milieu, status)
SPOTS = [
    ("A25", "fulvestrant", "antagonises", "ER alpha", "-", "bone", "gonad-intact", "supported"),
    ("A29", "denosumab", "inhibits", "RANKL", "-", "bone", "androgen-deprived", "supported"),
    ("B04", "CYP2D6", "no-significant-effect-on", "4-hydroxylation of toremifene", "0", "liver", None, "supported"),
    (
        "C18",
        "ER alpha AF-1",
        "positively-regulates",
        "effect of SERMs on bone mass",
        "+",
        "bone",
        "ovariectomised",
        "supported",
    ),
    ("D03", "estradiol", "increases-expression-of", "OPG", "+", "bone", None, "supported"),
    ("D04", "estradiol", "increases-expression-of", "OPG", "+", "bone", None, "claimed"),
    ("D10", "raloxifene", "decreases-expression-of", "serum OPG", "-", "serum", "post-menopause", "supported"),
    ("D14", "raloxifene", "positively-regulates", "bone mineral density", "+", "bone", None, "supported"),
    ("D36", "ER alpha", "decreases-expression-of", "sclerostin", "-", "bone", None, "supported"),
    ("E02", "OPG", "inhibits", "RANKL", "-", "bone", None, "supported"),
    ("E15", "tamoxifen", "inhibits", "osteoclast differentiation", "-", "osteoclast precursor", None, "supported"),
    (
        "E28",
        "tamoxifen",
        "antagonises",
        "osteoclast apoptosis induced by estradiol",
        "-",
        "osteoclast",
        "estrogen-replete",
        "supported",
    ),
    ("F03", "bone resorption", "negatively-regulates", "bone mineral density", "-", "bone", None, "supported"),
    ("F15", "toremifene", "negatively-regulates", "vertebral fracture", "-", "bone", "androgen-deprived", "supported"),
    (
        "F20",
        "toremifene",
        "no-significant-effect-on",
        "lumbar spine BMD",
        "0",
        "lumbar spine",
        "post-menopause",
        "supported",
    ),
    (
        "G06",
        "ER beta",
        "negatively-regulates",
        "trabecular bone volume",
        "-",
        "osteoblast progenitor",
        None,
        "supported",
    ),
    ("H18", "toremifene", "partially-agonises", "estrogen receptor", "+", "bone", "androgen-deprived", "supported"),
    ("H27", "tamoxifen", "antagonises", "estrogen receptor", "-", "bone", "pre-menopause", "supported"),
    ("H42", "toremifene", "antagonises", "estrogen receptor", "-", "MCF-7", None, "supported"),
    ("S13", "toremifene", "increases-expression-of", "OPG", "+", "bone", None, "unsupported"),
]
ROUTES = {
    "R1 RANKL/OPG": ["D09", "D15", "E02", "E01", "E03", "E04", "E06", "E34", "F41", "F03"],
    "R2 direct precursor": ["E15", "E16", "E20"],
    "R3 FASLG apoptosis": ["E22", "E23", "E25", "E26", "F42"],
    "R4 TGF-beta apoptosis": ["C32", "E27", "E29", "F42"],
    "R5 RUNX2-RANKL trafficking": ["D20", "D21", "D22"],
    "R6 cytokines": ["D18", "D23", "D26", "D27", "D28"],
    "R7 osteocyte/WNT": ["D36", "D37", "D38", "D42", "F43", "F44"],
    "R8 anabolic": ["D30", "D31", "D32"],
    "R9 clinical": [f"F{n}" for n in range(11, 25)],
}


@pytest.fixture(scope="module")
def by_row(graph: Graph) -> dict[str, dict[str, Any]]:
    """Row id of the tables -> assertion."""
    items = graph.section("assertions")["items"]
    return {row: {"iri": iri, **item} for iri, item in items.items() for row in item["notation"]}


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot[0])
def test_an_assertion_says_what_the_table_says(graph: Graph, spot: tuple[Any, ...]) -> None:
    row, subject, relation, target, sign, place, milieu, status = spot
    found = graph.entity(row).assertion
    assert (found.subject.label, found.relation, found.object.label, found.sign) == (subject, relation, target, sign)
    assert place in {where.label for where in found.anatomy}
    assert (found.milieu[0].label if found.milieu else None) == milieu
    assert found.status == status


@pytest.mark.parametrize(("route", "rows"), ROUTES.items(), ids=ROUTES)
def test_every_step_of_the_nine_routes_is_there_and_supported(
    by_row: dict[str, dict[str, Any]], route: str, rows: list[str]
) -> None:
    assert {row: by_row[row]["status"] for row in rows} == dict.fromkeys(rows, "supported")


def test_all_rows_of_the_tables_are_in() -> None:
    """A 31, B 7, C 35, D 43, E 34, F 45, G 10, H 82, S 26: counted in the tables."""
    expected = {"A": 31, "B": 7, "C": 35, "D": 43, "E": 34, "F": 45, "G": 10, "H": 82}
    text = "\n".join(path.read_text() for path in (folder("ontology") / "assertions").glob("*.ttl"))
    found = set(re.findall(r'"([A-H]\d\d)"', text))
    assert Counter(row[0] for row in found) == expected


def test_only_four_literature_rows_were_never_seen(graph: Graph, by_row: dict[str, dict[str, Any]]) -> None:
    unread = {row for row, item in by_row.items() if item["status"] == "claimed"}
    assert unread == {"D04", "E10", "E11", "F27"}


def test_a_claim_and_its_literature_twin_are_one_assertion(by_row: dict[str, dict[str, Any]]) -> None:
    twins = {"S16": "F11", "S17": "F12", "S18": "F13", "S22": "F22", "S23": "F23", "S25": "F32"}
    assert {claim: by_row[claim]["iri"] for claim in twins} == {
        claim: by_row[twin]["iri"] for claim, twin in twins.items()
    }


def test_uncited_claims_make_no_edge(graph: Graph) -> None:
    answer = graph.query(
        "PREFIX ent: <https://w3id.org/serm-bone/entity/> PREFIX sb: <https://w3id.org/serm-bone/ontology#> "
        "ASK { ent:toremifene sb:increasesExpressionOf ?x }"
    )
    assert answer is False


def test_what_lowers_rankl_comes_from_supported_assertions_only(graph: Graph) -> None:
    rows = graph.query(
        "PREFIX ent: <https://w3id.org/serm-bone/entity/> PREFIX sb: <https://w3id.org/serm-bone/ontology#> "
        "SELECT DISTINCT ?x WHERE { ?x sb:decreases ent:TNFSF11 }"
    )
    names = {row.x.rsplit("/", 1)[-1] for row in rows}
    assert names == {"estradiol", "raloxifene", "denosumab", "TNFRSF11B", "ESR1"}


def test_twenty_seven_controversies_have_two_sides(graph: Graph) -> None:
    found = [row for row in graph.conflicts() if row.kind == "controversy"]
    assert len(found) == 27
    assert all(row.sides[0].assertions and row.sides[1].assertions for row in found)


def test_one_trial_is_one_vote(by_row: dict[str, dict[str, Any]], graph: Graph) -> None:
    """H18 and F11 rest on the interim report and F14 on the final one: all one trial."""
    studies = {line["study"] for row in ("H18", "F11", "F14", "F15", "F16") for line in by_row[row]["evidence"]}
    assert studies == {"https://w3id.org/serm-bone/study/NCT00129142"}


def test_inferred_assertions_name_rule_and_premises(graph: Graph) -> None:
    items = graph.section("assertions")["items"]
    inferred = {iri: item for iri, item in items.items() if item["status"] == "inferred"}
    assert inferred
    for iri, item in inferred.items():
        assert item["rule"] in graph.network.rules, iri
        assert all(items[premise]["status"] in ("supported", "contested") for premise in item["premise"]), iri
        assert not item["evidence"], iri


def test_clinical_end_results_are_not_borrowed(graph: Graph) -> None:
    items = graph.section("assertions")["items"]
    ends = {graph.names.items[item["object"]]["kind"] for item in items.values() if item["rule"] == "ligandTransfer"}
    assert not ends & {"Phenotype", "Biomarker", "EstrogenReceptor"}


def test_a_borrowed_step_turns_round_for_an_antagonist(graph: Graph) -> None:
    items = graph.section("assertions")["items"]
    relations = graph.section("assertions")["relations"]
    turned = [item for iri, item in items.items() if "-undone-by-" in iri]
    assert turned
    for item in turned:
        shown = items[item["premise"][0]]
        assert relations[item["relation"]]["sign"] == -relations[shown["relation"]]["sign"]


@pytest.mark.parametrize(
    ("table", "text", "field"), [("anatomy", "anatomyText", "spelling"), ("status", "statusText", "spelling")]
)
def test_every_spelling_in_use_is_in_its_reviewed_table(table: str, text: str, field: str) -> None:
    import re

    with open(folder("ontology") / "mappings" / f"{table}.tsv", encoding="utf-8") as file:
        known = {row[field] for row in csv.DictReader(file, delimiter="\t")}
    used: set[str] = set()
    for path in (folder("ontology") / "assertions").glob("*.ttl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if f"sb:{text} " in line:
                used.update(re.findall(r'"((?:[^"\\]|\\.)*)"', line))
    assert used
    assert used <= known


@pytest.mark.parametrize(
    ("name", "curie"),
    [
        ("toremifene", "CHEBI:9635"),
        ("tamoxifen", "CHEBI:41774"),
        ("raloxifene", "CHEBI:8772"),
        ("estradiol", "CHEBI:16469"),
        ("bone resorption", "GO:0045453"),
        ("osteoclast", "CL:0000092"),
        ("MCF-7", "CLO:0007606"),
        ("denosumab", "DRUGBANK:DB06643"),
    ],
)
def test_identifiers_are_those_of_the_reviewed_table(graph: Graph, name: str, curie: str) -> None:
    assert graph.entity(name).id == curie


def test_canonical_form_of_the_curated_files() -> None:
    """A file that differs is written anew by kg.rdf.turtle_writer.canonical."""
    from kg.rdf.loader import parse
    from kg.rdf.turtle_writer import canonical

    by_hand = {"serm-bone.ttl", "drug-classes.ttl", "prefixes.ttl"}
    files = [path for path in folder("ontology").rglob("*.ttl") if path.name not in by_hand]
    assert len(files) > 80
    for path in files:
        text = path.read_text(encoding="utf-8")
        comment = text.partition("\n")[0].removeprefix("# ") if text.startswith("# ") else ""
        assert canonical(parse(path), comment=comment) == text, f"{path.name}: write it with turtle_writer.canonical"


def test_no_blank_nodes_outside_the_axioms() -> None:
    root = Path(folder("ontology"))
    for path in root.rglob("*.ttl"):
        if path.name not in ("serm-bone.ttl", "drug-classes.ttl", "prefixes.ttl"):
            assert "[ " not in path.read_text(encoding="utf-8").replace('"[ ', ""), path
