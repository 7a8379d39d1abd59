"""The question that the graph exists for, and its neighbours: expectations written down from the curated tables."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.api import Graph
from kg.base.records import Record

ADT = "men on ADT"


@pytest.fixture(scope="module")
def why(graph: Graph) -> Record:
    """Why toremifene raises lumbar spine BMD in men on ADT."""
    return graph.explain("toremifene", "lumbar spine BMD", population=ADT)


def test_the_population_brings_its_context(why: Record) -> None:
    context = why.question.context
    assert (context.milieu.iri, context.sex.label, context.species.label) == (
        "https://w3id.org/serm-bone/entity/adt",
        "male",
        "human",
    )
    assert context.anatomy is None


def test_the_answer_is_a_rise_that_is_extrapolated(why: Record) -> None:
    assert (why.status, why.prediction.sign, why.prediction.grade) == ("answered", "+", "extrapolated")
    assert why.prediction.limited_by.dimension == "ligand"


def test_the_sign_of_a_route_is_the_product_of_its_steps(why: Record) -> None:
    for route in why.routes:
        product = 1
        for step in route.steps:
            product *= step.sign
        assert route.sign == {1: "+", -1: "-"}[product]


def test_a_route_is_never_better_than_its_worst_step(why: Record) -> None:
    grades = ["exact", "within", "inherited", "unspecified", "generalised", "extrapolated"]
    for route in why.routes:
        assert grades.index(route.grade) >= max(grades.index(step.grade) for step in route.steps)


def test_rankl_and_opg_were_never_measured_with_toremifene(why: Record) -> None:
    """Every step from toremifene to OPG or RANKL is borrowed, and the gaps say so."""
    steps = [
        step
        for route in why.routes
        for step in route.steps
        if step.object.label in ("OPG", "RANKL") and step.subject.label == "toremifene"
    ]
    assert steps
    assert {step.inferred_by for step in steps} == {"ligandTransfer"}
    assert {step.directness for step in steps} <= {"class", "estradiol"}
    told = [gap.what for gap in why.gaps]
    assert any("OPG: never measured with toremifene" in text for text in told)
    assert any("RANKL: never measured with toremifene" in text for text in told)


def test_the_trial_is_observed_and_takes_no_part_in_its_own_prediction(why: Record) -> None:
    found = {
        (row.outcome.kind if "kind" in row.outcome else row.outcome.statistic, row.outcome.value): row
        for row in why.observed
        if row.outcome.registry == "NCT00129142"
    }
    contrast = found["difference-in-percent-change", "2.3"]
    # without the trial only a review calls toremifene an agonist in bone, which does not outweigh the dissent
    assert contrast.verdict == "unresolved"
    assert "without NCT00129142" in contrast.why
    assert contrast.outcome.p == "0.001"
    assert found["mean-percent-change-from-baseline", "1.6"].verdict == "unresolved"


def test_women_speak_against(why: Record) -> None:
    """The three-year fall of 3.0 % after menopause stands beside the men as discordant."""
    row = next(row for row in why.observed if row.outcome.value == "-3.0")
    assert row.outcome.milieu.label == "post-menopause"
    assert row.verdict == "discordant"
    assert "K02" in {entry.id for entry in why.against if entry.kind == "controversy"}


def test_the_unresolved_figures_of_the_guide_are_not_usable(why: Record) -> None:
    rows = [
        row for row in why.observed if row.outcome.statistic == "unresolved" and row.outcome.registry == "NCT00129142"
    ]
    assert len(rows) == 3
    assert {(row.verdict, row.outcome.value) for row in rows} == {("not-usable", None)}


def test_trial_results_are_no_steps(why: Record) -> None:
    assert all(len(route.steps) > 1 for route in why.routes)


def test_breast_antagonism_is_rejected_with_its_reason(graph: Graph) -> None:
    found = graph.explain("toremifene", "bone resorption", population=ADT, max_steps=3)
    assert any(entry.reason.startswith("anatomy MCF-7 v osteoclast at ") for entry in found.rejected)


def test_tamoxifen_is_opposite_before_and_after_menopause(graph: Graph) -> None:
    """K01 comes out of the displacement rule: nothing in the walked graph states either result."""
    after = graph.explain("tamoxifen", "lumbar spine BMD", population="postmenopausal women")
    before = graph.explain("tamoxifen", "lumbar spine BMD", population="premenopausal women")
    assert (after.prediction.sign, before.prediction.sign) == ("+", "-")
    rules = {step.inferred_by for route in before.routes for step in route.steps}
    assert "partialAgonistDisplacement" in rules or "ligandTransfer" in rules


def test_raloxifene_on_resorption_is_decided_with_its_reason(graph: Graph) -> None:
    found = graph.explain("raloxifene", "bone resorption")
    assert found.prediction.sign == "-"
    assert found.prediction.decided_by
    dissent = [entry for entry in found.against if entry.kind == "route"]
    assert any(step.object.label == "RUNX2" for entry in dissent for step in entry.steps)


def test_serum_opg_leads_nowhere(graph: Graph) -> None:
    assert graph.explain("serum OPG", "bone mineral density").status == "unknown"
    assert [row.id for row in graph.assertions(subject="serum OPG")] == []


@pytest.mark.parametrize(
    ("source", "sign"),
    [("androgen deprivation therapy", "-"), ("denosumab", "+"), ("anastrozole", "-"), ("estradiol", "+")],
)
def test_comparators_have_the_sign_that_pharmacology_expects(graph: Graph, source: str, sign: str) -> None:
    assert graph.explain(source, "bone mineral density").prediction.lean == sign


def test_what_is_not_known_is_an_answer(graph: Graph) -> None:
    found = graph.explain("toremifene", "venous thromboembolism")
    assert (found.status, found.prediction.sign, found.routes) == ("unknown", "none", ())


def test_networkx_finds_the_same_routes(graph: Graph) -> None:
    question = ("raloxifene", "bone resorption")
    fast = [[step.assertion for step in route.steps] for route in graph.paths(*question, max_steps=5)]
    slow = [
        [step.assertion for step in route.steps] for route in graph.paths(*question, max_steps=5, engine="networkx")
    ]
    assert fast == slow
    assert len(fast) > 10


@pytest.mark.parametrize(
    ("arguments", "options", "error"),
    [
        (("toremifen", "BMD"), {}, kg.UnknownName),
        (("toremifene", "toremifene"), {}, kg.BadParameter),
        (("toremifene", "BMD"), {"max_steps": 0}, kg.BadParameter),
        (("toremifene", "BMD"), {"max_steps": 50}, kg.BadParameter),
        (("toremifene", "BMD"), {"population": ADT, "milieu": "estrogen-replete"}, kg.BadParameter),
        (("toremifene", "BMD"), {"population": ADT, "species": "mouse"}, kg.BadParameter),
        (("toremifene", "BMD"), {"population": "martians"}, kg.UnknownName),
        (("PMID:9543133", "BMD"), {}, kg.BadParameter),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(
    graph: Graph, arguments: tuple[str, str], options: dict[str, Any], error: type[kg.KgError]
) -> None:
    with pytest.raises(error):
        graph.explain(*arguments, **options)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("asr:A0076", "an assertion"),
        ("asr:tamoxifen-displaces-estradiol-from-estrogen-receptor-in-uterus", "an inferred assertion"),
        ("std:NCT00129142", "a trial"),
        ("men on ADT", "a population"),
        ("PMID:9543133", "a publication"),
    ],
)  # fmt: skip
def test_a_record_is_no_end_of_a_route(graph: Graph, name: str, kind: str) -> None:
    """At neither end, whether a source says it or a rule derived it; the refusal says what it is."""
    for ends in ((name, "BMD"), ("toremifene", name)):
        with pytest.raises(kg.BadParameter, match=f"^'{name}' is {kind}, not a thing that routes run between"):
            graph.explain(*ends)


def test_an_unknown_name_comes_with_the_nearest(graph: Graph) -> None:
    with pytest.raises(kg.UnknownName) as caught:
        graph.entity("toremifen")
    assert caught.value.nearest[0] == "toremifene"


@pytest.mark.parametrize(
    "name",
    [
        "toremifene",
        "Fareston",
        "CHEBI:9635",
        "ent:toremifene",
        "TOREMIFENE",
        "https://w3id.org/serm-bone/entity/toremifene",
    ],
)
def test_a_thing_answers_to_all_its_names(graph: Graph, name: str) -> None:
    assert graph.entity(name).iri == "https://w3id.org/serm-bone/entity/toremifene"


def test_a_mechanism_entity_comes_before_an_endpoint_of_the_same_name(graph: Graph) -> None:
    assert graph.entity("lumbar spine BMD").kind == "Phenotype"
