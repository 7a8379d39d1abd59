"""The scenes of the figures, gathered from the compiled graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import BadParameter
from kg.figures.scene import Forest, Link, Node, Row, Scene

if TYPE_CHECKING:
    from kg.graph import Graph

_KINDS = {
    "Drug": "drug",
    "ChemicalEntity": "drug",
    "Intervention": "drug",
    "EstrogenReceptor": "receptor",
    "SignallingReceptor": "receptor",
    "BiologicalProcess": "process",
    "Phenotype": "end",
    "Biomarker": "end",
}
_MERGED = 24


def _node(graph: Graph, iri: str) -> Node:
    item = graph.names.items[iri]
    return Node(id=iri, label=item["label"], kind=_KINDS.get(item["kind"], "plain"))


def _scene(graph: Graph, name: str, title: str, links: list[Link], notes: list[str]) -> Scene:
    ends = dict.fromkeys(end for link in links for end in (link.source, link.target))
    return Scene(
        name=name,
        title=title,
        nodes=tuple(_node(graph, iri) for iri in ends),
        links=tuple(links),
        notes=tuple(notes),
        data_version=graph.data_version,
    )


def document_figure(graph: Graph, name: str) -> Scene:
    """Return a figure of the guide, drawn from the claims and assertions that ``ontology/figures.ttl`` lists for it."""
    figure = graph.section("figures")[name]
    section = graph.section("assertions")
    found: dict[tuple[str, str, int | None], list[str]] = {}
    for iri in figure["assertions"]:
        item = section["items"][iri]
        key = (item["subject"], item["object"], section["relations"][item["relation"]]["sign"])
        found.setdefault(key, []).append(iri)
    links = []
    for (source, target, sign), iris in sorted(found.items(), key=lambda pair: (*pair[0][:2], pair[0][2] or 0)):
        dashed = not any(section["items"][iri]["status"] in ("supported", "contested") for iri in iris)
        links.append(
            Link(
                source=source,
                target=target,
                sign=sign,
                dashed=dashed,
                assertions=tuple(sorted(iris)),
                label=section["items"][iris[0]]["label"],
            )
        )
    links.sort(key=lambda link: (graph.names.items[link.source]["kind"] != "Drug", link.source, link.target))
    uncited = sum(link.dashed for link in links)
    added = sum(not any(section["items"][iri]["claims"] for iri in link.assertions) for link in links)
    notes = [
        f"{uncited} of {len(links)} steps are dashed: the guide states them and no read source shows them.",
        f"{added} of the solid steps are not stated by the guide: read sources show them beside its claims.",
        "The image itself is not in the document; this one is drawn from the claims of its section.",
    ]
    return _scene(graph, name, figure["label"], links, notes)


def workflow(graph: Graph) -> Scene:
    """Return the workflow of the guide as boxes and arrows."""
    figure = graph.section("figures")["workflow"]
    nodes = tuple(Node(id=step["iri"], label=step["label"], kind="process") for step in figure["steps"])
    links = tuple(
        Link(source=step["iri"], target=after, sign=1, dashed=False, assertions=(), label="then")
        for step in figure["steps"]
        for after in step["precedes"]
    )
    notes = ("An arrow means: comes next. The order follows the guide's protocols and text.",)
    return Scene(
        name="workflow",
        title=figure["label"],
        nodes=nodes,
        links=links,
        notes=notes,
        data_version=graph.data_version,
        signed=False,
    )


def mechanism(graph: Graph, drug: str, max_steps: int, **where: Any) -> Scene:
    """Return the best routes from a drug to bone mineral density in a context, merged.

    Dashed where a step was measured with another ligand. Raises ``BadParameter`` where there is no route to draw.
    """
    from kg.answers.question import question
    from kg.answers.steps import directness

    asked = question(graph, drug, "bone mineral density", max_steps=max_steps, **where)
    begin, inquiry = asked.source, asked.inquiry()
    if not inquiry.routes:
        raise BadParameter(f"no route from {drug} to bone mineral density to draw; kg explain says what is missing")
    merged: dict[tuple[str, str, int], list[Any]] = {}
    for route in inquiry.routes[:_MERGED]:
        for edge in route.edges:
            merged.setdefault((edge.source, edge.target, edge.sign), []).append(edge.iri)
    items = graph.network.assertions
    links = [
        Link(
            source=s,
            target=t,
            sign=sign,
            dashed=all(directness(graph, begin, items[i]) in ("class", "estradiol") for i in iris),
            assertions=tuple(sorted(set(iris))),
            label=items[iris[0]]["label"],
        )
        for (s, t, sign), iris in merged.items()
    ]
    label = graph.names.items[begin]["label"]
    borrowed = sum(link.dashed for link in links)
    total = len(inquiry.routes)
    notes = [
        f"The {min(total, _MERGED)} best of {total} routes.",
        f"{borrowed} of {len(links)} steps are dashed: they were measured with another ligand, not with {label}.",
    ]
    setting = ", ".join(value for value in where.values() if value)
    title = f"How {label} reaches bone mineral density" + (f" ({setting})" if setting else "")
    return _scene(graph, "mechanism", title, links, notes)


def forest(graph: Graph, endpoint: str, drugs: list[str]) -> Forest:
    """Return the numeric outcomes of an endpoint, of ``drugs`` where these are named.

    Raises ``BadParameter`` where there are none.
    """
    from kg.answers.outcomes import outcomes

    asked: list[str | None] = [*drugs] or [None]
    chosen = {row["iri"]: row for drug in asked for row in outcomes(graph, endpoint=endpoint, drug=drug)}
    statistics = graph.section("levels")["statistics"]
    rows, skipped, ratio = [], 0, set()
    for outcome in chosen.values():
        null = statistics[outcome["statistic"]]["null"]
        if outcome["value"] is None or null is None or (outcome["arm"] and outcome["arm"]["placebo"]):
            skipped += 1
            continue
        group = f"{outcome['endpoint']['label']}: {statistics[outcome['statistic']]['label']}" + (
            f", {outcome['unit']}" if outcome["unit"] not in ("1", None) else ""
        )
        if null == "1":
            ratio.add(group)
        rows.append(_row(outcome, group.replace("{percentage point}", "percentage points")))
    if not rows:
        raise BadParameter(f"no outcome of {endpoint!r} has a number to draw; see 'kg outcomes --endpoint'")
    rows.sort(key=lambda row: (row.group, row.label, row.outcome))
    notes = (
        "Filled mark: estimate with its interval. Open mark: the source gives no interval.",
        "Nothing is pooled: populations differ.",
        f"{skipped} results without a number to draw, or of placebo arms, are left out; see kg outcomes.",
    )
    groups = frozenset(group.replace("{percentage point}", "percentage points") for group in ratio)
    return Forest(
        name="forest",
        title=f"Trial results: {endpoint}",
        rows=tuple(rows),
        ratio=groups,
        notes=notes,
        data_version=graph.data_version,
    )


def _short(work: dict[str, Any]) -> str:
    """Author and year; the identifier where nobody has seen the author."""
    return str(work["label"] if len(work["label"]) <= 30 else work["id"])


def _row(outcome: dict[str, Any], group: str) -> Row:
    from kg.answers.outcomes import flat as flattened

    flat = flattened(outcome)
    works = outcome["references"]
    study = outcome["registry"] or (_short(works[0]) if works else outcome["study"]["label"])
    versus = f" v {flat['versus']}" if flat["versus"] else ""
    months = f", {flat['months']} mo" if flat["months"] else ""
    printed = "; ".join(part for part in (flat["value"], flat["interval"], flat["p"]) if part)
    return Row(
        group=group,
        label=f"{study}: {flat['arm']}{versus}{months}",
        value=outcome["value"],
        low=outcome["ci_low"],
        high=outcome["ci_high"],
        printed=printed,
        outcome=outcome["id"],
    )
