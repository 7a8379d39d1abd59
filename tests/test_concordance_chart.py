"""The concordance chart: one mark an outcome, in the column of its verdict, the discordant ones named."""

from __future__ import annotations

from typing import Any
from unittest import mock
from xml.etree import ElementTree

import pytest

import kg
from kg.api import Graph
from kg.base.namespaces import ENT
from kg.figures import concordance, matrix
from kg.figures.figure_request import Request
from kg.figures.scene import Chart
from kg.reasoning.trial_verdict import VERDICTS

SVG = "{http://www.w3.org/2000/svg}"


def ref(name: str, label: str) -> dict[str, str]:
    """Return an entity as answers print it."""
    return {"id": name, "iri": name, "label": label, "kind": "thing"}


def result(
    number: int, drug: str, endpoint: str, predicted: str, sign: int | None, significance: str, verdict: str
) -> dict[str, Any]:
    """Return a row of a concordance, written by hand."""
    return {
        "outcome": ref(f"out:X{number}", f"outcome {number}"),
        "drug": ref(ENT + drug, drug),
        "population": ref("ent:women", "postmenopausal women"),
        "endpoint": ref(f"ent:{endpoint}", endpoint),
        "predicted": predicted,
        "lean": None,
        "observed": {"sign": sign, "significance": significance},
        "study": ref("std:s", f"trial {number}"),
        "value": "2 %",
        "verdict": verdict,
        "verified": number != 3,
        "why": "because",
    }


ROWS = [
    result(1, "toremifene", "lumbar spine BMD", "+", 1, "significant", "concordant"),
    result(2, "toremifene", "lumbar spine BMD", "+", -1, "significant", "discordant"),
    result(3, "toremifene", "lumbar spine BMD", "+", 1, "untested", "concordant-direction-only"),
    result(4, "raloxifene", "hip BMD", "+", 0, "not significant", "no-effect-observed"),
    result(5, "raloxifene", "hip BMD", "-", 1, "not significant", "discordant-direction-only"),
    result(6, "raloxifene", "PINP", "ambiguous", -1, "significant", "unresolved"),
    result(7, "raloxifene", "PICP", "none", -1, "significant", "not-predicted"),
    result(8, "raloxifene", "PICP", "unknown", -1, "significant", "not-predicted"),
    result(9, "tamoxifen", "hip BMD", "+", 1, "significant", "comparative-only"),
    result(10, "tamoxifen", "hip BMD", "+", None, "untested", "not-usable"),
]
ANSWER = {
    "rows": ROWS,
    "totals": {"concordant": 1},
    "excluded": [{"outcome": ref("out:Y1", "y"), "why": "not reported"}],
}


def chart(graph: Graph, *drugs: str) -> Chart:
    """Return the chart of the rows above."""
    with mock.patch.object(concordance, "concordance", return_value=ANSWER):
        return concordance.chart(graph, Request(name="concordance", drugs=drugs))


def test_every_outcome_has_one_mark_in_the_column_of_its_verdict(graph: Graph) -> None:
    marks = {mark.outcome: mark for _, _, found in chart(graph).rows for mark in found}
    assert {name: mark.column for name, mark in marks.items()} == {
        "out:X1": "concordant",
        "out:X2": "discordant",
        "out:X3": "concordant-direction-only",
        "out:X4": "no-effect-observed",
        "out:X5": "discordant-direction-only",
        "out:X6": "unresolved",
        "out:X7": "not-predicted",
        "out:X8": "not-predicted",
        "out:X9": "comparative-only",
    }
    assert not marks["out:X3"].verified


def test_every_verdict_has_a_column_but_the_one_without_a_direction() -> None:
    assert {*concordance.VERDICTS, "not-usable"} == set(VERDICTS)


def test_the_chart_of_the_graph_holds_every_row_of_its_concordance(graph: Graph) -> None:
    answer = graph.concordance()
    drawn = concordance.chart(graph, Request(name="concordance"))
    shown = {row.outcome.id for row in answer["rows"] if row.verdict != "not-usable"}
    assert {mark.outcome for _, _, marks in drawn.rows for mark in marks} == shown
    assert {word: n for word, n in drawn.totals.items() if n} == {
        word: n for word, n in answer.totals.items() if word != "not-usable"
    }


def test_marks_are_grouped_by_drug_and_endpoint(graph: Graph) -> None:
    assert [(drug, endpoint, len(marks)) for drug, endpoint, marks in chart(graph).rows] == [
        ("raloxifene", "PICP", 2),
        ("raloxifene", "PINP", 1),
        ("raloxifene", "hip BMD", 2),
        ("tamoxifen", "hip BMD", 1),
        ("toremifene", "lumbar spine BMD", 3),
    ]


def test_totals_are_those_of_what_is_drawn(graph: Graph) -> None:
    totals = chart(graph).totals
    assert (totals["concordant"], totals["not-predicted"], sum(totals.values())) == (1, 2, 9)
    assert sum(chart(graph, "toremifene").totals.values()) == 3


def test_discordant_outcomes_are_named_the_significant_ones_first(graph: Graph) -> None:
    assert chart(graph).named == (
        "1. trial 2: toremifene, lumbar spine BMD, postmenopausal women: predicted +, observed − (2 %), significant: "
        "discordant [out:X2]",
        "2. trial 5: raloxifene, hip BMD, postmenopausal women: predicted −, observed + (2 %), not significant: "
        "discordant-direction-only [out:X5]",
    )


def test_what_is_not_drawn_is_counted(graph: Graph) -> None:
    notes = " ".join(chart(graph).notes)
    assert "1 outcomes without a direction are left out" in notes
    assert "1 outcomes cannot be held against a prediction" in notes
    assert "An open mark: the source of the outcome was not read." in notes


def test_a_drug_is_chosen_by_any_of_its_names(graph: Graph) -> None:
    assert {drug for drug, _, _ in chart(graph, "Fareston", "raloxifene").rows} == {"toremifene", "raloxifene"}
    with pytest.raises(kg.UnknownName):
        chart(graph, "no-such-drug")
    with pytest.raises(kg.BadParameter, match="held against a prediction"):
        chart(graph, "ospemifene")


def test_the_shape_says_the_predicted_sign_and_the_filling_whether_it_was_read() -> None:
    up, down, other = (matrix.shape(sign, 0, 0, filled=True) for sign in ("+", "-", "ambiguous"))
    assert len({up, down, other}) == 3
    assert all(mark.startswith("<polygon") for mark in (up, down, other))
    assert matrix.shape("none", 0, 0, filled=True) == matrix.shape("unknown", 0, 0, filled=True)
    assert 'fill="white"' in matrix.shape("+", 0, 0, filled=False)
    assert 'fill="white"' not in up


def test_the_drawing_holds_each_mark_its_number_and_the_names_of_the_discordant(graph: Graph) -> None:
    root = ElementTree.fromstring(matrix.draw(chart(graph), {"figure": "concordance"}))
    told = [title.text for group in root.iter(SVG + "g") for title in group.iter(SVG + "title")]
    assert len(told) == 9
    texts = [text.text for text in root.iter(SVG + "text")]
    assert {"1", "2", "raloxifene", "hip BMD", "direction only"} <= set(texts)
    assert any(text and text.startswith("1. trial 2") for text in texts)
    assert all(float(text.attrib["font-size"]) >= 11 for text in root.iter(SVG + "text"))
