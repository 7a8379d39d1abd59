"""Compile the sources into one snapshot folder: JSON sections and an Oxigraph store.

The folder is a cache. It is written aside and renamed, and is keyed by the content of everything it was made from.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.base.atomic_files import folder_aside
from kg.network.edge_table import columns
from kg.rdf import catalogue
from kg.rdf.loader import load_store
from kg.rdf.rules import derive
from kg.snapshot.cache import MANIFEST, digest, manifest, opened, read, sealed, shard, store_files
from kg.snapshot.incremental.rederive import Change, change
from kg.snapshot.incremental.scope import MEASURED, Unbounded
from kg.snapshot.incremental.sections import patched
from kg.snapshot.lazy_map import encoded, spoilt
from kg.snapshot.sections import assertions, documents, entities, levels, outcomes
from kg.snapshot.subject_view import Facts


def compile_snapshot(target: Path, extra: Sequence[Path] = (), base: Path | None = None) -> None:
    """Write the snapshot of the packaged knowledge and the overlays ``extra`` to ``target``.

    ``base`` is the snapshot of the packaged knowledge alone: what the overlays cannot change is taken from there. Where
    that cannot be told, or ``base`` is damaged, all is compiled from nothing, with the same result. Nothing is left
    behind on failure; a snapshot that appeared meanwhile is kept. Raises ``UnreadableInput`` for a source that cannot
    be parsed.
    """
    if base is not None and extra:
        try:
            lay_over(target, extra, base)
            return
        except (Unbounded, OSError, ValueError, KeyError, TypeError):
            pass
    store = load_store(extra)
    derive(store)
    with folder_aside(target, "writing", MANIFEST) as aside:
        made = contents(store) if extra else sections(store)
        sizes = {name: write_section(aside, name, data) for name, data in made.items()}
        _write_store(aside / "store", store)
        write_manifest(aside, sizes, len(store))


def lay_over(target: Path, extra: Sequence[Path], base: Path) -> None:
    """Write the snapshot of the overlays ``extra`` over the packaged snapshot ``base`` to ``target``.

    Derives what the overlays affect and makes the sections that they touch; the rest is copied. Raises ``Unbounded``
    where an overlay may change anything; ``OSError``, ``ValueError`` or ``KeyError`` where ``base`` is damaged.
    """
    told = manifest(base)
    if store_files(base / "store") != told["store"]:
        raise ValueError(f"the store of {base} is damaged")
    below = ox.Store.read_only(str(base / "store"))
    quads, written = len(below), told["sections"]
    found = change(below, extra, most=quads // 2)
    with folder_aside(target, "writing", MANIFEST) as aside:
        shutil.copytree(base / "store", aside / "store", ignore=shutil.ignore_patterns("LOCK", "LOG*"))
        store = ox.Store(str(aside / "store"))
        store.extend(chain(found.stated, found.added))
        for quad in found.removed:
            store.remove(quad)
        store.flush()
        sizes, quads = _copied_and_made(aside, base, written, store, found), len(store)
        del store  # closed, so that its files are what they stay
        write_manifest(aside, sizes, quads)


def _copied_and_made(
    aside: Path, base: Path, written: dict[str, dict[str, Any]], store: ox.Store, found: Change
) -> dict[str, dict[str, Any]]:
    """Write every section; what documents say no bounded overlay changes, and outcomes only where it speaks of some."""
    made = patched(store, found, lambda name: read(base, name, written, spoilt))
    measured = not MEASURED.isdisjoint(found.kinds.values())
    if measured:
        outcome = outcomes.section(Facts(store))
        made |= {"outcomes": outcome} | _by_drug(outcome)
    counted = dict(read(base, "counts", written, spoilt)) | _counts(made)
    made["counts"] = counted | ({"outcomes": len(made["outcomes"])} if measured else {})
    sizes: dict[str, dict[str, Any]] = {}
    for name in written:
        stale = measured and name.startswith("outcomes-of-")
        if name not in made and not stale and not name.startswith("ask-"):
            sizes[name] = _copy(base, aside, name, written)
    return sizes | {name: write_section(aside, name, data) for name, data in made.items()}


def _copy(base: Path, aside: Path, name: str, written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    path = base / f"{name}.json"
    if sealed(name, opened(path)) != written[name]:
        raise ValueError(f"section {name} of {base} is damaged")
    shutil.copyfile(path, aside / path.name)
    return written[name]


def sections(store: ox.Store) -> dict[str, Any]:
    """Return section name -> JSON-ready content of the whole ``store``, the rows of every catalogued query included."""
    return contents(store) | {f"ask-{name}": catalogue.rows(store, name) for name in catalogue.names()}


def contents(store: ox.Store) -> dict[str, Any]:
    """Return what ``sections`` does, without the rows of the queries."""
    facts = Facts(store)
    measured = outcomes.section(facts)
    content = statements(facts) | {
        "outcomes": measured,
        "claims": documents.claims(facts),
        "audit": documents.audit(facts),
        "citations": documents.citations(facts),
        "protocols": documents.protocols(facts),
        "figures": documents.figures(facts),
        "controversies": documents.controversies(facts),
        "levels": levels.section(facts),
    }
    counts = _counts(content) | {"outcomes": len(measured), "controversies": len(content["controversies"])}
    return content | _by_drug(measured) | {"counts": counts}


def statements(facts: Facts) -> dict[str, Any]:
    """Return the sections that a new assertion, entity or publication changes."""
    asserted, spare = assertions.section(facts)
    items, names = entities.section(facts, entities.ENTITIES)
    records, called = entities.section(facts, entities.RECORDS)
    return {
        "entities": entities.things(items),
        "names": names,
        "records": {"items": records},
        "record-names": called,
        "assertions": asserted,
        "superseded": spare,
        "walked": columns(asserted, asserted["items"] | spare, items),
        "scanned": assertions.scanned(asserted, spare),
        "references": assertions.references(facts),
    }


def _by_drug(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The outcomes once more by drug, since most questions are about one."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for outcome in found:
        for name in sorted({shard("outcomes", drug["iri"]) for drug in (outcome["arm"] or {}).get("drugs", ())}):
            parts.setdefault(name, []).append(outcome)
    return parts


def _counts(content: dict[str, Any]) -> dict[str, int]:
    items = content["entities"]["items"].values()
    asserted = content["assertions"]["items"].values()
    return {
        "drugs": sum(item["kind"] == "Drug" for item in items),
        "entities": len(items),
        "assertions": sum(item["rule"] is None for item in asserted),
        "inferred assertions": sum(item["rule"] is not None for item in asserted),
        "publications": len(content["references"]),
        "studies": len({work["study"] for work in content["references"].values() if work["study"]}),
    }


def write_section(folder: Path, name: str, data: Any) -> dict[str, Any]:
    """Write a section to ``folder``; return its size and digest."""
    with (folder / f"{name}.json").open("wb") as file:
        file.writelines(encoded(name, data))
    return sealed(name, opened(folder / f"{name}.json"))


def write_manifest(folder: Path, sizes: dict[str, dict[str, Any]], quads: int) -> None:
    """Write what a snapshot is made of."""
    raw = b"".join(encoded(MANIFEST, {"sections": sizes, "store": store_files(folder / "store"), "quads": quads}))
    (folder / MANIFEST).write_bytes(digest(raw).encode() + b"\n" + raw)


def _write_store(path: Path, store: ox.Store) -> None:
    disk = ox.Store(str(path))
    disk.bulk_extend(iter(store))
    disk.optimize()
    disk.flush()
