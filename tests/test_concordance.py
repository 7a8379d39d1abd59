"""Predictions held against trials: nothing is left unsaid, and no study takes part in its own prediction."""

from __future__ import annotations

from collections import Counter

import pytest

import kg
from kg.answers.predictor import predictor
from kg.api import Graph
from kg.base.records import Record
from kg.reasoning.trial_verdict import VERDICTS


@pytest.fixture(scope="module")
def held(graph: Graph) -> Record:
    """Every outcome."""
    return graph.concordance()


def test_every_outcome_is_held_or_left_out_with_a_reason(graph: Graph, held: Record) -> None:
    told = [row.outcome.iri for row in held.rows] + [row.outcome.iri for row in held.excluded]
    assert sorted(told) == sorted(outcome["iri"] for outcome in graph.section("outcomes"))
    assert all(row.why for row in (*held.rows, *held.excluded))


def test_what_is_left_out_is_what_the_ruling_names(graph: Graph, held: Record) -> None:
    """Blank, unresolved, pooled, worked out, or read by nobody; and nothing else."""
    known = {outcome["iri"]: outcome for outcome in graph.section("outcomes")}
    for row in held.excluded:
        outcome = known[row.outcome.iri]
        arm = outcome["arm"]
        assert (
            outcome["value_status"] == "notReported"
            or outcome["statistic"] == "unresolved"
            or arm["pooled"]
            or len(arm["drugs"]) != 1
            or outcome["verification"] in (None, "citedOnly", "notFoundInSource")
        ), row.outcome.label


def test_totals_count_the_rows_and_discordant_ones_come_first(held: Record) -> None:
    assert dict(held.totals.to_dict()) == dict(Counter(row.verdict for row in held.rows))
    order = [VERDICTS.index(row.verdict) for row in held.rows]
    assert order == sorted(order)
    assert held.rows[0].verdict == "discordant"


def test_no_prediction_uses_the_study_it_is_held_against(graph: Graph, held: Record) -> None:
    """Each route of each prediction, with premises and all: no evidence line of the outcome's study or its kin."""
    known = {outcome["iri"]: outcome for outcome in graph.section("outcomes")}
    expected = predictor(graph)
    for row in held.rows:
        outcome = known[row.outcome.iri]
        kin = set(outcome["cohort"])
        assert outcome["study"]["iri"] in kin
        assert kin == {study.iri for study in row.without}
        asked = expected.question(outcome)
        for route in asked.inquiry(frozenset(kin)).routes if asked else ():
            for edge in route.edges:
                assert any(kin.isdisjoint(ground) for ground in grounds(graph, edge.iri, kin)), (
                    row.outcome.label,
                    edge.iri,
                )


def grounds(graph: Graph, iri: str, kin: set[str]) -> list[set[str]]:
    """Return, for each way in which an assertion can stand, the studies that it then rests on."""
    item = graph.assertion(iri)
    if item["rule"] is None:
        seen = ("verifiedInAbstract", "verifiedInRecord", "verifiedInFullText")
        return [
            {line["study"]}
            for line in item["evidence"]
            if line["direction"] == "supports" and line["verification"] in seen
        ]
    ways: list[set[str]] = [set()]
    for premise in item["premise"]:
        ways = [way | more for way in ways for more in grounds(graph, premise, kin)]
    if item["role_premise"]:
        roles = [more for role in item["role_premise"] for more in grounds(graph, role, kin)]
        ways = [way | more for way in ways for more in roles]
    return ways


@pytest.mark.parametrize(
    ("study", "drug", "population", "endpoint", "months", "observed", "verdicts"),
    [
        # premenopausal women lose spine BMD on tamoxifen, as displacement predicts (Powles 1996: -1.44 % a year)
        (
            "royal-marsden-tamoxifen-prevention",
            "tamoxifen",
            "premenopausal women",
            "lumbar spine BMD",
            None,
            -1,
            {"concordant", "concordant-direction-only"},
        ),
        # the three-year trial in women: -3.0 % with toremifene 40 mg, against the prediction
        (
            "helsinki-tam-v-tor",
            "toremifene",
            "postmenopausal women",
            "lumbar spine BMD",
            "36",
            -1,
            {"discordant"},
        ),
        # serum NTX fell by 22.0 % with toremifene 40 mg
        (
            "tor-v-ana-2y-japan",
            "toremifene",
            "postmenopausal women",
            "serum NTX",
            "6",
            -1,
            {"concordant-direction-only", "concordant"},
        ),
    ],
)
def test_known_trials_get_the_verdict_worked_out_by_hand(
    graph: Graph,
    study: str,
    drug: str,
    population: str,
    endpoint: str,
    months: str | None,
    observed: int,
    verdicts: set[str],
) -> None:
    found = graph.concordance(drug=drug, population=population, endpoint=endpoint)
    rows = [row for row in found.rows if row.study.iri.endswith(study) and row.outcome.kind == "ArmOutcome"]
    rows = [row for row in rows if months is None or f", {months} months" in row.outcome.label]
    assert rows
    for row in rows:
        assert (row.observed.sign, row.verdict in verdicts) == (observed, True), (row.outcome.label, row.verdict)


def test_an_active_comparator_gives_no_sign(held: Record) -> None:
    rows = [row for row in held.rows if row.verdict == "comparative-only"]
    assert rows
    assert all(row.outcome.kind == "ContrastOutcome" for row in rows)


def test_filters_narrow_the_outcomes(graph: Graph, held: Record) -> None:
    of_men = graph.concordance(milieu="androgen-deprived")
    milieux = {outcome["iri"]: outcome["milieu"] for outcome in graph.section("outcomes")}
    assert of_men.rows
    assert {milieux[row.outcome.iri]["label"] for row in of_men.rows} == {"androgen-deprived"}
    assert len(of_men.rows) + len(of_men.excluded) < len(held.rows) + len(held.excluded)


def test_leaving_a_thing_out_changes_predictions_not_observations(graph: Graph, held: Record) -> None:
    without = graph.concordance(without=["bone resorption"])
    before = {row.outcome.iri: row for row in held.rows}
    after = {row.outcome.iri: row for row in without.rows}
    assert before.keys() == after.keys()
    assert {iri: row.observed for iri, row in before.items()} == {iri: row.observed for iri, row in after.items()}
    assert any(before[iri].predicted != after[iri].predicted for iri in before)


def test_a_context_that_contradicts_itself_is_refused(graph: Graph) -> None:
    with pytest.raises(kg.BadParameter, match="leave one of the two out"):
        graph.concordance(population="men on ADT", milieu="estrogen-replete")


def test_a_prediction_is_the_answer_of_explain_without_the_study(graph: Graph, held: Record) -> None:
    """Routes found once and judged without the study give what the question put from the start gives."""
    known = {outcome["iri"]: outcome for outcome in graph.section("outcomes")}
    expected = predictor(graph)
    for row in held.rows:
        asked = expected.question(known[row.outcome.iri])
        if asked is not None:
            inquiry = asked.inquiry(frozenset(study.iri for study in row.without))
            found = (inquiry.verdict["sign"], inquiry.verdict["lean"])
            assert (row.predicted, row.lean) == found, row.outcome.label
