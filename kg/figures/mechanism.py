"""The scene of a mechanism: the best routes from a drug to a target in a context, merged into one graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.answers.parts.evaluation import Inquiry
from kg.answers.parts.route_rows import directness, tested_with
from kg.answers.question import question
from kg.errors import BadParameter
from kg.figures.figure_request import Request
from kg.figures.guide_figures import nodes
from kg.figures.scene import Link, Scene
from kg.network.context import GRADES
from kg.network.signed_graph import Edge
from kg.reasoning.routes import Route

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_MERGED, _DISSENTING, _NAMED = 40, 10, 2
_TARGET = "bone mineral density"
_LETTERS = dict(zip(GRADES, "ewiugx-", strict=True))  # "extrapolated" has its second letter
_SIGNS = {1: "+", -1: "−"}


def mechanism(graph: KnowledgeGraph, asked: Request) -> Scene:
    """Return the best routes from a drug to a target (bone mineral density where none is named), merged.

    Routes of the other sign are among them where there are any. Raises ``BadParameter`` where there is no route.
    """
    goal = asked.target or _TARGET
    where = {name: getattr(asked, name) for name in ("anatomy", "population", "milieu", "species")}
    put = question(graph, str(asked.subject), goal, max_steps=asked.max_steps, **where)
    inquiry = put.inquiry()
    if not inquiry.routes:
        raise BadParameter(f"no route from {asked.subject} to {goal} to draw; kg explain says what is missing")
    lead, other = chosen(inquiry)
    links = _links(graph, inquiry, lead, other)
    names = graph.names.items
    title = f"How {names[put.source]['label']} reaches {names[put.target]['label']}"
    setting = ", ".join(value for value in where.values() if value)
    return Scene(
        title=f"{title} ({setting})" if setting else title,
        nodes=nodes(graph, links),
        links=tuple(links),
        notes=_notes(graph, inquiry, links, lead, other),
        key=_key(links),
    )


def chosen(inquiry: Inquiry) -> tuple[list[Route], list[Route]]:
    """Return the routes that are drawn, best first: those of the predicted or leaning sign, and those of the other."""
    sign = 1 if inquiry.verdict["lean"] == "+" else -1
    leading = [route for route in inquiry.routes if route.sign == sign]
    dissenting = [route for route in inquiry.routes if route.sign != sign]
    room = max(_DISSENTING, _MERGED - len(leading))
    other = dissenting[:room]
    return leading[: _MERGED - len(other)], other


def _links(graph: KnowledgeGraph, inquiry: Inquiry, lead: Sequence[Route], other: Sequence[Route]) -> list[Link]:
    merged: dict[tuple[str, str, int], list[Edge]] = {}
    for route in (*lead, *other):
        for edge in route.edges:
            merged.setdefault((edge.source, edge.target, edge.sign), []).append(edge)
    leading = {(edge.source, edge.target, edge.sign) for route in lead for edge in route.edges}
    return [link(graph, inquiry, edges, dissent=key not in leading) for key, edges in merged.items()]


def link(graph: KnowledgeGraph, inquiry: Inquiry, edges: Sequence[Edge], *, dissent: bool) -> Link:
    """Return one line for the edges of a step: the grade of the best of them, and borrowed where all of them are."""
    unique = list(dict.fromkeys(edges))
    items = {edge.iri: graph.assertion(edge.iri) for edge in unique}
    grade = min(inquiry.judge.fit(edge).grade for edge in unique)
    borrowed = all(directness(graph, inquiry.source, items[edge.iri]) in ("class", "estradiol") for edge in unique)
    ligands = dict.fromkeys(ligand for edge in unique for ligand in tested_with(graph, items[edge.iri]))
    named = sorted(graph.names.items[ligand]["label"] for ligand in ligands)
    opposed = any(inquiry.standing.opposed(edge.iri) for edge in unique)
    tag = _LETTERS[GRADES[grade]]
    if borrowed:
        tag += " " + ", ".join(named[:_NAMED]) + (f" +{len(named) - _NAMED}" if len(named) > _NAMED else "")
    told = [items[unique[0].iri]["label"], GRADES[grade]]
    told += [f"measured with {', '.join(named)}"] if borrowed else []
    return Link(
        source=unique[0].source,
        target=unique[0].target,
        sign=unique[0].sign,
        dashed=borrowed,
        assertions=tuple(sorted({edge.iri for edge in unique})),
        label="; ".join(told) + ("; opposed" if opposed else ""),
        tag=tag + (" ≠" if opposed else ""),
        dissent=dissent,
    )


def _key(links: Sequence[Link]) -> tuple[str, ...]:
    used = {link.tag[0] for link in links}
    letters = ", ".join(f"{letter} {grade}" for grade, letter in _LETTERS.items() if letter in used)
    key = [f"Letter on a line: how well the best evidence for the step fits what was asked: {letters}."]
    if any("≠" in link.tag for link in links):
        key.append("≠ on a line: other evidence speaks against the step.")
    return tuple(key)


def _notes(
    graph: KnowledgeGraph, inquiry: Inquiry, links: Sequence[Link], lead: Sequence[Route], other: Sequence[Route]
) -> tuple[str, ...]:
    verdict = inquiry.verdict
    sign = lead[0].sign
    total = {way: sum(route.sign == way for route in inquiry.routes) for way in (1, -1)}
    if verdict["sign"] == "ambiguous":
        says = f"Predicted: ambiguous, since routes of both signs are equally strong; the best leans {_SIGNS[sign]}."
    else:
        by = f", decided by: {verdict['decided_by']}" if verdict["decided_by"] else ", no route says otherwise"
        says = f"Predicted: {_SIGNS[sign]}{by}."
    drawn = f"Drawn: {_of(len(lead), total[sign])} that say {_SIGNS[sign]}"
    drawn += f", and {_of(len(other), total[-sign])} that say {_SIGNS[-sign]}." if other else "."
    label = graph.names.items[inquiry.source]["label"]
    borrowed = sum(link.dashed for link in links)
    notes = [
        says,
        drawn,
        f"{borrowed} of {len(links)} steps are dashed: they were measured with the ligand named on the line, "
        f"not with {label}.",
    ]
    if inquiry.search.stopped:
        after = len(inquiry.search.routes)
        notes.append(f"The search stopped after {after} routes, the best by grade and length: there are more.")
    return tuple(notes)


def _of(drawn: int, total: int) -> str:
    return f"the {drawn} best of {total} routes" if drawn < total else f"all {total} routes" if total > 1 else "1 route"
