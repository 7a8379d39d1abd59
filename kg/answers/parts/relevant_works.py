"""Which works bear on a question, and what has to be withdrawn for a step to fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING

from kg.network.signed_graph import SEEN, Network
from kg.network.support import Standing

if TYPE_CHECKING:
    from kg.answers.question import Question


def bearing(asked: Question, unit: str) -> dict[str, frozenset[str]]:
    """Return the publications (``unit`` is ``reference``) or studies (``study``) whose loss could change the answer,
    sorted, each with the evidence lines that fall with it.

    These are the read ones behind the steps that lie between source and target, behind what those rest on, and behind
    what stands against them.
    """
    network = asked.graph.network
    between = _between(network, asked.source, asked.inquiry().targets)
    touched = {iri for thing in between for iri in network.of(thing) if network.item(iri)["object"] in between}
    touched |= {iri for iri in network.displacing if network.item(iri)["subject"] in between}
    touched |= {edge.iri for thing in between for edge in network.leaving(thing) if edge.target in between}
    found: dict[str, set[str]] = {}
    for iri in _grounds(network, touched):
        for line in network.item(iri)["evidence"]:
            if line["verification"] in SEEN:
                found.setdefault(line[unit], set()).add(line["iri"])
    return {work: frozenset(found[work]) for work in sorted(found)}


def _between(network: Network, source: str, targets: Iterable[str]) -> set[str]:
    """The nodes that lie on some walk from ``source`` to the targets, contexts aside."""
    return _reach({source}, network, outgoing=True) & _reach(set(targets), network, outgoing=False)


def _reach(start: set[str], network: Network, *, outgoing: bool) -> set[str]:
    beside = network.leaving if outgoing else network.reaching
    found, todo = set(start), list(start)
    while todo:
        for edge in beside(todo.pop()):
            other = edge.target if outgoing else edge.source
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _grounds(network: Network, start: set[str]) -> set[str]:
    """``start`` with the premises, rivals and superseding evidence that each rests on or is held against."""
    found, todo = set(start), list(start)
    while todo:
        item = network.item(todo.pop())
        for name in ("premise", "role_premise", "opposed_by", "superseded_by"):
            for other in item[name]:
                if other in network.assertions and other not in found:
                    found.add(other)
                    todo.append(other)
    return found


def cuts_of(standing: Standing, iri: str, unit: str) -> Iterator[frozenset[str]]:
    """Yield the sets of works that each make an assertion fall that stands: all that support it, or all that support
    its premise, or those of every assertion that could carry it over.
    """
    item = standing.network.item(iri)
    if item["rule"] is None:
        yield frozenset(line[unit] for line in standing.lines(iri))
        return
    for premise in item["premise"]:
        yield from cuts_of(standing, premise, unit)
    roles = [list(cuts_of(standing, role, unit)) for role in item["role_premise"] if standing.stands(role)]
    if roles:
        for choice in product(*roles):
            yield frozenset().union(*choice)
