"""Pool contrasts with intervals: inverse variance, random effects, between-study variance by DerSimonian and Laird.

One summary a drug and comparator, or one for the drugs that were named together. Each study enters once. The
interval of a source gives its standard error, on the log scale for ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import exp, log
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.base.namespaces import SB
from kg.errors import LimitReached
from kg.figures.rows import study
from kg.figures.scene import Row

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

Outcome = Mapping[str, Any]
_POOLED = (
    "relative-risk",
    "hazard-ratio",
    "odds-ratio",
    "difference-in-percent-change",
    "absolute-change",
    "absolute-risk-reduction",
    "standardised-mean-difference",
)
_WHOLE = (None, "intention to treat", "primary analysis")


class Pooled(NamedTuple):
    """A pooled effect with its interval, on the scale that was pooled; ``q`` is Cochran's Q, ``i2`` a percentage."""

    effect: float
    low: float
    high: float
    q: float
    tau2: float
    i2: float


def combine(effects: Sequence[float], variances: Sequence[float]) -> Pooled:
    """Return the random-effects summary of two or more studies, with the 95% interval of the normal distribution.

    The between-study variance is that of DerSimonian and Laird (1986), never below zero. Raises ``LimitReached``
    where the ``meta`` extra is not installed.
    """
    try:
        import numpy
        from statsmodels.stats.meta_analysis import combine_effects
    except ImportError as error:
        raise LimitReached("--pool needs statsmodels: pip install 'serm-bone-kg[meta]'") from error
    # statsmodels leaves a negative variance as it is; at zero the random-effects summary is that of fixed effects.
    with numpy.errstate(divide="ignore", invalid="ignore"):
        found = combine_effects(numpy.array(effects), numpy.array(variances), method_re="dl")
    fixed = found.tau2 <= 0
    effect = float(found.mean_effect_fe if fixed else found.mean_effect_re)
    error_of = float(found.sd_eff_w_fe if fixed else found.sd_eff_w_re)
    far = NormalDist().inv_cdf(0.975) * error_of
    q, free = float(found.q), len(effects) - 1
    i2 = max(0.0, 100 * (q - free) / q) if q > 0 else 0.0
    return Pooled(effect, effect - far, effect + far, q, max(0.0, float(found.tau2)), i2)


def summaries(
    graph: KnowledgeGraph, own: Sequence[Outcome], kind: str, *, together: bool
) -> tuple[list[Row], tuple[str, ...]]:
    """Return the summary rows of one section of a forest, and notes: what entered, what did not and why, warnings."""
    if own[0]["statistic"] not in _POOLED:
        label = graph.section("levels")["statistics"][own[0]["statistic"]]["label"]
        return [], (f"Not pooled: {label}; pooled are ratios and differences between groups.",)
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in own:
        drugs = " + ".join(drug["label"] for drug in outcome["arm"]["drugs"])
        versus = (outcome["comparator"] or {"label": ""})["label"] if kind == "active" else kind
        groups.setdefault(("" if together and kind != "active" else drugs, versus), []).append(outcome)
    rows, notes = [], []
    for (drugs, _), members in sorted(groups.items()):
        entered, left = eligible(graph, members)
        name = drugs or " and ".join(sorted({d["label"] for o in members for d in o["arm"]["drugs"]}))
        if len(entered) > 1:
            summary, told = _summary(graph, name, entered)
            rows.append(summary)
            notes += told
        elif any(outcome["ci_low"] is not None for outcome in members):
            notes.append(f"{name}: not pooled, {len(entered)} independent study with an interval.")
        notes += [f"{name}: {reason}" for reason in left] if len(entered) > 1 else []
    return rows, tuple(notes) or ("Not pooled: no two studies of one drug give an interval.",)


def eligible(graph: KnowledgeGraph, members: Sequence[Outcome]) -> tuple[list[Outcome], list[str]]:
    """Return one outcome a cohort that can be pooled, and in words what was left out.

    Of one cohort: the whole population before a subgroup, the analysis of all before a later choice, then the latest
    time, then the lowest dose.
    """
    design = designs(graph)
    single = [outcome for outcome in members if design.get(outcome["study"]["iri"]) != "metaAnalysis"]
    with_interval = [o for o in single if o["value"] is not None and o["ci_low"] is not None]
    named = cohorts(graph)
    rivals: dict[str, list[Outcome]] = {}
    for outcome in with_interval:
        rivals.setdefault(named[outcome["study"]["iri"]], []).append(outcome)
    entered = [sorted(found, key=partial(_rank, graph, found))[0] for found in rivals.values()]
    left = []
    if len(single) < len(members):
        left.append(f"{len(members) - len(single)} left out, from a meta-analysis, whose trials would enter twice.")
    if len(with_interval) < len(single):
        left.append(f"{len(single) - len(with_interval)} left out, no interval.")
    double = len(with_interval) - len(entered)
    if double:
        left.append(
            f"{double} left out, another result of a cohort that already entered (whole population first, then the "
            "analysis of all, the latest time, the lowest dose)."
        )
    return sorted(entered, key=lambda o: str(o["iri"])), left


def designs(graph: KnowledgeGraph) -> dict[str, str]:
    """Return study -> the name of its design; a study that does not say has none."""
    from pyoxigraph import NamedNode

    found = graph.store.quads_for_pattern(None, NamedNode(SB + "designKind"), None, None)
    return {
        quad.subject.value: quad.object.value.removeprefix(SB)
        for quad in found
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }


def cohorts(graph: KnowledgeGraph) -> dict[str, str]:
    """Return study -> the first name of its cohort: studies that share their patients have the same."""
    import networkx

    shared: networkx.Graph[str] = networkx.Graph()
    for outcome in graph.section("outcomes"):
        networkx.add_path(shared, outcome["cohort"])
    return {study: min(cohort) for cohort in networkx.connected_components(shared) for study in cohort}


def _rank(graph: KnowledgeGraph, rivals: Sequence[Outcome], outcome: Outcome) -> tuple[Any, ...]:
    wider = {other["population"]["iri"] for other in rivals} - {outcome["population"]["iri"]}
    item = graph.names.items.get(outcome["population"]["iri"], {"broader": ()})
    months = float(outcome["timepoint_months"] or outcome["timepoint_min"] or 0)
    try:
        dose = float(outcome["arm"]["dose"])
    except (TypeError, ValueError):
        dose = float("inf")
    return (
        not wider.isdisjoint(item["broader"]),
        outcome["analysis_set"] not in _WHOLE,
        -months,
        dose,
        outcome["iri"],
    )


def _summary(graph: KnowledgeGraph, name: str, entered: Sequence[Outcome]) -> tuple[Row, list[str]]:
    ratio = entered[0]["statistic"].endswith(("ratio", "risk"))
    scale = log if ratio else float
    effects, variances = [], []
    for outcome in entered:
        level = float(outcome["ci_level"] or 95)
        reach = NormalDist().inv_cdf(0.5 + level / 200)
        effects.append(scale(float(outcome["value"])))
        error = (scale(float(outcome["ci_high"])) - scale(float(outcome["ci_low"]))) / (2 * reach)
        variances.append(error**2)
    pooled = combine(effects, variances)
    value, low, high = (f"{exp(n) if ratio else n:.2f}" for n in (pooled.effect, pooled.low, pooled.high))
    weight = f"I² {pooled.i2:.0f}%; τ² {pooled.tau2:.3g}; Q {pooled.q:.2f}, df {len(entered) - 1}"
    row = Row(
        study=f"summary of {len(entered)} studies",
        what=name,
        who="",
        when="",
        shape="summary",
        value=value,
        low=low,
        high=high,
        printed=f"{value}; 95% CI {low} to {high}",
        outcome="",
    )
    who = ", ".join(f"{study(outcome)} ({outcome['id']})" for outcome in entered)
    return row, [f"{name}: pooled are {who}; {weight}.", *_warnings(graph, name, entered)]


def _warnings(graph: KnowledgeGraph, name: str, entered: Sequence[Outcome]) -> list[str]:
    """Say what differs between the pooled studies, and what was taken for granted."""
    found = []
    for what, field in (("population", "population"), ("sex", "sex"), ("milieu", "milieu")):
        values = sorted({(outcome[field] or {"label": "not stated"})["label"] for outcome in entered})
        if len(values) > 1:
            found.append(f"Warning: {name}: {what} differs: {'; '.join(values)}.")
    arms = sorted({outcome["arm"]["label"] for outcome in entered})
    if len(arms) > 1:
        found.append(f"Warning: {name}: drug or dose differs: {'; '.join(arms)}.")
    design = designs(graph)
    kinds = sorted({design.get(outcome["study"]["iri"], "not stated") for outcome in entered})
    if len(kinds) > 1:
        found.append(f"Warning: {name}: design differs: {'; '.join(kinds)}.")
    unstated = sum(outcome["ci_level"] is None for outcome in entered)
    if unstated:
        found.append(f"Warning: {name}: level of {unstated} intervals not recorded, taken as 95%.")
    if len(entered) < 5:
        found.append(f"Warning: {name}: with {len(entered)} studies the between-study variance is hardly known.")
    return found
