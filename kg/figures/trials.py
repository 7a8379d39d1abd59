"""The rows of a forest: trial outcomes of an endpoint, by statistic and unit, and by what they are compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.outcomes import outcomes
from kg.errors import BadParameter
from kg.figures.figure_request import Request
from kg.figures.rows import Outcome, comparison, row, shape_of, study, told
from kg.figures.scene import Forest, Panel, Section

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

# Kind of comparison -> its heading, in the order in which they are drawn.
KINDS = {
    "placebo": "against placebo",
    "untreated": "against no treatment",
    "active": "against another drug (says nothing of either drug alone)",
    "same": "between groups on the same drug",
    "within": "within one arm, no comparison",
}
_EVENTS = ("relative-risk", "hazard-ratio", "odds-ratio", "relative-risk-reduction", "absolute-risk-reduction")
_COUNTS = ("incidence-percent", "number-of-patients")


def forest(graph: KnowledgeGraph, asked: Request) -> Forest:
    """Return the outcomes of an endpoint, of the drugs and the population where these are named; pooled where asked.

    Raises ``BadParameter`` where no outcome has anything to draw, ``LimitReached`` where pooling lacks its library.
    """
    endpoint = str(asked.subject)
    chosen, pooled = _chosen(graph, asked, pooled=False), _chosen(graph, asked, pooled=True)
    drawn = [outcome for outcome in chosen.values() if shape_of(outcome) is not None]
    if not drawn:
        raise BadParameter(f"no outcome of {endpoint!r} has a result to draw; see 'kg outcomes --endpoint'")
    statistics = graph.section("levels")["statistics"]
    grouped: dict[tuple[str, str, str], list[Outcome]] = {}
    for outcome in drawn:
        grouped.setdefault(_key(outcome, drawn), []).append(outcome)
    panels = [_panel(graph, asked, grouped[key], key, statistics[key[1]]) for key in sorted(grouped)]
    who = f" in {asked.population}" if asked.population else ""
    what = f", {', '.join(asked.drugs)}" if asked.drugs else ""
    return Forest(
        title=f"Trial results: {endpoint}{what}{who}",
        panels=tuple(panels),
        notes=_notes(asked, len(chosen) - len(drawn), len(pooled) - len(chosen)),
        outcomes={outcome["id"]: told(outcome) for outcome in sorted(drawn, key=lambda o: str(o["iri"]))},
    )


def _chosen(graph: KnowledgeGraph, asked: Request, *, pooled: bool) -> dict[str, Outcome]:
    names: list[str | None] = [*asked.drugs] or [None]
    return {
        found["iri"]: found
        for drug in names
        for found in outcomes(graph, endpoint=asked.subject, drug=drug, population=asked.population, pooled=pooled)
    }


def _notes(asked: Request, silent: int, pooled: int) -> tuple[str, ...]:
    first = (
        "Diamonds: inverse variance, random effects, between-study variance by DerSimonian and Laird."
        if asked.pool
        else "Nothing is pooled: trials, populations and times differ."
    )
    left = [f"{silent} outcomes of which no study reports a number or a finding"] if silent else []
    left += [f"{pooled} outcomes of arms that pool several drugs or doses"] if pooled else []
    return (first, f"Left out: {'; '.join(left)}; see kg outcomes.") if left else (first,)


def _key(outcome: Outcome, drawn: Sequence[Outcome]) -> tuple[str, str, str]:
    """Endpoint, statistic and unit. A finding without a number stands with the numbers of its statistic."""
    same = [
        other
        for other in drawn
        if (other["endpoint"]["iri"], other["statistic"]) == (outcome["endpoint"]["iri"], outcome["statistic"])
    ]
    units = sorted({other["unit"] for other in same if other["unit"] is not None})
    unit = outcome["unit"] or (units[0] if units else "")
    return str(outcome["endpoint"]["label"]), str(outcome["statistic"]), unit


def _panel(
    graph: KnowledgeGraph,
    asked: Request,
    found: Sequence[Outcome],
    key: tuple[str, str, str],
    statistic: Mapping[str, Any],
) -> Panel:
    unit = {"{percentage point}": ", percentage points", "{patients}": "", "1": "", "": "", "%/a": ", % a year"}.get(
        key[2], f", {key[2]}"
    )
    label = "finding without a number" if key[1] == "qualitative" else statistic["label"]
    null = float(statistic["null"]) if statistic["null"] is not None else None
    sections = []
    for kind, heading in KINDS.items():
        own = sorted((outcome for outcome in found if comparison(outcome) == kind), key=_order)
        if own:
            sections.append(_section(graph, asked, own, kind, heading, statistic["effect_sign"]))
    if key[1] == "qualitative":
        null = 0.0
    return Panel(title=f"{key[0]}: {label}{unit}", null=null, ratio=statistic["null"] == "1", sections=tuple(sections))


def _section(
    graph: KnowledgeGraph, asked: Request, own: Sequence[Outcome], kind: str, heading: str, effect_sign: int
) -> Section:
    rows = [row(outcome, effect_sign) for outcome in own]
    notes: tuple[str, ...] = ()
    if asked.pool and kind != "within":
        from kg.figures.pool import summaries

        pooled, notes = summaries(graph, own, kind, together=len(asked.drugs) > 1)
        rows += pooled
    low, high = directions(str(own[0]["statistic"]), kind, effect_sign, events=_event(graph, own[0]))
    return Section(title=heading, left=low, right=high, rows=tuple(rows), notes=notes)


def _event(graph: KnowledgeGraph, outcome: Outcome) -> bool:
    """Whether an endpoint is something that happens: some outcome of it counts events."""
    iri = outcome["endpoint"]["iri"]
    known = graph.section("outcomes")
    return any(other["endpoint"]["iri"] == iri and other["statistic"] in (*_EVENTS, *_COUNTS) for other in known)


def directions(statistic: str, kind: str, effect_sign: int, *, events: bool) -> tuple[str, str]:
    """Return what lies left and right of no effect, empty for a statistic that has no direction.

    ``events`` where the endpoint is something that happens; a reduction (``effect_sign`` -1) has its sides changed.
    """
    if statistic in _COUNTS or statistic == "unresolved":
        return "", ""
    if kind == "within":
        return "falls", "rises"
    who = "with drug" if kind in ("placebo", "untreated") else "in the group named first"
    less, more = ("fewer", "more") if events else ("lower", "higher")
    low, high = f"{less} {who}", f"{more} {who}"
    return (low, high) if effect_sign > 0 else (high, low)


def _order(outcome: Outcome) -> tuple[Any, ...]:
    months = float(outcome["timepoint_months"] or outcome["timepoint_min"] or -1)
    return (study(outcome), (outcome["arm"] or {"label": ""})["label"], months, outcome["iri"])
