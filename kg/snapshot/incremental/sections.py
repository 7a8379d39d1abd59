"""The sections on assertions, entities and publications: made anew for what an overlay touches, kept for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyoxigraph as ox

from kg.base.namespaces import SB
from kg.network.edge_table import columns
from kg.snapshot.incremental.rederive import Change
from kg.snapshot.incremental.scope import STUDY, THING, WORK
from kg.snapshot.incremental.slice import BACKGROUND
from kg.snapshot.lazy_map import Entries
from kg.snapshot.sections import assertions, entities
from kg.snapshot.subject_view import Facts

_STATUS, _OPPOSED, _FOR, _REFERENCE, _STUDY, _EXPRESSES = (
    ox.NamedNode(SB + name) for name in ("status", "opposedBy", "evidenceFor", "reference", "fromStudy", "expresses")
)


def patched(store: ox.Store, found: Change, base: Callable[[str], Any]) -> dict[str, Any]:
    """Return what ``kg.snapshot.compile.statements`` does for ``store``: a graph with an overlay.

    ``found`` is what the overlay changed, ``base`` gives the sections of the graph beneath.
    """
    touched = _touched(store, found)
    facts = Facts.of(_quads(store, found, touched))
    asserted, spare = _assertions(base, touched, *assertions.section(facts))
    described = {_value(subject) for subject, kind in found.kinds.items() if kind in (THING, STUDY)}
    works = {_value(subject) for subject, kind in found.kinds.items() if kind == WORK}
    items, names = _merged(base("entities")["items"], base("names"), facts, entities.ENTITIES, described)
    known, called = base("records")["items"], base("record-names")
    records, called = _merged(known, called, facts, entities.RECORDS, works | touched)
    written = {iri: item for iri, item in assertions.references(facts).items() if iri in works}
    return {
        "entities": entities.things(items),
        "names": names,
        "records": {"items": records},
        "record-names": called,
        "assertions": asserted,
        "superseded": spare,
        "walked": columns(asserted, asserted["items"] | spare, items),
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


def _assertions(
    base: Callable[[str], Any], touched: set[str], made: dict[str, Any], aside: Entries
) -> tuple[dict[str, Any], Entries]:
    section, spare = base("assertions"), base("superseded").replaced(touched, aside)
    fresh = dict(made["items"].items())
    for item in fresh.values():
        item["opposed_by"] = [other for other in item["opposed_by"] if other not in spare]
    return {**section, "items": section["items"].replaced(touched, fresh)}, spare


def _merged(
    items: Entries, names: Entries, facts: Facts, kinds: tuple[str, ...], changed: set[str]
) -> tuple[Entries, Entries]:
    """Return items and names with those of ``changed`` as ``facts`` has them."""
    made, called = entities.section(facts, kinds)
    fresh = {iri: item for iri, item in made.items() if iri in changed}
    altered = {name: entries for name, entries in names.items() if any(one[1] in changed for one in entries)}
    touched = altered.keys() | {name for name, entries in called.items() if any(one[1] in changed for one in entries)}
    kept = {name: [one for one in names.get(name, ()) if one[1] not in changed] for name in touched}
    for name in touched & called.keys():
        kept[name] = sorted(kept[name] + [one for one in called[name] if one[1] in changed])
    return items.replaced(changed, fresh), names.replaced(touched, {name: kept[name] for name in kept if kept[name]})


def _value(subject: ox.NamedNode | ox.BlankNode) -> str:
    return subject.value
