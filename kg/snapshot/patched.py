"""The sections on assertions, entities and publications: made anew for what an overlay touches, kept for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from kg.names import SB
from kg.snapshot import assertions, entities
from kg.snapshot.affected import BACKGROUND
from kg.snapshot.bounds import STUDY, THING, WORK
from kg.snapshot.entries import Entries
from kg.snapshot.facts import Facts
from kg.snapshot.rederived import Change
from kg.walked import columns

_STATUS, _OPPOSED, _FOR, _REFERENCE, _STUDY, _EXPRESSES = (
    ox.NamedNode(SB + name) for name in ("status", "opposedBy", "evidenceFor", "reference", "fromStudy", "expresses")
)
_RECORD_RANKS = {"Publication": 0, "Assertion": 1, "InferredAssertion": 1, "Controversy": 2, "Protocol": 3}
_STUDY_RANK = entities.ENTITIES.index("Study")


def patched(store: ox.Store, found: Change, base: Callable[[str], Any]) -> dict[str, Any]:
    """Return what ``kg.snapshot.compile.statements`` does but the shards, for ``store``: a graph with an overlay.

    ``found`` is what the overlay changed, ``base`` gives the sections of the graph beneath. Raises ``KeyError`` for a
    record of a kind that has no place.
    """
    touched = _touched(store, found)
    facts = Facts(_quads(store, found, touched))
    fresh = assertions.section(facts)["items"]
    asserted, spare = _assertions(base, touched, fresh)
    described = {_value(subject) for subject, kind in found.kinds.items() if kind in (THING, STUDY)}
    works = {_value(subject) for subject, kind in found.kinds.items() if kind == WORK}
    named = _merged(base("entities")["items"], base("names"), facts, entities.ENTITIES, described, _rank(facts))
    recorded = base("records")
    records = _merged(
        recorded["items"],
        recorded["names"],
        facts,
        entities.RECORDS,
        works | touched,
        lambda iri, item: _RECORD_RANKS[item["kind"]],
    )
    written = {iri: item for iri, item in assertions.references(facts).items() if iri in works}
    return {
        "entities": {"items": named["items"]},
        "names": named["names"],
        "records": records,
        "assertions": asserted,
        "superseded": spare,
        "walked": columns(asserted, asserted["items"] | spare, named["items"]),
        "scanned": assertions.scanned(asserted, spare),
        "references": base("references").replaced((), written),
    }


def _touched(store: ox.Store, found: Change) -> set[str]:
    """IRIs of the assertions whose item may be another: a conclusion about them changed, their record did, or one that
    opposes them is superseded now, or no more.
    """
    changed = found.added | found.removed
    subjects = found.assertions | {quad.subject for quad in changed}
    for quad in changed:
        if quad.predicate == _STATUS:
            subjects |= {one.object for one in store.quads_for_pattern(quad.subject, _OPPOSED, None, None)}
    return {one.value for one in subjects if isinstance(one, ox.NamedNode)}


def _quads(store: ox.Store, found: Change, touched: Iterable[str]) -> Iterable[ox.Quad]:
    """Vocabulary and entities, and all that is said of the touched assertions, their evidence and its sources."""
    wanted: set[Any] = {ox.NamedNode(iri) for iri in touched}
    lines = {quad.subject for one in wanted for quad in store.quads_for_pattern(None, _FOR, one, None)}
    claims = {quad.subject for one in wanted for quad in store.quads_for_pattern(None, _EXPRESSES, one, None)}
    wanted |= lines | claims | set(found.kinds)
    for step in (_REFERENCE, _STUDY):
        wanted |= {quad.object for one in wanted for quad in store.quads_for_pattern(one, step, None, None)}
        wanted = {one for one in wanted if isinstance(one, (ox.NamedNode, ox.BlankNode))}
    for graph in BACKGROUND:
        yield from store.quads_for_pattern(None, None, None, graph)
    for one in wanted:
        yield from store.quads_for_pattern(one, None, None, None)


def _assertions(base: Callable[[str], Any], touched: set[str], fresh: dict[str, Any]) -> tuple[dict[str, Any], Entries]:
    section = base("assertions")
    set_aside = {iri: item for iri, item in fresh.items() if item["status"] == "superseded"}
    spare: Entries = base("superseded").replaced(touched, set_aside)
    kept = {iri: item for iri, item in fresh.items() if iri not in set_aside}
    for item in kept.values():
        item["opposed_by"] = [other for other in item["opposed_by"] if other not in spare]
    return {**section, "items": section["items"].replaced(touched, kept)}, spare


def _rank(facts: Facts) -> Callable[[str, Any], int]:
    """Return what tells the place of a thing among the kinds of entities; a study is what is of no other kind."""
    ranks: dict[str, int] = {}
    for rank, kind in enumerate(entities.ENTITIES):
        for iri in facts.subjects(kind):
            ranks.setdefault(iri, rank)
    return lambda iri, item: ranks.get(iri, _STUDY_RANK)


def _merged(
    items: Mapping[str, Any],
    names: Mapping[str, list[list[Any]]],
    facts: Facts,
    kinds: tuple[str, ...],
    changed: set[str],
    rank: Callable[[str, Any], int],
) -> dict[str, Any]:
    """Return items and names with those of ``changed`` as ``facts`` has them; in the order of ``entities.section``."""
    made = entities.section(facts, kinds)
    fresh = {iri: item for iri, item in made["items"].items() if iri in changed}
    whole = {iri: item for iri, item in items.items() if iri not in changed} | fresh
    kept = {name: [one for one in entries if one[1] not in changed] for name, entries in names.items()}
    for name, entries in made["names"].items():
        kept[name] = sorted(kept.get(name, []) + [one for one in entries if one[1] in changed])
    order = sorted(whole, key=lambda iri: (rank(iri, whole[iri]), iri))
    return {
        "items": {iri: whole[iri] for iri in order},
        "names": {name: entries for name, entries in sorted(kept.items()) if entries},
    }


def _value(subject: ox.NamedNode | ox.BlankNode) -> str:
    return subject.value
