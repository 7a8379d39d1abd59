"""A question about routes: from what to what, in which context, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.answers.parts.evaluation import Inquiry
from kg.answers.parts.exclusions import found
from kg.errors import BadParameter
from kg.network.context import EXACT, GENERALISED, Context, context

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

MOST_STEPS = 12
NOT_MECHANISM = (
    "Endpoint",
    "Population",
    "Arm",
    "Study",
    "Trial",
    "PreclinicalStudy",
    "Publication",
    "Assertion",
    "InferredAssertion",
    "Protocol",
    "Controversy",
)


class Question(NamedTuple):
    """What is asked: source and target as IRIs, the context, the step limit, and what is withdrawn from the graph."""

    graph: KnowledgeGraph
    source: str
    target: str
    asked: Context
    max_steps: int
    without: frozenset[str]

    def inquiry(self, withdrawn: frozenset[str] = frozenset()) -> Inquiry:
        """Put the question, with ``withdrawn`` left out besides, and return what was found."""
        ends = targets(self.graph, self.target)
        return Inquiry(self.graph, self.source, ends, self.asked, self.max_steps, self.without | withdrawn)

    def to_dict(self) -> dict[str, Any]:
        """Return the question as answers print it."""
        names = self.graph.names
        return {
            "source": names.ref(self.source),
            "target": names.ref(self.target),
            "context": self.asked.to_dict(names),
            "without": [names.ref(iri) for iri in sorted(self.without)],
        }


def question(
    graph: KnowledgeGraph,
    source: str,
    target: str,
    *,
    max_steps: int = 8,
    without: Sequence[str] = (),
    **where: str | None,
) -> Question:
    """Return the question that the names mean; ``where`` is a context as ``kg.network.context`` takes it.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` for a source that is its own target, a step limit
    outside 1 to 12, or a context that contradicts itself.
    """
    bounded(max_steps)
    begin, end = node(graph, source), node(graph, target)
    if begin == end:
        label = graph.names.items[begin]["label"]
        raise BadParameter(f"source and target are both {label}; ask for two different things")
    return Question(graph, begin, end, context(graph.names, **where), max_steps, found(graph, without))


def bounded(max_steps: int) -> None:
    """Raise ``BadParameter`` for a limit of steps outside 1 to 12."""
    if not 1 <= max_steps <= MOST_STEPS:
        raise BadParameter(f"max-steps is {max_steps}; give a number from 1 to {MOST_STEPS}")


def targets(graph: KnowledgeGraph, target: str) -> dict[str, int]:
    """Return the nodes that answer for ``target``: itself, and as generalised its broader quantities and its parts."""
    names = graph.names
    answering = {target: EXACT}
    for other in (*names.items[target]["broader"], *names.narrower(target)):
        if names.items[other]["kind"] not in NOT_MECHANISM:
            answering.setdefault(other, GENERALISED)
    return answering


def node(graph: KnowledgeGraph, name: str) -> str:
    """Return the mechanism node that ``name`` means; an endpoint stands for the quantity that it measures.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` for what no route runs between.
    """
    iri = graph.names.find(name)
    own = stands_for(graph, iri)
    if own is None:
        raise no_mechanism(name, graph.names.item(iri)["kind"])
    return own


def stands_for(graph: KnowledgeGraph, iri: str) -> str | None:
    """Return what routes run between where ``iri`` is asked for: itself, or the quantity of a reported endpoint.

    None for a record, and for an endpoint that no outcome reports.
    """
    kind = graph.names.item(iri)["kind"]
    if kind == "Endpoint":
        reported = (outcome for outcome in graph.section("outcomes") if outcome["endpoint"]["iri"] == iri)
        return next((str(outcome["quantity"]) for outcome in reported if outcome["quantity"]), None)
    return None if kind in NOT_MECHANISM else iri


def no_mechanism(name: str, kind: str) -> BadParameter:
    """Return the refusal of ``name``, which means a thing of ``kind``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
    article = "an" if words[0] in "aeiou" else "a"
    return BadParameter(
        f"{name!r} is {article} {words}, not a thing that routes run between; name a drug, a process or an outcome"
    )
