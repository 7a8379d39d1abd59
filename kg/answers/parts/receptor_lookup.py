"""Who acts on an estrogen receptor; and for a drug of which no such action is known in a tissue, why, and what is
known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.network.signed_graph import WALKED

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_NEAREST = 5


def acts(graph: KnowledgeGraph, iri: str) -> bool:
    """Return whether an assertion says how its subject acts on an estrogen receptor."""
    relation = graph.network.relations[graph.network.assertions[iri]["relation"]]
    return _on_receptor(graph, iri) and bool(relation.get("receptor_action"))


def told(graph: KnowledgeGraph, iri: str, why: str) -> dict[str, Any]:
    """Return an assertion in short, and why it is named."""
    item = graph.network.assertions[iri]
    return {"assertion": iri, "id": item["id"], "label": item["label"], "why": why}


def reason(graph: KnowledgeGraph, drug: str, place: str, set_aside: Mapping[str, str]) -> str:
    """Return why nothing can be said of ``drug`` in ``place``, in words."""
    name, where = (graph.names.items[iri]["label"] for iri in (drug, place))
    own = _own(graph, drug)
    if not own:
        return f"nothing is asserted of {name}"
    if set_aside:
        return f"what is known of {name} in {where} was shown in another context"
    if any(acts(graph, iri) for iri in own):
        return f"the action of {name} on the receptor was not shown in {where}"
    if any(_on_receptor(graph, iri) for iri in own):
        return f"{name} binds the receptor; how it acts in {where} was not shown"
    objects = (graph.network.assertions[iri]["object"] for iri in own if _mechanism(graph, iri))
    labels = list(dict.fromkeys(graph.names.items[iri]["label"] for iri in objects))
    return f"{name} has no known action on an estrogen receptor" + (
        f"; it acts on {', '.join(labels)}" if labels else ""
    )


def nearest(graph: KnowledgeGraph, drug: str, set_aside: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the nearest things that are known: in another context, in other tissues, binding, what else the drug
    does.
    """
    own = _own(graph, drug)
    found = {iri: told(graph, iri, why) for iri, why in set_aside.items()}
    for test, why in (
        (acts, "acts on the receptor elsewhere"),
        (_on_receptor, "binds the receptor"),
        (_mechanism, "acts otherwise"),
        (lambda _graph, _iri: True, "observed with the drug"),
    ):
        for iri in own:
            if test(graph, iri):
                found.setdefault(iri, told(graph, iri, why))
    return list(found.values())[:_NEAREST]


def _own(graph: KnowledgeGraph, drug: str) -> list[str]:
    """What is curated of the drug, and supported or contested by what somebody read; sorted."""
    items = ((iri, graph.network.item(iri)) for iri in sorted(graph.network.of(drug)))
    return [iri for iri, item in items if item["rule"] is None and item["status"] in WALKED]


def _on_receptor(graph: KnowledgeGraph, iri: str) -> bool:
    target = graph.network.assertions[iri]["object"]
    return bool(graph.names.items.get(target, {}).get("kind") == "EstrogenReceptor")


def _mechanism(graph: KnowledgeGraph, iri: str) -> bool:
    return not graph.network.is_end_result(graph.network.assertions[iri])
