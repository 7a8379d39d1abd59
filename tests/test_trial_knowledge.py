"""Outcomes of further trials, and the clinical assertions that rest on them, held against what the papers print.

Every expectation was written down from the abstract or the table of a paper; none is computed from the files tested.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from kg.api import Graph
from kg.base.prefixes import compress
from kg.base.resources import folder
from kg.rdf.loader import parse

Block = dict[str, list[str]]

SHORT = {
    "change": "mean-percent-change-from-baseline",
    "off": "change-off-treatment",
    "a-year": "percent-change-per-year",
    "difference": "difference-in-percent-change",
    "incidence": "incidence-percent",
    "RRR": "relative-risk-reduction",
    "RR": "relative-risk",
    "HR": "hazard-ratio",
    "patients": "number-of-patients",
    "statement": "qualitative",
}

# At least one line a paper: outcome, study, arm, comparator arm, endpoint, months, statistic, value, interval, p,
# finding.
PRINTED = """
O0301 NCT00088010 arzoxifene-20 placebo vertebral-fracture 36 RRR 41 - <0.001 decreased
O0303 NCT00088010 arzoxifene-20 placebo nonvertebral-fracture - statement - - - noSignificantEffect
O0304 NCT00088010 arzoxifene-20 placebo venous-thromboembolism - RR 2.3 1.5..3.7 - increased
O0305 arzbmd-2009 arzoxifene-20 placebo lumbar-spine-bmd 24 difference 2.9 - - increased
O0306 arzbmd-2009 arzoxifene-20 placebo total-hip-bmd 24 difference 2.2 - - increased
O0310 smith-2004 raloxifene-60 control lumbar-spine-bmd 12 difference - - =0.07 trendUp
O0312 smith-2004 control - total-hip-bmd 12 change -2.6 - - decreased
O0313 smith-2004 raloxifene-60 control total-hip-bmd 12 difference - - <0.001 increased
O0315 miller-2008 bazedoxifene-10 placebo lumbar-spine-bmd 24 difference 1.08 - <0.001 increased
O0316 miller-2008 bazedoxifene-20 placebo lumbar-spine-bmd 24 difference 1.41 - <0.001 increased
O0318 miller-2008 raloxifene-60 placebo lumbar-spine-bmd 24 difference 1.49 - <0.001 increased
O0320 NCT00205777 placebo - new-vertebral-fracture 84 incidence 9.9 - - -
O0321 NCT00205777 bazedoxifene-20 placebo new-vertebral-fracture 84 RRR 30.4 - <0.001 decreased
O0327 NCT00205777 bazedoxifene-20 - total-hip-bmd 84 change -1.19 - - decreased
O0329 NCT00205777 bazedoxifene-20 placebo total-hip-bmd 84 difference - - <=0.002 increased
O0333 NCT00205777 bazedoxifene-40 - vertebral-fracture 36 incidence 1.90 - - -
O0341 NCT00205777 placebo - total-hip-bmd - change -0.41 - - decreased
O0345 NCT00205777 bazedoxifene-20 placebo venous-thromboembolism 36 statement - - - increased
O0350 WHI-estrogen-progestin estrogen-progestin placebo osteoporotic-fracture 67 HR 0.76 0.69..0.83 - decreased
O0352 WHI-estrogen-progestin placebo - total-hip-bmd 36 change 0.14 - - increased
O0354 WHI-estrogen-alone estrogens placebo hip-fracture 85 HR 0.65 0.45..0.94 - decreased
O0357 WHI-estrogen-alone estrogens placebo fracture 85 HR 0.71 0.64..0.80 - decreased
O0362 FREEDOM denosumab placebo nonvertebral-fracture 12 HR 0.84 0.65..1.11 - noSignificantEffect
O0370 FREEDOM denosumab placebo total-hip-bmd 36 difference 6.4 6.2..6.6 - increased
O0371 FREEDOM denosumab placebo new-or-worsening-vertebral-fracture 36 RR 0.32 0.26..0.41 - decreased
O0374 eng-wong-2006 raloxifene-60 - lumbar-spine-bmd 24 change -3.5 - <0.00001 decreased
O0375 eng-wong-2006 raloxifene-60 - lumbar-spine-bmd 12 off 1.4 - - increased
O0377 eng-wong-2006 raloxifene-60 - total-hip-bmd 24 change -1.0 - =0.033 decreased
O0380 bicalutamide-v-leuprolide leuprolide - lumbar-spine-bmd 12 change -2.5 - - decreased
O0381 bicalutamide-v-leuprolide bicalutamide-150 leuprolide lumbar-spine-bmd 12 difference - - <0.001 increased
O0386 sieber-2004 LHRH-agonist - lumbar-spine-bmd 22.1 change -5.40 - - decreased
O0388 sieber-2004 bicalutamide-150 - hip-bmd 22.1 change 1.13 - - increased
O0393 greenspan-2007 alendronate-70-weekly placebo lumbar-spine-bmd 12 difference 5.1 3.5..6.7 <0.001 increased
O0395 greenspan-2007 placebo - femoral-neck-bmd 12 change -0.7 -1.5..0.01 =0.081 noSignificantEffect
O0397 BIG-1-98 letrozole - fracture 60.3 incidence 9.3 - - -
O0399 BIG-1-98 letrozole tamoxifen fracture 60.3 statement - - - increased
O0402 FIT alendronate-5-then-10 placebo new-vertebral-fracture 36 RR 0.53 0.41..0.68 - decreased
O0409 FIT alendronate-5-then-10 placebo hip-fracture 36 HR 0.49 0.23..0.99 - decreased
O0410 FIT alendronate-5-then-10 placebo hip-fracture - RR 0.47 0.26..0.79 - decreased
O0415 FIT alendronate-5-then-10 placebo vertebral-fracture 46 RR 0.57 0.41..0.81 =0.002 decreased
O0418 VERT-NA risedronate-5 placebo new-vertebral-fracture 36 RRR 41 18..58 =0.003 decreased
O0421 VERT-MN risedronate-5 placebo nonvertebral-fracture 36 RRR 33 - =0.06 trendDown
O0424 HORIZON zoledronic-acid-5 placebo clinical-fracture 36 HR 0.65 0.54..0.78 <0.001 decreased
O0430 HORIZON zoledronic-acid-5 placebo clinical-fracture 12 HR 0.75 0.61..0.92 =0.0050 decreased
O0434 grey-2017 zoledronic-acid-1 placebo lumbar-spine-bmd 60 difference 2.0 -1.1..5.0 - noSignificantEffect
O0442 grey-2017 zoledronic-acid-5 placebo total-hip-bmd 60 difference 5.4 3.5..7.3 - increased
O0446 exemestane-v-placebo exemestane - femoral-neck-bmd 24 a-year -2.72 - - decreased
O0448 exemestane-v-placebo exemestane placebo femoral-neck-bmd 24 statement - - =0.024 decreased
O0449 NCT00141323 lasofoxifene-0-5 placebo stroke 60 HR 0.64 0.41..0.99 - decreased
O0454 NCT00141323 lasofoxifene-0-25 - endometrial-hyperplasia 60 patients 3 - - -
O0459 holli-2000 toremifene-40 tamoxifen-20 vascular-complication 41 statement - - =0.11 noSignificantEffect
O0460 holli-2000 toremifene-40 tamoxifen-20 fracture 41 statement - - =0.09 trendUp
O0461 IBCSG-12-93-14-93 toremifene - endometrial-cancer 66 patients 6 - - -
O0466 agrawal-2009 fulvestrant-250-monthly - serum-bap 18 change 10.8 -29.9..51.7 - noSignificantEffect
O0471 agrawal-2009 fulvestrant-250-monthly - serum-ctx 1 change 30.8 0.1..61.6 - increased
O0475 uebelhart-2004 raloxifene-120 - osteocalcin 1.4 change -13 - <0.05 decreased
O0476 ralelderlymen-2001 raloxifene-60 placebo bone-turnover-markers 6 statement - - - noSignificantEffect
O0478 greenspan-2005 acute-ADT - lumbar-spine-bmd 12 change -4.0 - <0.05 decreased
O0482 yu-2012 intermittent-ADT - lumbar-spine-bmd 9 change -3.4 - <0.001 decreased
O0485 tamoxifen-spine-1989 tamoxifen control lumbar-spine-bmd 12 statement - - <0.003 increased
O0488 raloxifene-japan raloxifene-60 - lumbar-spine-bmd 12 change 3.5 - <0.001 increased
O0489 greenspan-2015 risedronate-35-weekly placebo lumbar-spine-bmd 24 difference 3.9 - <0.05 increased
"""
ROWS = [line.split() for line in PRINTED.strip().splitlines()]

# subject | relation | object | sign | place | milieu | sex
HELD = """
arzoxifene | negatively-regulates | vertebral fracture | - | bone | post-menopause | female
arzoxifene | no-significant-effect-on | nonvertebral fracture | 0 | bone | post-menopause | female
arzoxifene | positively-regulates | lumbar spine BMD | + | lumbar spine | post-menopause | female
arzoxifene | causes | venous thromboembolism | + | vein | post-menopause | female
lasofoxifene | negatively-regulates | vertebral fracture | - | bone | post-menopause | female
lasofoxifene | causes | venous thromboembolism | + | vein | post-menopause | female
bazedoxifene | positively-regulates | lumbar spine BMD | + | lumbar spine | post-menopause | female
bazedoxifene | no-significant-effect-on | nonvertebral fracture | 0 | bone | post-menopause | female
raloxifene | positively-regulates | lumbar spine BMD | + | lumbar spine | post-menopause | female
raloxifene | negatively-regulates | lumbar spine BMD | - | lumbar spine | pre-menopause | female
conjugated equine estrogens | negatively-regulates | hip fracture | - | bone | post-menopause | female
denosumab | negatively-regulates | nonvertebral fracture | - | bone | post-menopause | female
alendronate | positively-regulates | lumbar spine BMD | + | lumbar spine | androgen-deprived | male
risedronate | negatively-regulates | vertebral fracture | - | bone | post-menopause | female
zoledronic acid | positively-regulates | total hip BMD | + | total hip | post-menopause | female
exemestane | negatively-regulates | femoral neck BMD | - | femoral neck | post-menopause | female
exemestane | no-significant-effect-on | lumbar spine BMD | 0 | lumbar spine | post-menopause | female
fulvestrant | no-significant-effect-on | bone turnover | 0 | serum | post-menopause | female
androgen deprivation therapy | negatively-regulates | lumbar spine BMD | - | lumbar spine | None | male
bicalutamide | positively-regulates | lumbar spine BMD | + | lumbar spine | None | male
leuprolide | negatively-regulates | lumbar spine BMD | - | lumbar spine | None | male
"""
STATED = [tuple(part.strip() for part in line.split("|")) for line in HELD.strip().splitlines()]

# publication -> PMID and DOI as they stand in the record that was read
WORKS = {
    "pub:PMID25668306": ("25668306", None),
    "pub:PMID14519707": ("14519707", "10.1001/jama.290.13.1729"),
    "pub:PMID16753012": ("16753012", "10.1359/jbmr.060312"),
    "pub:PMID22095631": ("22095631", "10.1002/jbmr.1472"),
    "pub:PMID8950879": ("8950879", "10.1016/s0140-6736(96)07088-2"),
    "pub:PMID28893875": ("28893875", "10.1503/cmaj.161207"),
    "pub:doi-10-1002-jbmr-191": (None, "10.1002/jbmr.191"),
    "pub:bazedoxifene-latino": (None, None),
}


@cache
def blocks() -> dict[str, Block]:
    """Subject CURIE -> predicate CURIE -> objects (CURIEs, or the text of a literal)."""
    found: dict[str, Block] = defaultdict(lambda: defaultdict(list))
    for name in ("outcomes", "references", "assertions", "entities"):
        for path in sorted((folder("ontology") / name).glob("*.ttl")):
            for triple in parse(path):
                value = getattr(triple.object, "value", "")
                text = compress(value) if type(triple.object).__name__ == "NamedNode" else value
                found[compress(getattr(triple.subject, "value", ""))][compress(triple.predicate.value)].append(text)
    return {subject: dict(block) for subject, block in found.items()}


def one(subject: str, name: str) -> str | None:
    """The single value of ``sb:name``, or None where there is none."""
    values = blocks()[subject].get(f"sb:{name}", [])
    assert len(values) <= 1, (subject, name, values)
    return values[0] if values else None


def report(outcome: str) -> str:
    """The report of an outcome; these outcomes have one each."""
    found = [subject for subject, block in blocks().items() if block.get("sb:reportOf") == [outcome]]
    assert len(found) == 1, (outcome, found)
    return found[0]


def local(value: str | None, prefix: str) -> str:
    return "-" if value is None else value.removeprefix(prefix)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_outcome_says_what_the_paper_prints(row: list[str]) -> None:
    name, study, arm, comparator, endpoint, months, statistic, value, interval, p, finding = row
    outcome = f"out:{name}"
    assert one(outcome, "trial") == f"std:{study}"
    assert local(one(outcome, "arm"), f"std:{study}-") == arm
    assert local(one(outcome, "comparatorArm"), f"std:{study}-") == comparator
    assert one(outcome, "endpoint") == f"ent:endpoint-{endpoint}"
    assert one(outcome, "statistic") == f"sb:{SHORT[statistic]}"
    assert (one(outcome, "timepointMonths") or "-") == months
    said = report(outcome)
    assert (one(said, "valueText") or "-") == value
    bounds = (one(said, "ciLowerText"), one(said, "ciUpperText"))
    assert ("-" if bounds == (None, None) else "{}..{}".format(*bounds)) == interval
    assert ((one(said, "pOperator") or "") + (one(said, "pValueText") or "") or "-") == p
    assert local(one(said, "finding"), "sb:") == finding


@pytest.mark.parametrize("row", STATED, ids=lambda row: " ".join(row[:3]))
def test_a_clinical_assertion_says_what_its_trial_shows(graph: Graph, row: tuple[str, ...]) -> None:
    subject, relation, target, sign, place, milieu, sex = row
    fitting = [
        found
        for found in graph.assertions(subject=subject, relation=relation, object=target)
        if [where.label for where in found.milieu] == ([] if milieu == "None" else [milieu])
        and "human" in [which.label for which in found.species]
    ]
    assert len(fitting) == 1, fitting
    assert (fitting[0].sign, fitting[0].status) == (sign, "supported")
    assert place in {where.label for where in fitting[0].anatomy}
    assert [which.label for which in fitting[0].sex] == [sex]


@pytest.mark.parametrize(("work", "ids"), WORKS.items(), ids=WORKS)
def test_a_work_shows_the_identifiers_of_its_record(work: str, ids: tuple[str | None, str | None]) -> None:
    assert (one(work, "pmid"), one(work, "doi")) == ids


def test_evidence_of_a_trial_names_an_outcome_of_the_work_it_cites() -> None:
    lines = [f"evl:E{number}" for number in range(1201, 1253)]
    for line in lines:
        for outcome in blocks()[line]["sb:evidenceItem"]:
            assert one(report(outcome), "inDocument") == one(line, "reference"), (line, outcome)


def test_an_interval_on_another_scale_is_told_and_not_stored() -> None:
    assert one(report("out:O0301"), "ciLower") is None
    assert blocks()["out:O0301"]["rdfs:comment"] == [
        "The interval printed beside it, 0.45 to 0.77, is on the scale of the relative risk and not of the reduction."
    ]


@pytest.mark.parametrize("outcome", ["O0316", "O0478", "O0481", "O0489"])
def test_a_spread_that_a_paper_does_not_name_is_no_standard_error(outcome: str) -> None:
    assert one(report(f"out:{outcome}"), "standardError") is None
    assert "plus or minus" in blocks()[f"out:{outcome}"]["rdfs:comment"][0]


def test_a_named_standard_error_is_kept() -> None:
    assert one(report("out:O0312"), "standardErrorText") == "0.7"


def test_a_table_of_a_full_text_says_where_it_stands() -> None:
    said = report("out:O0371")
    assert (one(said, "locator"), one(said, "verification")) == ("Table 2", "sb:verifiedInFullText")


def test_the_two_arzoxifene_studies_of_one_trial_share_their_women() -> None:
    assert one("std:NCT00088010", "sharesCohortWith") == "std:powles-2012"
    assert one("std:powles-2012", "sharesCohortWith") == "std:NCT00088010"


def test_works_on_one_trial_count_as_one_study() -> None:
    for works, study in (
        (("pub:PMID8950879", "pub:black-2000-fit", "pub:PMID15757015"), "std:FIT"),
        (("pub:PMID20070415", "pub:PMID22431413"), "std:HORIZON"),
        (("pub:PMID25668306", "pub:bazedoxifene-latino", "pub:doi-10-1186-1471-2474-11-130"), "std:NCT00205777"),
    ):
        assert {one(work, "fromStudy") for work in works} == {study}


@pytest.mark.parametrize(
    "outcome, name, printed",
    [("O0151", "ciUpperText", "0.70"), ("O0218", "ciLowerText", "0.60"), ("O0220", "valueText", "0.80")],
)
def test_a_last_zero_stays_as_it_is_printed(outcome: str, name: str, printed: str) -> None:
    """PEARL in its abstract, STAR in table 5 of PMC2935331."""
    assert one(report(f"out:{outcome}"), name) == printed
