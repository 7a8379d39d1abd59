"""How routes become a sign: by the strongest evidence, never by number; and how a sign meets an observation."""

from __future__ import annotations

from typing import Any

import pytest

from kg.network.context import Context, Grader
from kg.network.support import Standing
from kg.reasoning.ranking import Judge, disjoint
from kg.reasoning.trial_verdict import Prediction, observe, usable, verdict
from tests.small import assertion, entity, network, search

LEVELS = {
    "grades": [
        {"name": name, "weight": 1.0}
        for name in ("exact", "within", "inherited", "unspecified", "generalised", "extrapolated")
    ],
    "systems": {
        "human-clinical": 1,
        "human-cells": 2,
        "animal-in-vivo": 3,
        "animal-cells": 4,
        "cell-free": 4,
        "statement": 5,
    },
    "tiers": [{"name": name, "label": name} for name in ("grade", "opposition", "system", "independence")],
}


def line(system: str, study: str = "s1") -> dict[str, Any]:
    """Return a read, supporting evidence line."""
    return {
        "iri": "e",
        "reference": study,
        "study": study,
        "direction": "supports",
        "verification": "verifiedInAbstract",
        "system": system,
    }


def decision(made: dict[str, dict[str, Any]], **asked: str) -> dict[str, Any]:
    """Return what is decided about drug -> y."""
    net = network(made, [entity("human", "Species"), entity("mouse", "Species")])
    found = search(net, "drug", "y", asked=Context(**asked))
    judge = Judge(Standing(net), Grader(net.names, Context(**asked), "drug", net.rules), LEVELS, {"y": 0})
    return judge.decide(judge.rank(found.routes))


def test_no_route_is_unknown() -> None:
    assert decision({"a": assertion("x", "y", 1)}) == {
        "status": "unknown",
        "sign": "none",
        "lean": None,
        "decided_by": None,
    }


def test_one_sign_is_answered() -> None:
    assert decision({"a": assertion("drug", "y", -1)})["sign"] == "-"


def test_a_tie_is_ambiguous_however_many_routes_one_side_has() -> None:
    made = {f"up{n}": assertion("drug", "y", 1) for n in range(5)} | {"down": assertion("drug", "y", -1)}
    assert decision(made)["status"] == "conflicting"
    assert decision(made)["sign"] == "ambiguous"


def test_one_clinical_route_outweighs_five_from_animal_cells() -> None:
    made = {f"up{n}": assertion("drug", "y", 1, evidence=[line("animal-cells")]) for n in range(5)}
    made["down"] = assertion("drug", "y", -1, evidence=[line("human-clinical")])
    assert decision(made) == {"status": "answered", "sign": "-", "lean": "-", "decided_by": "system"}


def test_grade_comes_before_system() -> None:
    made = {
        "up": assertion("drug", "y", 1, evidence=[line("animal-cells")], species=["human"]),
        "down": assertion("drug", "y", -1, evidence=[line("human-clinical")], species=["mouse"]),
    }
    assert decision(made, species="human")["decided_by"] == "grade"
    assert decision(made, species="human")["sign"] == "+"


def test_an_opposed_step_loses_against_an_unopposed_one() -> None:
    made = {
        "up": assertion("drug", "y", 1, opposed_by=["null"]),
        "null": assertion("drug", "y", 0),
        "down": assertion("drug", "y", -1),
    }
    assert decision(made)["decided_by"] == "opposition"


def test_two_studies_come_before_one() -> None:
    both = [line("human-cells", "s1"), line("human-cells", "s2")]
    made = {"up": assertion("drug", "y", 1, evidence=both), "down": assertion("drug", "y", -1)}
    assert decision(made)["decided_by"] == "independence"


def test_two_papers_of_one_study_are_one() -> None:
    same = [{**line("human-cells", "s1"), "reference": paper} for paper in ("p1", "p2")]
    made = {"up": assertion("drug", "y", 1, evidence=same), "down": assertion("drug", "y", -1)}
    assert decision(made)["sign"] == "ambiguous"


def test_the_worst_step_counts_for_the_route() -> None:
    made = {
        "a": assertion("drug", "x", 1, evidence=[line("human-clinical")]),
        "b": assertion("x", "y", 1, evidence=[line("statement")]),
        "down": assertion("drug", "y", -1, evidence=[line("animal-cells")]),
    }
    assert decision(made)["sign"] == "-"


def test_routes_over_one_bottleneck_are_not_independent() -> None:
    made = {"a": assertion("drug", "x", 1), "b": assertion("drug", "x", 1), "c": assertion("x", "y", 1)}
    routes = search(network(made), "drug", "y").routes
    assert len(routes) == 2
    assert disjoint(routes, "drug", ["y"], str) == 1
    assert disjoint(routes, "drug", ["y"], lambda iri: iri if iri != "b" else "a") == 1


STATISTICS = {
    "mean-percent-change-from-baseline": {"null": "0", "effect_sign": 1},
    "relative-risk-reduction": {"null": "0", "effect_sign": -1},
    "hazard-ratio": {"null": "1", "effect_sign": 1},
}
BARE = {
    "statistic": "mean-percent-change-from-baseline",
    "value_status": "numeric",
    "origin": "reported",
    "verification": "verifiedInAbstract",
    "kind": "ArmOutcome",
    "indicator_sign": 1,
    "endpoint": {"label": "endpoint"},
    "arm": {"drugs": [{"iri": "drug"}], "pooled": False},
    **dict.fromkeys(("value", "low", "high", "ci_low", "ci_high", "p", "p_operator", "finding")),
    **dict.fromkeys(("comparator", "sign_status", "stated_significance")),
    "off_treatment": False,
}
REDUCTION = {"statistic": "relative-risk-reduction", "indicator_sign": -1}
HAZARD = {"statistic": "hazard-ratio", "indicator_sign": -1}
BORDERLINE = {"value": "50", "ci_low": "-1.5", "ci_high": "75.0", "p": "0.05", "p_operator": "=", **REDUCTION}


@pytest.mark.parametrize(
    ("fields", "predicted", "expected"),
    [
        ({"value": "2.3", "p": "0.001", "p_operator": "<"}, "+", "concordant"),
        ({"value": "2.3"}, "+", "concordant-direction-only"),
        ({"value": "-0.7", "p": "0.001", "p_operator": "<"}, "+", "discordant"),
        ({"value": "-0.7"}, "+", "discordant-direction-only"),
        ({"low": "-0.9", "high": "-0.3", "value_status": "range"}, "+", "discordant-direction-only"),
        ({"finding": "noSignificantEffect", "value_status": "qualitative"}, "+", "no-effect-observed"),
        ({"value": "1.6"}, "none", "not-predicted"),
        ({"value": "1.6"}, "ambiguous", "unresolved"),
        (BORDERLINE, "+", "concordant-direction-only"),
        ({"value": "79.5", "ci_low": "29.8", "ci_high": "94.0", **REDUCTION}, "+", "concordant"),
        ({"value": "0.64", "ci_low": "0.53", "ci_high": "0.76", **HAZARD}, "+", "concordant"),
        ({"value": "0.88", "sign_status": "signUnknown"}, "+", "not-usable"),
        ({"value": "2.0", "kind": "ContrastOutcome", "comparator": {"placebo": False}}, "+", "comparative-only"),
        ({"value": "-2.0", "off_treatment": True}, "+", "not-usable"),
    ],
)  # fmt: skip
def test_a_prediction_meets_an_observation(fields: dict[str, Any], predicted: str, expected: str) -> None:
    """The table of verdicts, a borderline interval and a reduction of a harm among them."""
    outcome = {**BARE, **fields}
    prediction = Prediction(sign=predicted, lean="+", grade="exact", without=("study",))
    word, _ = verdict(outcome, observe(outcome, STATISTICS), prediction)
    assert word == expected


def test_an_interval_over_the_null_with_a_stated_p_is_borderline() -> None:
    assert observe({**BARE, **BORDERLINE}, STATISTICS).significance == "borderline"


@pytest.mark.parametrize(
    "fields",
    [
        {"statistic": "unresolved"},
        {"value_status": "notReported"},
        {"origin": "curatorDerived"},
        {"verification": "citedOnly"},
        {"arm": {"drugs": [1, 2], "pooled": True}},
    ],
)
def test_what_cannot_be_held_against_a_prediction_says_why(fields: dict[str, Any]) -> None:
    assert usable(BARE) is None
    assert usable({**BARE, **fields})
