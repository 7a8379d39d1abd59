"""What stands beside the routes of an answer: trial outcomes with verdicts, nulls, dissent, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.parts.evaluation import Inquiry, distinct, shown
from kg.answers.parts.route_rows import borrowed, directness, grounds, sign_text, step
from kg.answers.predictor import predictor
from kg.reasoning.trial_verdict import observe, usable, verdict

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_SHOWN = 12


def matching(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return the outcomes of the drug that was asked about, for the target or what is broader or narrower than it."""
    wanted = set(inquiry.targets)
    found = []
    for outcome in graph.shard("outcomes", inquiry.source) or ():
        drugs = {drug["iri"] for drug in (outcome["arm"] or {}).get("drugs", ())}
        if inquiry.source in drugs and outcome["quantity"] in wanted:
            found.append(outcome)
    asked = inquiry.asked.population
    return sorted(
        found,
        key=lambda o: (
            asked not in o["population_closure"],
            o["quantity"] != inquiry.target,
            o["study"]["iri"],
            o["iri"],
        ),
    )


def rows(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return each outcome with its verdict; its own study takes no part in the prediction it is held against."""
    expected = predictor(graph, inquiry.search.max_steps, None, inquiry.standing.withdrawn)
    found: list[dict[str, Any]] = []
    for outcome in matching(graph, inquiry):
        why_not = usable(outcome)
        if why_not:
            found.append({"outcome": brief(graph, outcome), "verdict": "not-usable", "verified": None, "why": why_not})
            continue
        seen = observe(outcome, graph.section("levels")["statistics"])
        word, why = verdict(outcome, seen, expected.predict(outcome, inquiry.source))
        verified = (outcome["verification"] or "").startswith("verifiedIn")
        found.append({"outcome": brief(graph, outcome), "verdict": word, "verified": verified, "why": why})
    return found


def brief(graph: KnowledgeGraph, outcome: dict[str, Any]) -> dict[str, Any]:
    """Return an outcome as ``kg outcomes`` prints it."""
    from kg.answers.outcomes import public

    return public(graph, outcome)


def nulls(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return measured nulls that bear on the answer: of the source on the target, or beside a step of a route."""
    pairs = {(edge.source, edge.target) for route in inquiry.routes for edge in route.edges}
    found = []
    for iri in graph.network.nulls([inquiry.source, *(subject for subject, _ in pairs)]):
        item = graph.network.item(iri)
        beside = (item["subject"], item["object"]) in pairs
        if beside or (item["subject"] == inquiry.source and item["object"] in inquiry.targets):
            found.append(_statement(graph, iri))
    return found


def against(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return what speaks against the prediction: dissenting routes, opposed steps, discordant outcomes, open
    controversies.
    """
    from kg.answers.parts.route_rows import route as write

    printed = shown(inquiry)
    lead = printed[0].sign if printed else 1
    found: list[dict[str, Any]] = []
    for route in distinct(inquiry, -lead):
        written = write(graph, inquiry.judge, inquiry.source, route)
        found.append({"kind": "route", "why": f"a route of sign {written['sign']}, {written['grade']}", **written})
    opposed = {edge.iri for route in printed for edge in route.edges if inquiry.standing.opposed(edge.iri)}
    for iri in sorted(opposed):
        item, standing = inquiry.standing.network.item(iri), inquiry.standing
        rivals = standing.rivals(iri) or [rival for premise in item["premise"] for rival in standing.rivals(premise)]
        labels = [graph.assertion(rival)["label"] for rival in rivals]
        found.append(
            {
                "kind": "opposed step",
                "why": "; ".join(labels) or "disputed by evidence of its own",
                **_statement(graph, iri),
            }
        )
    return found + _controversies(graph, inquiry)


def _controversies(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    touched: set[str] = set()
    for route in inquiry.routes[:_SHOWN]:
        for edge in route.edges:
            item = graph.assertion(edge.iri)
            touched.update(item["controversy"])
            for premise in item["premise"]:
                touched.update(graph.assertion(premise)["controversy"])
    for iri in graph.network.of(inquiry.source):
        item = graph.network.item(iri)
        if item["object"] in inquiry.targets:
            touched.update(item["controversy"])
    nodes = graph.section("controversies")
    return [
        {"kind": "controversy", "why": nodes[iri]["moderator"], "id": nodes[iri]["id"], "label": nodes[iri]["question"]}
        for iri in sorted(touched & nodes.keys())
    ]


def gaps(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    """Return what nobody has shown: borrowed steps of the routes, and claims without evidence about the source."""
    missing: dict[tuple[str, str, str], dict[str, Any]] = {}
    for route in inquiry.routes:
        for edge in route.edges:
            item = graph.assertion(edge.iri)
            if not borrowed(graph, item) or edge.source != inquiry.source:
                continue
            if (edge.source, item["relation"], item["object"]) in missing:
                continue
            written = step(graph, inquiry.judge, inquiry.source, edge)
            with_what = ", ".join(ligand["label"] for ligand in written["tested_with"])
            drug, target = (graph.names.items[end]["label"] for end in (edge.source, item["object"]))
            acts = graph.network.relations[item["relation"]]["label"]
            missing[edge.source, item["relation"], item["object"]] = {
                "kind": "never measured with this drug",
                "what": f"{drug} {acts} {target}: never measured with {drug}; borrowed from {with_what}",
                "assertion": edge.iri,
                "tested_with": written["tested_with"],
            }
    found = [missing[key] for key in sorted(missing)]
    return found + _unshown(graph, inquiry)


def _unshown(graph: KnowledgeGraph, inquiry: Inquiry) -> list[dict[str, Any]]:
    words = {"unsupported": "no evidence line at all", "claimed": "cited, but nobody has read the source"}
    found = []
    for iri in graph.network.unshown([inquiry.source, *graph.names.bound_to(inquiry.source)]):
        item = graph.network.item(iri)
        found.append(
            {
                "kind": "unsupported claim",
                "what": f"{item['label']}: {words[item['status']]}",
                "assertion": iri,
                "tested_with": [],
                "directness": "uncited",
            }
        )
    return found


def _statement(graph: KnowledgeGraph, iri: str) -> dict[str, Any]:
    item = graph.assertion(iri)
    sign = graph.network.relations[item["relation"]]["sign"]
    return {
        "assertion": iri,
        "id": item["id"],
        "label": item["label"],
        "sign": sign_text(sign) if sign else "0",
        "directness": directness(graph, item["subject"], item),
        "references": grounds(graph, iri),
    }
