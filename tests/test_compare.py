"""Drugs side by side: signs as the curated rows of receptor action give them, trials apart, nothing pooled."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.api import Graph

PMO, ADT, PRE = "postmenopausal women", "men on ADT", "premenopausal women"
EIGHT = (
    "toremifene",
    "tamoxifen",
    "raloxifene",
    "lasofoxifene",
    "bazedoxifene",
    "ospemifene",
    "denosumab",
    "fulvestrant",
)


def one(graph: Graph, drug: str, tissue: str, **context: Any) -> dict[str, Any]:
    """Return the single row of one drug in one tissue."""
    (row,) = graph.compare(drug, anatomy=tissue, **context).to_dict()["rows"]
    return dict(row)


def shown(graph: Graph, row: dict[str, Any]) -> set[str]:
    """Return the ids of the curated assertions that carry the sign of a row, without what a rule derived."""
    items = graph.section("assertions")["items"]
    return {items[iri]["id"] for iri in row["assertions"] if not items[iri]["rule"]}


def rows_of(graph: Graph, row: dict[str, Any], field: str) -> set[str]:
    """Return the row ids of the curated table behind the assertions of a row; an inferred one has none."""
    items = graph.section("assertions")["items"]
    return {name for iri in row[field] for name in items[iri]["notation"]}


@pytest.mark.parametrize(
    ("drug", "tissue", "context", "sign", "grade"),
    [
        ("toremifene", "bone", {"population": ADT}, "+", "exact"),
        ("toremifene", "bone", {"population": PMO}, "+", "exact"),
        ("toremifene", "bone", {"population": PRE}, "-", "extrapolated"),
        ("toremifene", "breast", {}, "-", "generalised"),
        ("toremifene", "endometrium", {}, "+", "exact"),
        ("tamoxifen", "bone", {"population": PMO}, "+", "exact"),
        ("tamoxifen", "bone", {"population": PRE}, "-", "exact"),
        ("tamoxifen", "bone", {}, "conflicting", "exact"),
        ("tamoxifen", "breast", {}, "-", "exact"),
        ("tamoxifen", "uterus", {}, "+", "exact"),
        ("raloxifene", "bone", {"milieu": "estrogen-deplete"}, "+", "within"),
        ("raloxifene", "bone", {"population": PRE}, "-", "exact"),
        ("raloxifene", "endometrium", {"population": PMO}, "0", "exact"),
        ("raloxifene", "uterus", {}, "-", "extrapolated"),
        ("fulvestrant", "bone", {}, "conflicting", "extrapolated"),
        ("fulvestrant", "bone", {"species": "rat", "milieu": "intact"}, "-", "exact"),
        ("fulvestrant", "bone", {"species": "rat", "milieu": "ovariectomised"}, "+", "exact"),
        ("4-hydroxytamoxifen", "breast", {}, "conflicting", "generalised"),
        ("droloxifene", "bone", {}, "+", "extrapolated"),
        ("droloxifene", "bone", {"species": "rat"}, "+", "exact"),
        ("droloxifene", "breast", {}, "unknown", None),
        ("denosumab", "bone", {"population": ADT}, "unknown", None),
        ("clodronate", "bone", {}, "unknown", None),
        ("anastrozole", "bone", {"population": PMO}, "-", "extrapolated"),
        ("anastrozole", "bone", {"max_steps": 2}, "unknown", None),
    ],
)  # fmt: skip
def test_a_sign_is_the_one_that_the_curated_rows_give(
    graph: Graph, drug: str, tissue: str, context: dict[str, Any], sign: str, grade: str | None
) -> None:
    row = one(graph, drug, tissue, **context)
    assert (row["sign"], row["grade"]) == (sign, grade)


def test_toremifene_in_men_on_adt_rests_on_two_human_works(graph: Graph) -> None:
    """H18 is the trial in men, A06 a review on women after menopause."""
    row = one(graph, "toremifene", "bone", population=ADT)
    assert rows_of(graph, row, "assertions") == {"H18", "A06"}
    assert (row["publications"], row["studies"], row["inferred"], row["against"]) == (2, 2, False, [])


def test_the_agonist_sign_in_rat_mammary_gland_stands_against_the_cell_line(graph: Graph) -> None:
    """K26: H42 is the human cell line, H43 the ovariectomised rat; the question is about humans."""
    row = one(graph, "toremifene", "breast")
    assert (rows_of(graph, row, "assertions"), rows_of(graph, row, "against")) == ({"H42"}, {"H43"})
    assert "grade" in row["why"]


def test_without_a_milieu_tamoxifen_in_bone_is_not_decided_by_counting_studies(graph: Graph) -> None:
    """K24: after menopause a partial agonist (H01), before it an antagonist (H27, H28), both in women."""
    row = one(graph, "tamoxifen", "bone")
    assert rows_of(graph, row, "assertions") == {"H01", "H02", "H03", "H04"}
    assert rows_of(graph, row, "against") == {"H27", "H28"}
    assert "+ where estradiol is low and - where estradiol is high" in row["why"]


def test_before_menopause_toremifene_is_inferred_and_says_so(graph: Graph) -> None:
    row = one(graph, "toremifene", "bone", population=PRE)
    items = graph.section("assertions")["items"]
    assert row["inferred"] is True
    assert {items[iri]["rule"] for iri in row["assertions"]} == {"partialAgonistDisplacement"}
    assert {entry["why"] for entry in row["set_aside"]} == {
        "milieu: shown post-menopause, asked pre-menopause",
        "milieu: shown androgen-deprived, asked pre-menopause",
    }


def test_works_behind_a_premise_are_not_counted_for_what_was_shown(graph: Graph) -> None:
    """H27 and H28 are two trials before menopause, A1005 a study of intact rats; those where estradiol is low carry the
    inference beside them.
    """
    row = one(graph, "tamoxifen", "bone", population=PRE)
    assert rows_of(graph, row, "assertions") == {"H27", "H28"}
    assert shown(graph, row) == {"asr:A0244", "asr:A1005"}
    assert (row["publications"], row["studies"], row["inferred"]) == (3, 3, False)


def test_without_a_milieu_an_inference_has_no_vote_beside_what_was_shown(graph: Graph) -> None:
    """A0022 and A1059, both on ovariectomised rats: the one names ER alpha, the other no subtype; displacement follows
    from each.
    """
    row = one(graph, "droloxifene", "bone")
    assert shown(graph, row) == {"asr:A0022", "asr:A1059"}
    assert (row["against"], {entry["id"]: entry["why"] for entry in row["set_aside"]}) == (
        [],
        {
            f"asr:droloxifene-displaces-estradiol-from-{receptor}-in-bone-tissue": (
                "inferred; without a milieu, what was shown there comes first"
            )
            for receptor in ("ESR1", "estrogen-receptor")
        },
    )


def test_zero_is_a_measured_null_and_a_sign_beside_a_null_names_it(graph: Graph) -> None:
    """H65: no growth of the endometrium in the trial; H63 and H64: antagonist in the uterus of rats."""
    null, signed = one(graph, "raloxifene", "endometrium"), one(graph, "raloxifene", "uterus")
    assert (null["by"], rows_of(graph, null, "assertions")) == ("measured-null", {"H65"})
    assert (rows_of(graph, signed, "assertions"), rows_of(graph, signed, "nulls")) == ({"H63", "H64"}, {"H65"})


def test_a_drug_without_receptor_says_what_it_acts_on(graph: Graph) -> None:
    row = one(graph, "denosumab", "bone")
    assert row["why"] == "denosumab has no known action on an estrogen receptor; it acts on RANKL"
    assert (row["assertions"], row["publications"]) == ([], 0)
    assert row["nearest"][0]["label"].startswith("denosumab inhibits RANKL")


def test_binding_is_no_action(graph: Graph) -> None:
    row = one(graph, "endoxifen", "bone")
    assert row["why"] == "endoxifen binds the receptor; how it acts in bone was not shown"
    assert {entry["why"] for entry in row["nearest"]} == {"binds the receptor"}


def test_what_the_guide_alone_says_has_no_vote(graph: Graph) -> None:
    """S01 and S02 cite nothing that was read."""
    bone, breast = one(graph, "toremifene", "bone"), one(graph, "toremifene", "breast")
    voted = (
        rows_of(graph, bone, "assertions") | rows_of(graph, breast, "assertions") | rows_of(graph, breast, "against")
    )
    assert not voted & {"S01", "S02"}


def test_an_aromatase_inhibitor_reaches_the_receptor_by_its_ligand(graph: Graph) -> None:
    row = one(graph, "anastrozole", "bone", population=PMO)
    items = graph.section("assertions")["items"]
    assert row["by"] == "route"
    assert [items[iri]["object"].rsplit("/", 1)[-1] for iri in row["assertions"][:3]] == [
        "CYP19A1",
        "estradiol",
        "ESR1",
    ]


def test_the_question_is_about_humans_unless_it_says_otherwise(graph: Graph) -> None:
    asked = graph.compare("droloxifene", anatomy="bone").question.context
    assert asked.species.label == "human"
    assert graph.compare("droloxifene", anatomy="bone", species="rat").question.context.species.label == "rat"


def test_rows_stand_tissue_by_tissue_in_the_order_asked(graph: Graph) -> None:
    answer = graph.compare("raloxifene", "toremifene", anatomy=["uterus", "bone"])
    assert [(row.tissue.label, row.drug.label) for row in answer.rows] == [
        ("uterus", "raloxifene"),
        ("uterus", "toremifene"),
        ("bone", "raloxifene"),
        ("bone", "toremifene"),
    ]


def test_head_to_head_is_one_asked_drug_against_another(graph: Graph) -> None:
    """Helsinki (lumbar spine, pyridinolines), one trial on Ward's triangle, a meta-analysis of harms, and the Finnish
    trial of 899 women (vascular complications, fractures).
    """
    answer = graph.compare("toremifene", "tamoxifen", anatomy="bone")
    assert {row.outcome.id for row in answer.head_to_head} == {
        *("out:O0073", "out:O0074", "out:O0075"),
        *("out:O0108", "out:O0109", "out:O0110", "out:O0111"),
        *("out:O0459", "out:O0460"),
    }
    assert {(row.drug.label, row.comparator.label) for row in answer.head_to_head} == {("toremifene", "tamoxifen")}


def test_another_dose_of_the_same_drug_is_no_rival(graph: Graph) -> None:
    answer = graph.compare("tamoxifen", "raloxifene", anatomy="bone").to_dict()
    left = next(row for row in answer["excluded"] if row["why"] == "compared with something that was not asked about")
    assert {"out:O0201", "out:O0202"} <= set(left["outcomes"])


def test_indirect_has_one_row_a_trial_with_its_numbers_as_printed(graph: Graph) -> None:
    answer = graph.compare("toremifene", "raloxifene", anatomy="bone").to_dict()
    spine = [row for row in answer["indirect"] if row["endpoint"]["label"] == "lumbar spine BMD"]
    seen = {(row["drug"]["label"], outcome["id"]): outcome["value"] for row in spine for outcome in row["outcomes"]}
    assert seen["toremifene", "out:O0003"] == "2.3"
    assert seen["raloxifene", "out:O0158"] == "1.7"
    assert seen["raloxifene", "out:O0126"] == "2.4"
    assert seen["raloxifene", "out:O0318"] == "1.49"
    trials = [(row["drug"]["label"], row["study"]["iri"].rsplit("/", 1)[-1]) for row in spine]
    assert sorted(trials) == [
        ("raloxifene", "mcclung-2006"),
        ("raloxifene", "miller-2008"),
        ("raloxifene", "raloxifene-prevention-601"),
        ("toremifene", "NCT00129142"),
    ]


def test_every_outcome_of_an_asked_drug_is_in_one_place(graph: Graph) -> None:
    answer = graph.compare(*EIGHT, anatomy="bone", population=PMO).to_dict()
    placed = [row["outcome"]["id"] for row in answer["head_to_head"]]
    placed += [outcome["id"] for row in answer["indirect"] for outcome in row["outcomes"]]
    placed += [name for row in answer["excluded"] for name in row["outcomes"]]
    asked = {graph.names.find(name) for name in EIGHT}
    held = [
        outcome["id"]
        for outcome in graph.section("outcomes")
        if asked & {drug["iri"] for drug in (outcome["arm"] or {"drugs": []})["drugs"]}
    ]
    assert sorted(placed) == sorted(held)
    assert all(row["count"] == len(row["outcomes"]) for row in answer["excluded"])


def test_a_population_keeps_other_people_out_of_the_trials(graph: Graph) -> None:
    answer = graph.compare("toremifene", "raloxifene", anatomy="bone", population=ADT)
    assert {row.drug.label for row in answer.indirect} == set()
    assert "not in men on ADT" in {row.why for row in answer.excluded}


def test_one_drug_alone_is_answered(graph: Graph) -> None:
    answer = graph.compare("lasofoxifene", anatomy="bone")
    assert len(answer.rows) == 1
    assert answer.indirect
    assert answer.head_to_head == ()


@pytest.mark.parametrize(
    ("drugs", "options", "error"),
    [
        (("toremifene", "CHEBI:9635"), {"anatomy": "bone"}, kg.BadParameter),
        ((), {"anatomy": "bone"}, kg.BadParameter),
        (("toremifene",), {"anatomy": ""}, kg.BadParameter),
        (("toremifene",), {"anatomy": []}, kg.BadParameter),
        (("toremifene",), {"anatomy": "bone,skeleton of mars"}, kg.UnknownName),
        (("toremifene",), {"anatomy": "toremifene"}, kg.UnknownName),
        (("bone",), {"anatomy": "bone"}, kg.UnknownName),
        (("toremifene",), {"anatomy": "bone", "population": ADT, "milieu": "estrogen-replete"}, kg.BadParameter),
        (("toremifene",), {"anatomy": "bone", "population": ADT, "species": "rat"}, kg.BadParameter),
        (("toremifene",), {"anatomy": "bone", "max_steps": 13}, kg.BadParameter),
    ],
)  # fmt: skip
def test_a_comparison_that_makes_no_sense_is_refused(
    graph: Graph, drugs: tuple[str, ...], options: dict[str, Any], error: type[kg.KgError]
) -> None:
    with pytest.raises(error):
        graph.compare(*drugs, **options)
