"""Delete and rederive: what the rules conclude from a slice of the graph without an overlay, and with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.base.namespaces import GR
from kg.rdf.loader import read_overlay
from kg.rdf.rules import derive, rules
from kg.snapshot.incremental.scope import Unbounded, kinds
from kg.snapshot.incremental.slice import Affected, Subject, Term

_BY_SUBJECT = tuple(ox.NamedNode(GR + name) for name in ("assessment", "inferred-assertions", "outcome-shortcuts"))
"""Derived graphs of which a slice has all or nothing of a subject; the edges of a thing come from many assertions."""


class Change(NamedTuple):
    """What an overlay changes in the quads of the graph beneath: ``stated`` are its own, the others derived.

    ``kinds`` says what its subjects are, ``assertions`` which curated assertions have another record now.
    """

    stated: list[ox.Quad]
    added: set[ox.Quad]
    removed: set[ox.Quad]
    kinds: dict[Subject, int]
    assertions: set[Term]


def change(base: ox.Store, extra: Sequence[Path], most: int) -> Change:
    """Return what the overlays ``extra`` change in ``base``, the compiled packaged graph.

    Only the slice that they affect is derived. Raises ``Unbounded`` where that cannot be told, where the slice does not
    give what ``base`` has (it was cut wrongly then), and for more than ``most`` quads; ``UnreadableInput`` for a file
    that is no Turtle.
    """
    stated = list(dict.fromkeys(islice(read_overlay(extra), most + 1)))
    if len(stated) > most:
        raise Unbounded("the overlay is as large as the graph")
    derived = frozenset(ox.NamedNode(rule.target) for rule in rules())
    affected = Affected(base, stated, of := kinds(base, stated), derived)
    before = _concluded(affected.slice, derived)
    after = _concluded(affected.slice | set(stated), derived)
    found = Change(stated, after - before, before - after, of, affected.assertions)
    _verify(base, found, before)
    return found


def _concluded(curated: set[ox.Quad], derived: frozenset[ox.NamedNode]) -> set[ox.Quad]:
    store = ox.Store()
    store.bulk_extend(curated)
    derive(store)
    return {quad for graph in derived for quad in store.quads_for_pattern(None, None, None, graph)}


def _verify(base: ox.Store, found: Change, before: set[ox.Quad]) -> None:
    """Hold the slice without the overlay against the graph, for every subject about which a conclusion changes."""
    known: dict[Term, set[ox.Quad]] = {}
    for quad in before:
        if quad.graph_name in _BY_SUBJECT:
            known.setdefault(quad.subject, set()).add(quad)
    for subject in {quad.subject for quad in found.added | found.removed if quad.graph_name in _BY_SUBJECT}:
        has = {quad for graph in _BY_SUBJECT for quad in base.quads_for_pattern(subject, None, None, graph)}
        if has != known.get(subject, set()):
            raise Unbounded(f"the slice does not give what the graph has of {subject}")
    if any(quad in base for quad in found.added) or not all(quad in base for quad in found.removed):
        raise Unbounded("the slice does not give what the graph has")
