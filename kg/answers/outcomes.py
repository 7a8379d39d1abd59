"""``outcomes``: what trials measured, filtered by drug, endpoint, population, study and statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import BadParameter, UnknownName

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_PRIVATE = (
    "population_closure",
    "endpoint_closure",
    "kind",
    "indicates",
    "indicator_sign",
    "quantity",
    "preferred",
    "origin",
    "cohort",
    "off_treatment",
)


def outcomes(
    graph: KnowledgeGraph,
    *,
    drug: str | None = None,
    endpoint: str | None = None,
    population: str | None = None,
    study: str | None = None,
    statistic: str | None = None,
    comparator: str | None = None,
    pooled: bool = False,
) -> list[dict[str, Any]]:
    """Return the outcomes that pass every filter given, sorted by study, endpoint, time and arm.

    A drug's outcomes are those of arms that hold it, and contrasts with such an arm; ``placebo`` names placebo arms.
    An endpoint or a population includes the narrower ones. Raises ``UnknownName`` and ``BadParameter``.
    """
    found = chosen(
        graph,
        drug=drug,
        endpoint=endpoint,
        population=population,
        study=study,
        statistic=statistic,
        comparator=comparator,
        pooled=pooled,
    )
    return [public(graph, outcome) for outcome in found]


def chosen(
    graph: KnowledgeGraph,
    *,
    drug: str | None = None,
    endpoint: str | None = None,
    population: str | None = None,
    study: str | None = None,
    statistic: str | None = None,
    comparator: str | None = None,
    pooled: bool = False,
) -> list[dict[str, Any]]:
    """Return the outcomes of the snapshot that pass every filter given, in the order of ``outcomes``."""
    tests, among = [_pooled(pooled)], None
    if drug is not None:
        tests.append(_arm(graph, drug, "arm"))
        among = _given(graph, drug)
    if comparator is not None:
        tests.append(_arm(graph, comparator, "comparator"))
    if endpoint is not None:
        tests.append(_endpoint(graph, endpoint))
    if population is not None:
        who = graph.names.find(population, kinds=("Population",), what="population")
        tests.append(lambda outcome: who in outcome["population_closure"])
    if study is not None:
        which = graph.names.find(study, kinds=("Study", "Trial", "PreclinicalStudy"), what="study")
        tests.append(lambda outcome: outcome["study"]["iri"] == which)
    if statistic is not None:
        tests.append(_statistic(graph, statistic))
    candidates = graph.section("outcomes") if among is None else among
    found = [outcome for outcome in candidates if all(test(outcome) for test in tests)]
    return sorted(found, key=_order)


def public(graph: KnowledgeGraph, outcome: dict[str, Any]) -> dict[str, Any]:
    """Return an outcome in its published shape."""
    works = graph.section("references")
    written = {key: value for key, value in outcome.items() if key not in _PRIVATE}
    written["references"] = [
        {key: works[iri][key] for key in ("iri", "id", "label", "pmid", "doi")}
        for iri in outcome["references"]
        if iri in works
    ]
    return written


def _pooled(wanted: bool) -> Any:
    return lambda outcome: wanted or not (outcome["arm"] and outcome["arm"]["pooled"])


def _arm(graph: KnowledgeGraph, name: str, side: str) -> Any:
    if name.strip().casefold() == "placebo":
        return lambda outcome: bool(outcome[side] and outcome[side]["placebo"])
    drug = graph.names.find(name, kinds=("Drug", "ChemicalEntity", "Intervention"), what="drug")
    return lambda outcome: any(held["iri"] == drug for held in (outcome[side] or {}).get("drugs", ()))


def _given(graph: KnowledgeGraph, name: str) -> list[dict[str, Any]] | None:
    """The outcomes in whose arm the drug is; None for placebo, which is no drug."""
    if name.strip().casefold() == "placebo":
        return None
    drug = graph.names.find(name, kinds=("Drug", "ChemicalEntity", "Intervention"), what="drug")
    return graph.shard("outcomes", drug) or []


def _endpoint(graph: KnowledgeGraph, name: str) -> Any:
    """An endpoint by its own name, or by the name of the quantity, marker or event that it measures."""
    wanted: set[str] = set()
    for kinds in (("Endpoint",), ()):
        try:
            wanted.add(graph.names.find(name, kinds=kinds, what="endpoint"))
        except UnknownName:
            if not kinds and not wanted:
                raise
    return lambda outcome: not wanted.isdisjoint((*outcome["endpoint_closure"], *_quantity(graph, outcome)))


def _quantity(graph: KnowledgeGraph, outcome: dict[str, Any]) -> tuple[str, ...]:
    quantity = outcome["quantity"]
    return (quantity, *graph.names.items[quantity]["broader"]) if quantity in graph.names.items else ()


def _statistic(graph: KnowledgeGraph, name: str) -> Any:
    known = sorted(graph.section("levels")["statistics"])
    if name not in known:
        raise BadParameter(f"no statistic is called {name!r}; there are {', '.join(known)}")
    return lambda outcome: outcome["statistic"] == name


def _order(outcome: dict[str, Any]) -> tuple[Any, ...]:
    months = float(outcome["timepoint_months"] or outcome["timepoint_min"] or -1)
    arm = outcome["arm"] or {"label": ""}
    return (
        outcome["study"]["label"],
        months,
        outcome["endpoint"]["label"],
        outcome["kind"],
        arm["label"],
        outcome["iri"],
    )


def unit_text(unit: str | None) -> str:
    """Return a UCUM unit as a reader wants it: annotations without braces, nothing for a bare number or none."""
    return {"{percentage point}": "points", "1": "", None: ""}.get(unit, (unit or "").strip("{}"))


def printed(outcome: dict[str, Any]) -> dict[str, str]:
    """Return ``value interval p months`` of an outcome as a reader wants them; digits as the source prints them, empty
    where there is nothing. A finding stands in for a value.
    """
    unit = unit_text(outcome["unit"])
    value = outcome["value"] and f"{outcome['value']} {unit}".strip()
    if value is None and outcome["low"] is not None:
        value = f"{outcome['low']} to {outcome['high']} {unit}".strip()
    interval = (
        f"{outcome['ci_level'] or ''}% CI {outcome['ci_low']} to {outcome['ci_high']}".lstrip("% ")
        if outcome["ci_low"] is not None
        else ""
    )
    p = f"p {outcome['p_operator'] or '='} {outcome['p']}" if outcome["p"] is not None else ""
    months = outcome["timepoint_months"] or _span(outcome["timepoint_min"], outcome["timepoint_max"])
    value = value or outcome["finding"] or outcome["value_status"]
    return {"value": value, "interval": interval, "p": p, "months": months}


def _span(least: str | None, most: str | None) -> str:
    if least and most:
        return f"{least}-{most}"
    return f"from {least}" if least else f"up to {most}" if most else ""


def ref(outcome: dict[str, Any]) -> dict[str, str]:
    """Return the short form of an outcome; the label says endpoint, arm, comparator, time and study."""
    versus = f" v {outcome['comparator']['label']}" if outcome["comparator"] else ""
    months = printed(outcome)["months"]
    arm = outcome["arm"]["label"] if outcome["arm"] else ""
    study = outcome["registry"] or outcome["study"]["label"]
    label = f"{outcome['endpoint']['label']}, {arm}{versus}{f', {months} months' if months else ''} ({study})"
    return {"id": outcome["id"], "iri": outcome["iri"], "label": label, "kind": outcome["kind"]}


def flat(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return one outcome as a flat row, numbers as printed by the source."""
    text = printed(outcome)
    arm, comparator = outcome["arm"] or {}, outcome["comparator"] or {}
    return {
        "id": outcome["id"],
        "study": outcome["study"]["label"],
        "population": outcome["population"]["label"],
        "endpoint": outcome["endpoint"]["label"],
        "months": text["months"],
        "arm": arm.get("label", ""),
        "versus": comparator.get("label", ""),
        "statistic": outcome["statistic"],
        "value": text["value"],
        "interval": text["interval"],
        "p": text["p"],
        "n": outcome["analysed_n"] or arm.get("n"),
        "references": "; ".join(
            f"PMID:{ref['pmid']}" if ref["pmid"] else ref["label"] for ref in outcome["references"]
        ),
        "reports": "; ".join(
            f"{report['document']['label']}: {report['verbatim'] or report['paraphrase'] or ''}"
            for report in outcome["reports"]
        ),
        "discrepancies": "; ".join(f"{d['kind']}: {d['note']}" for d in outcome["discrepancies"]),
    }
