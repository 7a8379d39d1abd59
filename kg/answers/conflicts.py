"""``conflicts``: controversies as curated, and opposed assertions that the rules find by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.steps import grounds, tested_with
from kg.context import overlap
from kg.lookup import Item
from kg.network import WALKED

if TYPE_CHECKING:
    from kg.graph import Graph

_DIMENSIONS = ("object_anatomy", "milieu", "sex", "species")


def conflicts(graph: Graph, name: str | None = None) -> list[dict[str, Any]]:
    """Return curated controversies first, then opposed pairs outside them; with ``name`` those that touch that entity.

    ``differ_in`` names the dimensions in which the two sides were shown under different conditions.
    """
    wanted = graph.names.find(name) if name is not None else None
    items = graph.section("assertions")["items"]
    curated = [_curated(graph, node) for node in graph.section("controversies").values()]
    if wanted is not None:
        curated = [c for c in curated if wanted == c["iri"] or _touches(items, c, wanted)]
    together = {
        frozenset((a, b)) for c in curated for a in c["sides"][0]["assertions"] for b in c["sides"][1]["assertions"]
    }
    found = [pair for pair in _opposed(graph) if pair not in together]
    if wanted is not None:
        found = [pair for pair in found if any(wanted in (items[i]["subject"], items[i]["object"]) for i in pair)]
    return curated + [_pair(graph, *sorted(pair)) for pair in sorted(found, key=sorted)]


def _touches(items: dict[str, Item], conflict: dict[str, Any], wanted: str) -> bool:
    members = [iri for side in conflict["sides"] for iri in side["assertions"]]
    return any(wanted in (items[iri]["subject"], items[iri]["object"]) for iri in members if iri in items)


def _curated(graph: Graph, node: Item) -> dict[str, Any]:
    sides = [
        {
            "claim": text,
            "assertions": list(members),
            "references": [ref for iri in members for ref in grounds(graph, iri)],
        }
        for text, members in zip(node["sides"], node["assertions"], strict=True)
    ]
    return {
        "id": node["id"],
        "iri": node["iri"],
        "kind": "controversy",
        "question": node["question"],
        "sides": sides,
        "differ_in": node["dimensions"],
        "moderator": node["moderator"],
    }


def _opposed(graph: Graph) -> set[frozenset[str]]:
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
                pairs.add(frozenset((iri, other)))
    return pairs


def _pair(graph: Graph, one: str, other: str) -> dict[str, Any]:
    items = graph.section("assertions")["items"]
    a, b = items[one], items[other]
    differ = [d.removeprefix("object_") for d in _DIMENSIONS if set(a[d]) != set(b[d])]
    if tested_with(graph, a) != tested_with(graph, b):
        differ.append("ligand")
    if {line["system"] for line in a["evidence"]} != {line["system"] for line in b["evidence"]}:
        differ.append("system")
    label = f"{graph.names.items[a['subject']]['label']} and {graph.names.items[a['object']]['label']}"
    sides = [
        {"claim": item["label"], "assertions": [iri], "references": grounds(graph, iri)}
        for iri, item in ((one, a), (other, b))
    ]
    return {
        "id": f"{a['id']} v {b['id']}",
        "iri": None,
        "kind": "opposed",
        "question": label,
        "sides": sides,
        "differ_in": differ,
        "moderator": None,
    }
