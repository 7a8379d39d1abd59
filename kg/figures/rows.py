"""One trial outcome as a row of a forest: what it compares, its mark, its words, and the short name of its study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.answers.outcomes import flat
from kg.figures.scene import Row

Outcome = Mapping[str, Any]
_SHAPES = {
    "increased": "rise",
    "trendUp": "rise",
    "decreased": "fall",
    "trendDown": "fall",
    "decreaseMaintained": "fall",
    "furtherDecrease": "fall",
    "noSignificantEffect": "none",
    "significantDifference": "differs",
}
WORDS = {
    "increased": "rise",
    "trendUp": "trend to a rise",
    "decreased": "fall",
    "trendDown": "trend to a fall",
    "decreaseMaintained": "fall maintained",
    "furtherDecrease": "further fall",
    "noSignificantEffect": "no significant effect",
    "significantDifference": "significant difference, direction not given",
    "notStated": "not stated",
}


def comparison(outcome: Outcome) -> str:
    """Return what an outcome compares: ``placebo``, ``untreated``, ``active``, ``same`` drug, or ``within`` one arm."""
    comparator = outcome["comparator"]
    if comparator is None:
        return "within"
    if comparator["placebo"]:
        return "placebo"
    if not comparator["drugs"]:
        return "untreated"
    own = {drug["iri"] for drug in (outcome["arm"] or {"drugs": []})["drugs"]}
    return "same" if own == {drug["iri"] for drug in comparator["drugs"]} else "active"


def shape_of(outcome: Outcome) -> str | None:
    """Return the shape of an outcome's mark; None where the study reports neither number nor finding."""
    if outcome["value"] is not None:
        return "estimate"
    if outcome["low"] is not None and outcome["high"] is not None:
        return "range"
    if outcome["finding"] is None:
        return None
    return _SHAPES.get(outcome["finding"], "unstated")


def row(outcome: Outcome, effect_sign: int = 1) -> Row:
    """Return an outcome as a row; what lies on the axis is only what the source prints."""
    shape = str(shape_of(outcome))
    if effect_sign < 0 and shape in ("rise", "fall"):
        shape = "fall" if shape == "rise" else "rise"
    ranged = shape == "range"
    text = flat(dict(outcome))
    versus = f" v {text['versus']}" if text["versus"] else ""
    months = f"{text['months']} mo".replace("-None", "+") if text["months"] else str(outcome["timepoint_note"] or "")
    if outcome["timepoint_months"] and outcome["timepoint_note"]:
        months += f", {outcome['timepoint_note']}"
    return Row(
        study=study(outcome),
        what=f"{text['arm']}{versus}".replace(" mg/d", "\u00a0mg/d"),
        who="; ".join(part for part in (outcome["population"]["label"], outcome["analysis_set"]) if part),
        when=months,
        shape=shape,
        value=outcome["value"],
        low=outcome["low"] if ranged else outcome["ci_low"],
        high=outcome["high"] if ranged else outcome["ci_high"],
        printed=told(outcome),
        outcome=outcome["id"],
    )


def told(outcome: Outcome) -> str:
    """Return what is printed beside a row: numbers as the source prints them, or the finding in words."""
    text = flat(dict(outcome))
    wordy = shape_of(outcome) not in ("estimate", "range")
    first = WORDS.get(outcome["finding"], "not stated") if wordy else text["value"]
    stated = {"significant": "significant", "notSignificant": "not significant"}.get(
        outcome["stated_significance"] or "", ""
    )
    alone = not text["p"] and not text["interval"] and "significant" not in first
    return "; ".join(part for part in (first, text["interval"], text["p"], stated if alone else "") if part)


def study(outcome: Outcome) -> str:
    """Return the short name of a study: its acronym or registry number, else author and year, else a PMID,
    else its label.
    """
    name, bracket, _ = str(outcome["study"]["label"]).partition(" (")
    if bracket and len(name) <= 24 and not name.startswith("study of"):
        return name
    if outcome["registry"]:
        return str(outcome["registry"])
    works = outcome["references"]
    if not works:
        return name
    label, pmid = str(works[0]["label"]), works[0]["pmid"]
    if len(label) <= 30:
        return label
    return f"PMID {pmid}" if pmid else name
