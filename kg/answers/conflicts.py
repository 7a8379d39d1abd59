"""``conflicts``: controversies as curated, and opposed assertions that the rules find by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.parts.moderators import differences
from kg.answers.parts.route_rows import grounds
from kg.network.context import overlap
from kg.network.name_index import Item
from kg.network.signed_graph import WALKED

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

Pair = tuple[str, str]


def conflicts(graph: KnowledgeGraph, name: str | None = None) -> list[dict[str, Any]]:
    """Return curated controversies first, then the pairs that the rules find; with ``name`` those that touch that
    entity.

    ``differ_in`` names the dimensions in which the two sides were shown under different conditions, computed from
    their members; ``one_sided`` those that one side alone states. ``moderated_by`` are the dimensions in which a
    curator sees the reason, ``moderator`` says it in words. A pair lists the controversies that join its two
    assertions too, and a controversy lists such pairs under ``found_by_rule``.
    """
    wanted = graph.names.find(name) if name is not None else None
    pairs = _opposed(graph)
    rows = [_curated(graph, node, pairs) for node in graph.section("controversies").values()]
    rows += [_pair(graph, pair) for pair in pairs]
    return [row for row in rows if wanted is None or _touches(graph, row, wanted)]


def _touches(graph: KnowledgeGraph, conflict: dict[str, Any], wanted: str) -> bool:
    items = graph.section("assertions")["items"]
    members = [iri for side in conflict["sides"] for iri in side["assertions"]]
    ends = {items[iri][end] for iri in members for end in ("subject", "object")}
    return wanted == conflict["iri"] or wanted in members or wanted in ends


def _side(graph: KnowledgeGraph, claim: str, members: Sequence[str]) -> dict[str, Any]:
    """One side: its claim, members, references once each, and the studies that support it; one study is one vote."""
    references = {(ref["iri"], ref["direction"]): ref for iri in members for ref in grounds(graph, iri)}
    read = [
        r for r in references.values() if r["direction"] == "supports" and r["verification"].startswith("verifiedIn")
    ]
    return {
        "claim": claim,
        "assertions": list(members),
        "references": list(references.values()),
        "studies": sorted({ref["study"] for ref in read}),
    }


def _row(graph: KnowledgeGraph, sides: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    found = differences(graph, [side["assertions"] for side in sides])
    return {
        **fields,
        "sides": sides,
        "differ_in": [row["dimension"] for row in found if row["side_1"] and row["side_2"]],
        "one_sided": [row["dimension"] for row in found if not (row["side_1"] and row["side_2"])],
        "differences": found,
    }


def _curated(graph: KnowledgeGraph, node: Item, pairs: Sequence[Pair]) -> dict[str, Any]:
    sides = [_side(graph, text, members) for text, members in zip(node["sides"], node["assertions"], strict=True)]
    return {
        **_row(graph, sides, id=node["id"], iri=node["iri"], kind="controversy", question=node["question"]),
        "moderator": node["moderator"],
        "moderated_by": node["dimensions"],
        "found_by_rule": [list(pair) for pair in pairs if _joins(node, pair)],
        "controversies": [],
    }


def _joins(node: Item, pair: Pair) -> bool:
    """Whether the two assertions stand on different sides of a controversy."""
    one, other = node["assertions"]
    return (pair[0] in one and pair[1] in other) or (pair[1] in one and pair[0] in other)


def _opposed(graph: KnowledgeGraph) -> list[Pair]:
    """Curated assertions that somebody has read, of opposite sign or one a measured null, in the same place; sorted."""
    items = graph.section("assertions")["items"]
    pairs = set()
    for iri, item in items.items():
        for other in item["opposed_by"]:
            rival = items.get(other)
            if rival is None or item["rule"] or rival["rule"]:
                continue
            if (
                item["status"] in WALKED
                and rival["status"] in WALKED
                and overlap(graph.names, item["object_anatomy"], rival["object_anatomy"])
            ):
                pairs.add((min(iri, other), max(iri, other)))
    return sorted(pairs)


def _pair(graph: KnowledgeGraph, pair: Pair) -> dict[str, Any]:
    items = graph.section("assertions")["items"]
    a, b = (items[iri] for iri in pair)
    label = f"{graph.names.items[a['subject']]['label']} and {graph.names.items[a['object']]['label']}"
    sides = [_side(graph, items[iri]["label"], [iri]) for iri in pair]
    joined = [node["id"] for node in graph.section("controversies").values() if _joins(node, pair)]
    return {
        **_row(graph, sides, id=f"{a['id']} v {b['id']}", iri=None, kind="opposed", question=label),
        "moderator": None,
        "moderated_by": [],
        "found_by_rule": [list(pair)],
        "controversies": joined,
    }
