"""Disagreements: in what their sides differ, which ones the rules find, how many studies stand on each side.

The expectations were written down from the table of disagreements by hand, not from the answers.
"""

from __future__ import annotations

from typing import Any

import pytest

from kg.api import Graph


@pytest.fixture(scope="module")
def rows(graph: Graph) -> dict[str, dict[str, Any]]:
    """Every conflict by its id."""
    return {row["id"]: row for row in graph.conflicts().to_dict()}


def values(row: dict[str, Any], dimension: str) -> tuple[list[str], list[str]]:
    """Return what the two sides state in one dimension."""
    found = next(entry for entry in row["differences"] if entry["dimension"] == dimension)
    return found["side_1"], found["side_2"]


@pytest.mark.parametrize(
    ("name", "dimension", "one", "other"),
    [
        ("K01", "milieu", ["pre-menopause"], ["post-menopause"]),
        ("K01", "population", ["premenopausal women"], ["postmenopausal women"]),
        ("K02", "dose", ["80 mg/d"], ["40 mg/d"]),
        ("K02", "sex", ["male"], ["female"]),
        ("K02", "population", ["men on ADT"], ["postmenopausal women with breast cancer"]),
        ("K02", "time", ["12 months", "24 months"], ["12 months", "36 months"]),
        ("K04", "time", ["24 h"], ["24 h", "48 h"]),
        ("K05", "endpoint", ["OPG"], ["osteoblast differentiation"]),
        ("K06", "ligand", ["estradiol"], ["raloxifene"]),
        ("K09", "milieu", ["gonad-intact"], ["ovariectomised"]),
        ("K10", "sex", ["female"], ["female", "male"]),
        ("K12", "design", ["knockout mouse"], ["conditional knockout mouse"]),
        ("K13", "design", ["cell culture assay"], ["RCT"]),
        ("K16", "design", ["RCT"], ["single-arm clinical"]),
        ("K22", "endpoint", ["fracture"], ["fracture", "reduction of fracture risk"]),
    ],
)  # fmt: skip
def test_the_sides_differ_as_their_sources_say(
    rows: dict[str, dict[str, Any]], name: str, dimension: str, one: list[str], other: list[str]
) -> None:
    assert dimension in rows[name]["differ_in"]
    assert values(rows[name], dimension) == (one, other)


@pytest.mark.parametrize(
    ("name", "moderated_by", "differ_in"),
    [
        ("K01", {"milieu"}, {"milieu"}),
        ("K02", {"dose", "sex"}, {"dose", "sex"}),
        ("K03", {"anatomy", "time"}, {"anatomy", "time"}),
        ("K05", {"endpoint"}, {"endpoint"}),
        ("K06", {"ligand"}, {"ligand"}),
        ("K09", {"milieu"}, {"milieu"}),
        ("K14", {"anatomy"}, {"anatomy"}),
        ("K16", {"design"}, {"design"}),
        ("K18", {"system"}, {"system"}),
        ("K24", {"compartment", "milieu", "species"}, {"anatomy", "milieu", "species"}),
        ("K26", {"milieu", "species"}, {"milieu", "species"}),
    ],
)  # fmt: skip
def test_what_a_curator_sees_as_the_reason_is_kept_apart_and_is_a_difference(
    rows: dict[str, dict[str, Any]], name: str, moderated_by: set[str], differ_in: set[str]
) -> None:
    assert set(rows[name]["moderated_by"]) == moderated_by
    assert differ_in <= set(rows[name]["differ_in"])


def test_what_one_side_alone_states_is_no_difference(rows: dict[str, dict[str, Any]]) -> None:
    """K04: only the mRNA finding has a dose; K19: only the blocking side has a milieu."""
    assert "dose" in rows["K04"]["one_sided"]
    assert values(rows["K04"], "dose") == (["0.1 nM"], [])
    assert "milieu" in rows["K19"]["one_sided"]
    for row in rows.values():
        assert not set(row["differ_in"]) & set(row["one_sided"])


def test_one_study_on_both_sides_is_seen(rows: dict[str, dict[str, Any]]) -> None:
    """K01: one tamoxifen trial before and after menopause; K04: one cell study on both sides, three studies on
    one.
    """
    first, second = (side["studies"] for side in rows["K01"]["sides"])
    assert first == second == ["https://w3id.org/serm-bone/study/royal-marsden-tamoxifen-prevention"]
    lower, higher = (side["studies"] for side in rows["K04"]["sides"])
    assert [study.rsplit("/", 1)[-1] for study in lower] == [
        "bord-2003",
        "eghbali-fatourechi-2003",
        "luvizuto-2011",
        "streicher-2017",
    ]
    assert [study.rsplit("/", 1)[-1] for study in higher] == ["bord-2003"]


def test_papers_of_one_trial_are_one_study(rows: dict[str, dict[str, Any]]) -> None:
    """K02: two papers on the trial in men, two on the women's: one study a side."""
    for side in rows["K02"]["sides"]:
        assert len({ref["iri"] for ref in side["references"] if ref["verification"] != "citedOnly"}) == 2
        assert len(side["studies"]) == 1


@pytest.mark.parametrize(
    ("one", "other", "controversies"),
    [
        ("D06", "D07", ["K04"]),
        ("D06", "D08", ["K04"]),
        ("D10", "D13", ["K03"]),
        ("D03", "D05", ["K03"]),
        ("C25", "C26", ["K12"]),
        ("D23", "D24", ["K14"]),
        ("D39", "D40", ["K16"]),
        ("H47", "H48", ["K26"]),
        ("H59", "H60", []),
    ],
)  # fmt: skip
def test_the_rules_find_a_pair_whether_or_not_a_curator_joined_it(
    graph: Graph, rows: dict[str, dict[str, Any]], one: str, other: str, controversies: list[str]
) -> None:
    items = graph.section("assertions")["items"]
    iris = sorted(iri for iri, item in items.items() if {one, other} & set(item["notation"]))
    row = rows[" v ".join(items[iri]["id"] for iri in iris)]
    assert (row["kind"], row["controversies"], row["found_by_rule"]) == ("opposed", controversies, [iris])
    for name in controversies:
        assert iris in rows[name]["found_by_rule"]


@pytest.mark.parametrize(
    ("one", "other"), [("D09", "D10"), ("F28", "F29"), ("H35", "H01"), ("H42", "H18"), ("F14", "F19")]
)
def test_two_things_two_milieux_or_two_tissues_are_not_opposed(
    graph: Graph, rows: dict[str, dict[str, Any]], one: str, other: str
) -> None:
    """OPG of bone and of serum, before and after menopause, breast and bone (twice), men on ADT and women after
    menopause.
    """
    items = graph.section("assertions")["items"]
    iris = sorted(iri for iri, item in items.items() if {one, other} & set(item["notation"]))
    assert len(iris) == 2
    assert all(iris not in row["found_by_rule"] for row in rows.values())


def test_conflicts_of_a_thing_touch_it(graph: Graph) -> None:
    """Estradiol raises RANKL for a day (A0079) and lowers it in three other findings: D07, D08 and the tooth socket."""
    found = graph.conflicts("RANKL")
    assert {row.id for row in found if row.kind == "controversy"} == {"K04", "K06"}
    assert {row.id for row in found if row.kind == "opposed"} == {
        "asr:A0079 v asr:A0080",
        "asr:A0079 v asr:A0081",
        "asr:A0079 v asr:A1019",
    }


def test_measured_concentrations_are_no_doses(rows: dict[str, dict[str, Any]]) -> None:
    """H37 and H49 print an IC50, which was found, not given."""
    one, _ = values(rows["K26"], "dose")
    assert not {"0.2 nM", "0.29 nM", "200 nM"} & set(one)
