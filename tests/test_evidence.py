"""From any identifier that an answer prints to a reference, the place in it, and whether anybody read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.api import Graph

_IDENTIFIER = re.compile(
    r"(asr|out|rpt|aud|evl|clm|ctr):\S+( v asr:\S+)?|K\d\db?|"
    r"https://w3id.org/serm-bone/"
    r"(assertion|outcome|report|discrepancy|evidence|claim|controversy|study|publication)/\S+"
)


def identifiers(value: Any) -> Iterator[str]:
    """Yield every identifier of a record in an answer."""
    if isinstance(value, dict):
        for part in value.values():
            yield from identifiers(part)
    elif isinstance(value, list):
        for part in value:
            yield from identifiers(part)
    elif isinstance(value, str) and _IDENTIFIER.fullmatch(value):
        yield value


@pytest.fixture(scope="module")
def answers(graph: Graph) -> dict[str, Any]:
    """Answers of every verb that prints identifiers, to several questions each."""
    return {
        "explain in men": graph.explain("toremifene", "lumbar spine BMD", population="men on ADT").to_dict(),
        "explain before menopause": graph.explain(
            "tamoxifen", "bone resorption", population="premenopausal women"
        ).to_dict(),
        "explain OPG": graph.explain("raloxifene", "OPG").to_dict(),
        "outcomes": graph.outcomes(pooled=True).to_dict(),
        "conflicts": graph.conflicts().to_dict(),
        "compare by tissue": graph.compare("toremifene", "tamoxifen", "denosumab", anatomy="bone,uterus").to_dict(),
        "compare before menopause": graph.compare(
            "toremifene", anatomy="bone", population="premenopausal women"
        ).to_dict(),
        "audit": graph.audit().to_dict(),
        "concordance": graph.concordance().to_dict(),
        "robust": graph.robust("toremifene", "lumbar spine BMD", population="men on ADT").to_dict(),
        "gaps": graph.gaps("toremifene").to_dict(),
    }


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("explain in men", 150),
        ("explain before menopause", 50),
        ("explain OPG", 14),
        ("outcomes", 500),
        ("conflicts", 200),
        ("compare by tissue", 200),
        ("compare before menopause", 10),
        ("audit", 150),
        ("concordance", 400),
        ("robust", 100),
        ("gaps", 20),
    ],
)  # fmt: skip
def test_every_identifier_leads_to_a_reference_with_its_place(
    graph: Graph, answers: dict[str, Any], question: str, least: int
) -> None:
    found = sorted(set(identifiers(answers[question])))
    assert len(found) >= least
    for name in found:
        rows = graph.evidence(name).to_dict()
        placed = [row for row in rows if row["reference"] is not None and row["locator"]]
        assert placed or [row["kind"] for row in rows] == ["none"], name


def test_an_outcome_has_one_row_a_report_with_the_numbers_as_printed(graph: Graph) -> None:
    paper, guide = graph.evidence("out:O0003")
    assert (paper.reference.study, paper.locator, paper.verification) == (
        "https://w3id.org/serm-bone/study/NCT00129142",
        "abstract",
        "verifiedInAbstract",
    )
    assert (paper.numbers.value, paper.numbers.p_operator, paper.numbers.p) == ("2.3", "<", "0.001")
    assert (guide.verbatim, guide.locator, guide.cites) == (
        "+2.3%",
        "Table 1, row 3, column Lumbar Spine BMD Change",
        ("4",),
    )


def test_the_interval_of_the_fracture_result_is_there(graph: Graph) -> None:
    (paper,) = (row for row in graph.evidence("out:O0012") if row.citation_status == "ownData")
    numbers = paper.numbers
    assert (numbers.value, numbers.ci_low, numbers.ci_high, numbers.p) == ("50", "-1.5", "75.0", "0.05")


def test_a_report_is_one_row(graph: Graph) -> None:
    (row,) = graph.evidence("rpt:R0006")
    assert (row.id, row.kind, row.verbatim) == ("out:O0003", "report", "+2.3%")
    assert graph.evidence("https://w3id.org/serm-bone/report/R0006").to_dict() == [row.to_dict()]


def test_a_discrepancy_shows_on_both_reports(graph: Graph) -> None:
    rows = [row for row in graph.evidence("NCT00129142") if row.discrepancies]
    assert {note.kind for row in rows for note in row.discrepancies} >= {"armVsDifference"}


def test_an_inferred_assertion_leads_to_the_references_of_its_premises(graph: Graph) -> None:
    name = "asr:toremifene-displaces-estradiol-from-estrogen-receptor-in-bone-tissue"
    (row,) = graph.evidence(name)
    assert (row.id, row.reference.study.rsplit("/", 1)[-1], row.premise_of) == (
        "asr:A0235",
        "NCT00129142",
        "https://w3id.org/serm-bone/assertion/" + name.removeprefix("asr:"),
    )


def test_a_claim_that_cites_nothing_says_so(graph: Graph) -> None:
    rows = graph.evidence("S14")
    assert {(row.kind, row.citation_status) for row in rows} == {("claim", "uncited")}


def test_a_controversy_gives_both_sides(graph: Graph) -> None:
    rows = graph.evidence("K16")
    assert [(row.under[:11], row.reference.study.rsplit("/", 1)[-1]) for row in rows] == [
        ("K16, side 1", graph.evidence("D39")[0].reference.study.rsplit("/", 1)[-1]),
        ("K16, side 2", graph.evidence("D40")[0].reference.study.rsplit("/", 1)[-1]),
    ]


def test_a_study_and_a_publication_give_what_they_report(graph: Graph) -> None:
    study = graph.evidence("NCT00129142")
    assert {row.kind for row in study} == {"evidence-line", "report"}
    paper = graph.evidence("PMID:15207898")
    assert {row.reference.pmid for row in paper} == {"15207898"}
    assert "-3.0" in {row.numbers.value for row in paper if row.numbers}


def test_a_name_means_the_same_whatever_was_asked_before() -> None:
    """The registry number is the study's; a work that is a record of the registry bears it too."""
    graph = kg.load()
    first = graph.names.find("NCT00129142")
    assert graph.names.find("D09")  # reads the records
    assert graph.names.find("NCT00129142") == first == "https://w3id.org/serm-bone/study/NCT00129142"


def test_a_drug_and_an_endpoint_give_assertions_first_then_outcomes(graph: Graph) -> None:
    rows = graph.evidence("toremifene", "lumbar spine BMD")
    kinds = [row.id.partition(":")[0] for row in rows]
    assert kinds == sorted(kinds)
    assert {"asr:A0160", "asr:A0168", "out:O0001", "out:O0003"} <= {row.id for row in rows}


def test_a_pair_without_assertion_may_have_outcomes(graph: Graph) -> None:
    assert {row.kind for row in graph.evidence("ospemifene", "PINP")} == {"report"}


def test_an_audit_row_leads_to_the_document_and_to_the_work_it_was_held_against(graph: Graph) -> None:
    rows = graph.evidence("aud:U0001")
    assert rows[0].locator == "Table 1, row 1, column Lumbar Spine BMD Change"
    assert (rows[0].evidence_type, rows[1].reference.label) == ("audited: confirmed", "Smith MR")


OVERLAY = """@prefix evl: <https://w3id.org/serm-bone/evidence/> .
@prefix out: <https://w3id.org/serm-bone/outcome/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .

evl:E0161 sb:evidenceItem out:O0003 .
"""


def test_a_line_that_rests_on_an_outcome_stands_below_its_reports(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(OVERLAY)
    rows = kg.load([path]).evidence("out:O0003")
    assert [(row.kind, row.id) for row in rows][-1] == ("evidence-line", "asr:A0160")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("toremifene",), kg.WrongUse),
        (("out:O9999",), kg.UnknownName),
        (("D09 v D10",), kg.UnknownName),
        (("toremifene", "uterus"), kg.WrongUse),
        (("toremifene", "nothing"), kg.UnknownName),
        (("",), kg.UnknownName),
    ],
)  # fmt: skip
def test_what_has_no_evidence_of_its_own_is_refused(
    graph: Graph, arguments: tuple[str, ...], error: type[kg.KgError]
) -> None:
    with pytest.raises(error):
        graph.evidence(*arguments)
