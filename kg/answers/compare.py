"""``compare``: drugs side by side, tissue by tissue, and in the trials that held one against the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.parts.receptor_action import Action
from kg.answers.parts.trial_comparisons import contrasts
from kg.answers.question import bounded
from kg.base.namespaces import ENT
from kg.errors import BadParameter
from kg.network.context import Context, context

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_KINDS = ("Drug", "ChemicalEntity", "Intervention")
_HUMAN = ENT + "human"


def compare(
    graph: KnowledgeGraph,
    drugs: Sequence[str],
    anatomy: str | Sequence[str] | None,
    *,
    max_steps: int = 8,
    **where: str | None,
) -> dict[str, Any]:
    """Return the whole answer of ``kg compare`` as plain values: ``rows`` drug by drug in each tissue, in the order
    asked, and the contrasts of trials.

    The question is about humans unless a species or a population says otherwise. Raises ``UnknownName``,
    ``AmbiguousName``, and ``BadParameter`` for no drug, no tissue, one of them named twice, or a context that
    contradicts itself.
    """
    bounded(max_steps)
    asked = context(graph.names, **where)
    if asked.species is None:
        asked = asked._replace(species=_HUMAN)
    chosen = _once("drug", drugs, [graph.names.find(name, kinds=_KINDS, what="drug") for name in drugs])
    named = [part.strip() for part in (anatomy.split(",") if isinstance(anatomy, str) else anatomy or ())]
    places = _once("tissue", named, [str(_place(graph, name).anatomy) for name in named])
    actions = [Action(graph, drug, asked._replace(anatomy=place), max_steps) for place in places for drug in chosen]
    return {
        "question": {
            "drugs": [graph.names.ref(drug) for drug in chosen],
            "tissues": [graph.names.ref(place) for place in places],
            "context": {k: v for k, v in asked.to_dict(graph.names).items() if k != "anatomy"},
        },
        "rows": [action.row() for action in actions],
        "stopped_early": any(action.stopped for action in actions),
        **contrasts(graph, chosen, asked),
    }


def _place(graph: KnowledgeGraph, name: str) -> Context:
    if not name:
        raise BadParameter("a tissue has no name; write them as 'bone,breast,uterus'")
    return context(graph.names, anatomy=name)


def _once(what: str, names: Sequence[str], found: list[str]) -> list[str]:
    if not found:
        example = "'toremifene raloxifene'" if what == "drug" else "'bone,breast,uterus'"
        raise BadParameter(f"name at least one {what}, such as {example}")
    for number, iri in enumerate(found):
        first = found.index(iri)
        if first != number:
            raise BadParameter(f"{names[first]!r} and {names[number]!r} are the same {what}; name each once")
    return found
