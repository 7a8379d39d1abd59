"""Compile the sources into one snapshot folder: JSON sections and an Oxigraph store.

The folder is a cache. It is written aside and renamed, and is keyed by the content of everything it was made from.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import catalogue
from kg.rules import derive
from kg.snapshot import assertions, documents, entities, levels, outcomes
from kg.snapshot.entries import encoded
from kg.snapshot.facts import Facts
from kg.snapshot.files import MANIFEST, sealed, shard
from kg.sources import load_store
from kg.walked import columns


def compile_snapshot(target: Path, extra: Sequence[Path] = ()) -> None:
    """Write the snapshot of the packaged knowledge and the overlays ``extra`` to ``target``.

    Nothing is left behind on failure; a snapshot that appeared meanwhile is kept. Raises ``UnreadableInput``
    for a source that cannot be parsed.
    """
    store = load_store(extra)
    made = derive(store)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    try:
        sizes = {}
        for name, data in sections(store).items():
            raw = encoded(name, data)
            (aside / f"{name}.json").write_bytes(raw)
            sizes[name] = sealed(name, raw)
        _write_store(aside / "store", store)
        manifest = {"sections": sizes, "derived": made, "quads": len(store)}
        (aside / MANIFEST).write_bytes(encoded(MANIFEST, manifest))
        try:
            os.rename(aside, target)
        except OSError:
            if not (target / MANIFEST).exists():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def sections(store: ox.Store) -> dict[str, Any]:
    """Return section name -> JSON-ready content of the whole ``store``, the rows of every catalogued query included."""
    return contents(store) | {f"ask-{name}": catalogue.rows(store, name) for name in catalogue.names()}


def contents(store: ox.Store) -> dict[str, Any]:
    """Return what ``sections`` does, without the rows of the queries."""
    facts = Facts(store)
    references = assertions.references(facts)
    asserted = assertions.section(facts)
    spare = assertions.superseded(asserted)
    named = entities.section(facts, entities.ENTITIES)
    measured = outcomes.section(facts)
    content = {
        "entities": {"items": named["items"]},
        "names": named["names"],
        "records": entities.section(facts, entities.RECORDS),
        "assertions": asserted,
        "superseded": spare,
        "walked": columns(asserted, {**asserted["items"], **spare}, named["items"]),
        "scanned": assertions.scanned(asserted, spare),
        "references": references,
        "outcomes": measured,
        "claims": documents.claims(facts),
        "audit": documents.audit(facts),
        "citations": documents.citations(facts),
        "protocols": documents.protocols(facts),
        "figures": documents.figures(facts),
        "controversies": documents.controversies(facts),
        "levels": levels.section(facts),
    }
    return content | _by_drug(measured) | _by_letter(named["names"]) | {"counts": _counts(content)}


def _by_letter(names: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The names once more by their first character, since a question gives few."""
    parts: dict[str, dict[str, Any]] = {}
    for name, entries in names.items():
        parts.setdefault(shard("names", str(ord(name[:1] or " "))), {})[name] = entries
    return parts


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
        "outcomes": len(content["outcomes"]),
        "controversies": len(content["controversies"]),
    }


def _write_store(path: Path, store: ox.Store) -> None:
    disk = ox.Store(str(path))
    disk.bulk_extend(iter(store))
    disk.optimize()
    disk.flush()
