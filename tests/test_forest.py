"""Forests: nothing is dropped, nothing is mixed, directions are named, and what is pooled is pooled by the book."""

from __future__ import annotations

import sys
from math import log
from typing import Any
from xml.etree import ElementTree

import pytest

import kg
from kg.api import Graph
from kg.base.namespaces import BASE
from kg.base.records import raw
from kg.figures import forest, trials
from kg.figures import rows as rows_of
from kg.figures.figure_request import Request
from kg.figures.pool import cohorts, combine, eligible, summaries
from kg.figures.scene import Forest, Panel, Row, Section

SVG = "{http://www.w3.org/2000/svg}"


def results(graph: Graph, endpoint: str, **asked: Any) -> Forest:
    """Return the forest of an endpoint."""
    return trials.forest(graph, Request(name="forest", subject=endpoint, **asked))


def rows(drawn: Forest) -> dict[str, Row]:
    """Return outcome -> row."""
    return {row.outcome: row for panel in drawn.panels for section in panel.sections for row in section.rows}


def places(drawn: Forest) -> dict[str, tuple[str, str]]:
    """Return outcome -> titles of its panel and section."""
    return {
        row.outcome: (panel.title, section.title)
        for panel in drawn.panels
        for section in panel.sections
        for row in section.rows
    }


def row(**fields: Any) -> Row:
    """Return a row with a number, changed by ``fields``."""
    bare: dict[str, Any] = {"study": "s", "what": "w", "who": "", "when": "", "shape": "estimate", "value": "0.64"}
    return Row(**{**bare, "low": None, "high": None, "printed": "0.64", "outcome": "out:1", **fields})


def sketch(*found: Row, null: float | None = 1.0, ratio: bool = True) -> ElementTree.Element:
    """Return the drawing of one panel with ``found`` in it."""
    section = Section(title="against placebo", left="fewer", right="more", rows=found)
    panel = Panel(title="p", null=null, ratio=ratio, sections=(section,))
    drawn = Forest(title="t", panels=(panel,), notes=(), outcomes={})
    return ElementTree.fromstring(forest.draw(drawn, {"figure": "forest"}))


def groups(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the drawn rows in their order."""
    return list(root.iter(SVG + "g"))


def test_every_outcome_is_drawn_or_counted(graph: Graph) -> None:
    for endpoint in ("BMD", "new vertebral fracture", "NTX", "serum BAP"):
        drawn = results(graph, endpoint)
        silent = [o for o in graph.outcomes(endpoint=endpoint) if o.value is None and o.low is None and not o.finding]
        assert set(rows(drawn)) == {o.id for o in graph.outcomes(endpoint=endpoint)} - {o.id for o in silent}
        left = [note for note in drawn.notes if note.startswith("Left out: ")]
        assert (f"{len(silent)} outcomes of which no study reports" in " ".join(left)) == bool(silent)


def test_a_finding_without_a_number_is_drawn_with_its_words(graph: Graph) -> None:
    """At 24 months the phase III trial of toremifene gives a p-value and a direction, and no number."""
    found = rows(results(graph, "lumbar spine BMD"))
    assert (found["out:O0013"].shape, found["out:O0013"].value) == ("rise", None)
    assert found["out:O0013"].printed == "rise; p < 0.0001"
    assert (found["out:O0075"].shape, found["out:O0075"].printed) == ("none", "no significant effect")
    urinary = rows(results(graph, "urinary NTX"))["out:O0171"]
    assert (urinary.shape, urinary.printed) == ("differs", "significant difference, direction not given; p < 0.05")


def test_the_marks_of_findings_are_an_arrow_a_cross_and_words() -> None:
    up, down, none, differs, unstated = groups(
        sketch(*(row(shape=shape, value=None) for shape in ("rise", "fall", "none", "differs", "unstated")))
    )
    assert [len(list(mark.iter(SVG + "path"))) for mark in (up, down, none, differs)] == [1, 1, 2, 2]
    ends = [mark.find(SVG + "path") for mark in (up, down)]
    xs = [[float(part.split()[0]) for part in str(end.attrib["d"])[1:].split("L")] for end in ends if end is not None]
    assert xs[0][0] < xs[0][1]
    assert xs[1][0] > xs[1][1]
    assert "?" in [text.text for text in unstated.iter(SVG + "text")]


def test_a_forest_marks_what_has_no_interval() -> None:
    with_interval, without = groups(sketch(row(low="0.53", high="0.76"), row(value="0.9")))
    assert len(list(with_interval.iter(SVG + "rect"))) == 1
    assert list(with_interval.iter(SVG + "circle")) == []
    assert [circle.attrib["fill"] for circle in without.iter(SVG + "circle")] == ["white"]


def test_ratios_stand_on_a_log_axis_and_differences_on_a_plain_one() -> None:
    """Half and double are equally far from one; on the plain axis two is twice as far from nought as one."""

    def at(root: ElementTree.Element) -> list[float]:
        return [float(circle.attrib["cx"]) for group in groups(root) for circle in group.iter(SVG + "circle")]

    half, one, double = at(sketch(row(value="0.5"), row(value="1"), row(value="2")))
    assert one - half == pytest.approx(double - one, abs=0.2)
    nought, one, double = at(sketch(row(value="0"), row(value="1"), row(value="2"), null=0.0, ratio=False))
    assert double - nought == pytest.approx(2 * (one - nought), abs=0.2)


def test_a_panel_never_mixes_endpoints_statistics_or_units(graph: Graph) -> None:
    for endpoint in ("BMD", "NTX", "venous thromboembolism"):
        by_id = {o.id: o for o in graph.outcomes(endpoint=endpoint)}
        kinds: dict[str, set[tuple[Any, ...]]] = {}
        for outcome, (panel, _) in places(results(graph, endpoint)).items():
            found = by_id[outcome]
            unit = (found.unit,) if found.value is not None else ()
            kinds.setdefault(panel, set()).add((found.endpoint.id, found.statistic))
            kinds.setdefault(f"{panel} in", set()).update([unit] if unit else [])
        assert all(len(found) <= 1 for found in kinds.values())


def test_a_finding_stands_with_the_numbers_of_its_statistic(graph: Graph) -> None:
    found = places(results(graph, "lumbar spine BMD"))
    assert found["out:O0003"][0] == "lumbar spine BMD: difference in percent change, percentage points"
    assert found["out:O0013"][0] == found["out:O0003"][0]


def test_comparisons_stand_apart(graph: Graph) -> None:
    found = places(results(graph, "lumbar spine BMD"))
    assert found["out:O0157"][1] == "against placebo"  # lasofoxifene v placebo
    assert found["out:O0159"][1].startswith("against another drug")  # lasofoxifene v raloxifene
    assert found["out:O0195"][1] == "against no treatment"  # tamoxifen v untreated controls
    assert found["out:O0201"][1] == "between groups on the same drug"  # tamoxifen before v after menopause
    assert found["out:O0001"][1].startswith("within one arm")


@pytest.mark.parametrize(
    ("statistic", "kind", "sign", "events", "words"),
    [
        ("hazard-ratio", "placebo", 1, True, ("fewer with drug", "more with drug")),
        ("relative-risk-reduction", "placebo", -1, True, ("more with drug", "fewer with drug")),
        ("difference-in-percent-change", "placebo", 1, False, ("lower with drug", "higher with drug")),
        ("odds-ratio", "active", 1, True, ("fewer in the group named first", "more in the group named first")),
        ("mean-percent-change-from-baseline", "within", 1, False, ("falls", "rises")),
        ("incidence-percent", "within", 1, True, ("", "")),
    ],
)  # fmt: skip
def test_the_axis_names_its_directions(
    statistic: str, kind: str, sign: int, events: bool, words: tuple[str, str]
) -> None:
    assert trials.directions(statistic, kind, sign, events=events) == words


def test_on_an_axis_of_reductions_a_fall_points_to_fewer(graph: Graph) -> None:
    outcome = next(raw(o) for o in graph.outcomes(endpoint="lumbar spine BMD") if o.id == "out:O0244")
    assert outcome["finding"] == "decreased"
    assert rows_of.row(outcome).shape == "fall"
    assert rows_of.row(outcome, effect_sign=-1).shape == "rise"


def test_drugs_and_population_are_filters(graph: Graph) -> None:
    drawn = rows(results(graph, "BMD", drugs=("toremifene",), population="men on ADT"))
    assert {found.study for found in drawn.values()} == {"NCT00129142"}
    assert all("toremifene" in found.what for found in drawn.values())
    with pytest.raises(kg.BadParameter, match="has a result to draw"):
        results(graph, "BMD", drugs=("ospemifene",), population="men on ADT")
    with pytest.raises(kg.UnknownName):
        results(graph, "BMD", population="martians")


def test_nothing_is_pooled_unless_asked(graph: Graph) -> None:
    assert "summary" not in {found.shape for found in rows(results(graph, "BMD")).values()}
    assert any("Nothing is pooled" in note for note in results(graph, "BMD").notes)


def test_two_equal_studies_are_pooled_as_the_formula_says() -> None:
    """By hand: weights 1 and 1, mean 1, Q = 1 + 1 = 2, tau2 = (2 - 1) / (2 - 2/2) = 1, standard error 1, I2 = 1/2."""
    found = combine([0, 2], [1, 1])
    assert (found.effect, found.q, found.tau2, found.i2) == pytest.approx((1, 2, 1, 50))
    assert (found.low, found.high) == pytest.approx((1 - 1.959964, 1 + 1.959964), abs=1e-6)


def test_unequal_studies_are_pooled_as_the_formula_says() -> None:
    """By hand (DerSimonian and Laird 1986): effects 1, 2, 6 with variances 1, 1, 1/2.

    Weights 1, 1, 2; fixed mean 15/4; Q = 7.5625 + 3.0625 + 10.125 = 20.75; tau2 = 18.75 / (4 - 6/4) = 7.5; random
    weights 2/17, 2/17, 1/8, together 49/136; mean 150/49; variance 136/49; I2 = 18.75 / 20.75.
    """
    found = combine([1, 2, 6], [1, 1, 0.5])
    assert (found.effect, found.q, found.tau2) == pytest.approx((150 / 49, 20.75, 7.5))
    assert found.i2 == pytest.approx(90.361446)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * 1.665986, abs=1e-5)


def test_a_variance_below_nought_is_nought() -> None:
    """By hand: Q = 0.005 is less than its one degree of freedom; mean 0.05, standard error the root of 1/2."""
    found = combine([0, 0.1], [1, 1])
    assert (found.effect, found.tau2, found.i2) == pytest.approx((0.05, 0, 0))
    assert found.high - found.low == pytest.approx(2 * 1.959964 * 0.707107, abs=1e-5)


def test_studies_that_agree_exactly_are_pooled_too() -> None:
    """By hand: Q is nought, the mean is theirs, the standard error the root of 1/2."""
    found = combine([1, 1], [1, 1])
    assert (found.effect, found.q, found.tau2, found.i2) == pytest.approx((1, 0, 0, 0))
    assert found.high - found.low == pytest.approx(2 * 1.959964 * 0.707107, abs=1e-5)


def test_hazard_ratios_are_pooled_on_the_log_scale(graph: Graph) -> None:
    """By hand: ln 1.00 with standard error (ln 1.21 - ln 0.82) / 3.92 = 0.0993, ln 0.96 = -0.0408 with 0.0688; weights
    101.5 and 211.3; mean -0.0276, standard error 0.0565: 0.97 (0.87 to 1.09).
    """
    drawn = results(graph, "nonvertebral fracture", drugs=("raloxifene",), pool=True)
    panel = next(panel for panel in drawn.panels if panel.title == "nonvertebral fracture: hazard ratio")
    summary = panel.sections[0].rows[-1]
    assert (summary.shape, summary.value, summary.low, summary.high) == ("summary", "0.97", "0.87", "1.09")
    notes = " ".join(panel.sections[0].notes)
    assert "pooled are MORE (out:O0120), RUTH (out:O0132); I² 0%; τ² 0; Q 0.11, df 1" in notes
    assert "Warning: raloxifene: population differs" in notes
    assert "level of 2 intervals not recorded, taken as 95%" in notes
    assert (log(1.21) - log(0.82)) / 3.92 == pytest.approx(0.0993, abs=1e-4)


def test_each_cohort_enters_once_and_what_is_left_out_is_said(graph: Graph) -> None:
    """MORE gives 60 mg, 120 mg, year 4 alone, and two subgroups without interval: 60 mg over all 48 months enters."""
    wanted = ("out:O0116", "out:O0117", "out:O0118", "out:O0123", "out:O0124")
    members = [raw(o) for o in graph.outcomes(endpoint="new vertebral fracture") if o.id in wanted]
    entered, left = eligible(graph, members)
    assert [outcome["id"] for outcome in entered] == ["out:O0116"]
    assert left[0].startswith("2 left out, no interval")
    assert left[1].startswith("2 left out, another result of a cohort")


def test_of_one_cohort_the_latest_time_enters(graph: Graph) -> None:
    late = next(raw(o) for o in graph.outcomes(endpoint="new vertebral fracture") if o.id == "out:O0116")
    early = {**late, "id": "out:early", "iri": "a", "timepoint_months": "36"}
    assert [outcome["id"] for outcome in eligible(graph, [early, late])[0]] == ["out:O0116"]


@pytest.mark.parametrize("less", ["subgroup", "later choice"])
def test_the_whole_population_and_the_planned_analysis_come_before_a_later_time(graph: Graph, less: str) -> None:
    by_id = {o.id: raw(o) for o in graph.outcomes(endpoint="new vertebral fracture")}
    whole, part = by_id["out:O0116"], by_id["out:O0123"]
    changed = {"population": part["population"]} if less == "subgroup" else {"analysis_set": "post hoc, year 4 only"}
    other = {**whole, "id": "out:other", "timepoint_months": "60", **changed}
    assert [outcome["id"] for outcome in eligible(graph, [other, whole])[0]] == ["out:O0116"]


def test_studies_that_share_patients_are_one_cohort(graph: Graph) -> None:
    found = cohorts(graph)
    marsden = f"{BASE}study/royal-marsden-tamoxifen-prevention"
    assert found[marsden] == found[f"{BASE}study/tamuterusrct"] == marsden
    assert found[f"{BASE}study/MORE"] == f"{BASE}study/MORE"


def test_a_meta_analysis_is_not_pooled_again(graph: Graph) -> None:
    """Zhou 2011 pools four trials of toremifene against tamoxifen."""
    members = [raw(o) for o in graph.outcomes(endpoint="deep vein thrombosis") if o.id == "out:O0109"]
    entered, left = eligible(graph, members)
    assert entered == []
    assert left == ["1 left out, from a meta-analysis, whose trials would enter twice."]


def test_a_summary_over_men_and_women_warns(graph: Graph) -> None:
    drawn = results(graph, "new vertebral fracture", drugs=("denosumab", "raloxifene"), pool=True)
    notes = " ".join(note for panel in drawn.panels for section in panel.sections for note in section.notes)
    assert "Warning: denosumab and raloxifene: sex differs: female; male." in notes
    assert "Warning: denosumab and raloxifene: milieu differs" in notes
    assert "drug or dose differs" in notes


def test_a_summary_over_a_trial_and_a_cohort_study_warns(graph: Graph) -> None:
    """MORE is a randomised trial against placebo, Tzeng 2015 an insurance cohort; their result is made up here."""
    trial = next(raw(o) for o in graph.outcomes(endpoint="new vertebral fracture") if o.id == "out:O0116")
    cohort = next(raw(o) for o in graph.outcomes(endpoint="hip fracture") if o.id == "out:O0216")
    other = {**trial, "id": "out:other", "study": cohort["study"]}
    _, notes = summaries(graph, [trial, other], "placebo", together=False)
    assert "Warning: raloxifene: design differs: observational; randomisedPlacebo." in notes


def test_drugs_are_pooled_together_only_where_they_are_named(graph: Graph) -> None:
    drawn = results(graph, "venous thromboembolism", pool=True)
    assert "summary" not in {row.shape for p in drawn.panels for s in p.sections for row in s.rows}


def test_reductions_in_percent_and_changes_within_an_arm_are_not_pooled(graph: Graph) -> None:
    drawn = results(graph, "new vertebral fracture", pool=True)
    notes = [note for panel in drawn.panels for section in panel.sections for note in section.notes]
    assert "Not pooled: relative risk reduction; pooled are ratios and differences between groups." in notes
    within = [s for p in results(graph, "BMD", pool=True).panels for s in p.sections if s.title.startswith("within")]
    assert within
    assert all(not section.notes for section in within)


def test_pooling_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.stats.meta_analysis", None)
    with pytest.raises(kg.LimitReached, match=r"serm-bone-kg\[meta\]"):
        combine([0, 1], [1, 1])


def test_a_summary_is_a_diamond_over_its_interval() -> None:
    (summary,) = groups(sketch(row(shape="summary", value="1", low="0.5", high="2")))
    (diamond,) = summary.iter(SVG + "polygon")
    corners = [tuple(map(float, point.split(","))) for point in diamond.attrib["points"].split()]
    assert corners[0][0] < corners[1][0] < corners[2][0]
    assert corners[1][0] - corners[0][0] == pytest.approx(corners[2][0] - corners[1][0], abs=0.2)
