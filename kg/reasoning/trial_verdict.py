"""Holding a prediction against what a trial observed.

Sign and significance come from the preferred report: the value against the null of its statistic, the interval before
the p-value, the stated words last. An active comparator gives no sign for the drug alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

_UP = ("increased", "trendUp")
_DOWN = ("decreased", "trendDown", "decreaseMaintained", "furtherDecrease")


# From what contradicts the mechanism to what says nothing of it: the order in which verdicts are told.
VERDICTS = (
    "discordant",
    "discordant-direction-only",
    "unresolved",
    "no-effect-observed",
    "concordant-direction-only",
    "concordant",
    "not-predicted",
    "comparative-only",
    "not-usable",
)


class Prediction(NamedTuple):
    """The sign predicted for what an endpoint indicates, the grade of the best route, and the studies left out of it.

    ``sign`` is ``+``, ``-``, ``ambiguous``, ``unknown`` or ``none``; ``grade`` is None where there is no route.
    """

    sign: str
    lean: str | None
    grade: str | None
    without: tuple[str, ...]


class Observation(NamedTuple):
    """The observed sign of what the endpoint indicates (None where there is none) and its significance.

    ``significance``: significant, borderline, not significant, untested.
    """

    sign: int | None
    significance: str
    comparative: bool


def usable(outcome: Mapping[str, Any]) -> str | None:
    """Return why an outcome cannot be held against a prediction; None where it can."""
    if outcome["statistic"] == "unresolved":
        return "its statistic is unresolved: the source does not say whether it is an arm's change or a difference"
    if outcome["value_status"] == "notReported":
        return "no value is reported by the study"
    if outcome["origin"] != "reported":
        return "worked out by a curator, not reported"
    arm = outcome["arm"] or {"drugs": [], "pooled": False}
    if arm["pooled"] or len(arm["drugs"]) != 1:
        return "the arm is not one drug"
    if outcome["verification"] in (None, "citedOnly", "notFoundInSource"):
        return "nobody has read the source"
    return None


def observe(outcome: Mapping[str, Any], statistics: Mapping[str, Any]) -> Observation:
    """Return sign and significance of an outcome, in terms of what its endpoint indicates."""
    kind = statistics.get(outcome["statistic"], {"null": None, "effect_sign": 1})
    null = Decimal(kind["null"]) if kind["null"] is not None else None
    sign = _sign(outcome, null)
    comparator = outcome["comparator"]
    versus_drug = outcome["kind"] == "ContrastOutcome" and comparator is not None and not comparator["placebo"]
    turned = None if sign is None else sign * kind["effect_sign"] * (outcome["indicator_sign"] or 1)
    return Observation(sign=turned, significance=_significance(outcome, null), comparative=versus_drug)


def _sign(outcome: Mapping[str, Any], null: Decimal | None) -> int | None:
    if outcome["sign_status"] == "signUnknown":
        return None
    if outcome["value"] is not None and null is not None:
        value = Decimal(outcome["value"])
        return (value > null) - (value < null)
    if outcome["low"] is not None and outcome["high"] is not None and null is not None:
        low, high = Decimal(outcome["low"]), Decimal(outcome["high"])
        return 1 if low > null else -1 if high < null else 0
    if outcome["finding"] in _UP:
        return 1
    if outcome["finding"] in _DOWN:
        return -1
    return 0 if outcome["finding"] == "noSignificantEffect" else None


def _significance(outcome: Mapping[str, Any], null: Decimal | None) -> str:
    p, operator = outcome["p"], outcome["p_operator"]
    small = (
        p is not None
        and operator != ">"
        and (Decimal(p) < Decimal("0.05") or (operator == "<" and Decimal(p) <= Decimal("0.05")))
    )
    if outcome["ci_low"] is not None and outcome["ci_high"] is not None and null is not None:
        if Decimal(outcome["ci_low"]) <= null <= Decimal(outcome["ci_high"]):
            stated = p is not None and operator != ">" and Decimal(p) <= Decimal("0.05")
            return "borderline" if stated else "not significant"
        return "significant"
    if p is not None:
        return "significant" if small else "not significant"
    if outcome["finding"] == "noSignificantEffect":
        return "not significant"
    words = {"significant": "significant", "notSignificant": "not significant"}
    return words.get(outcome["stated_significance"] or "", "untested")


def verdict(outcome: Mapping[str, Any], seen: Observation, predicted: Prediction) -> tuple[str, str]:
    """Return the verdict and the reason in words."""
    words = {1: "a rise", -1: "a fall", 0: "no change", None: "no direction"}
    without = ", ".join(study.rsplit("/", 1)[-1] for study in predicted.without)
    what = f"predicted {predicted.sign} without {without}, observed {words[seen.sign]}, {seen.significance}"
    if outcome["off_treatment"]:
        return "not-usable", "measured after the drug was stopped, so it says nothing of what the drug does while given"
    if seen.comparative:
        return "comparative-only", "the comparator is an active drug, so the difference has no sign for this drug alone"
    if seen.sign is None:
        return "not-usable", "the source gives no direction"
    if predicted.sign in ("none", "unknown"):
        return "not-predicted", f"no route with a sign reaches what {outcome['endpoint']['label']} indicates"
    if predicted.sign == "ambiguous":
        return "unresolved", what + f"; the best route leans {predicted.lean}"
    if seen.sign == 0 or (seen.significance == "not significant" and outcome["finding"] == "noSignificantEffect"):
        return "no-effect-observed", what
    same = (seen.sign > 0) == (predicted.sign == "+")
    word = "concordant" if same else "discordant"
    return (word if seen.significance == "significant" else f"{word}-direction-only"), what
