"""KGX: what its transformer reads of ``kgx`` and ``kgx-lenient``, by the rules that the documentation gives."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.export.convenient import ASSERTION, ENTITY
from kg.export.table import Kind
from tests.receivers.inventory import Inventory, Properties
from tests.receivers.programs.outside import job
from tests.receivers.python import interpreter

FORMS = {"tsv": "KGX (TSV)", "jsonl": "KGX (JSON Lines)"}
_READER = Path(__file__).with_name("kgx_reader.py")
_LIMIT = 300.0
_ESCAPES = {"\\": "\\", "p": "|", "t": "\t", "n": "\n", "r": "\r", "e": "", "s": " "}
_NULL, _CAUSAL = "null", "causal"
_DIRECTIONS = {"increased": 1, "decreased": -1}
_OURS = "sermbone_"


class Read(NamedTuple):
    """What KGX holds: records of nodes and edges, and what its validator says against them, and answers to the
    questions of the README."""

    version: str
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    errors: Mapping[str, Any]
    answers: Mapping[str, int]


def read(form: str, folder: Path) -> Read:
    """Return what KGX reads from the files of one form."""
    done = subprocess.run(
        [interpreter("kgx"), "-P", _READER, form, folder],
        input=json.dumps(job(folder)),
        capture_output=True,
        text=True,
        timeout=_LIMIT,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"KGX cannot read {form}: {done.stderr[-2000:]}")
    return Read(**json.loads(done.stdout))


def reader(form: str) -> Callable[[Path], Inventory]:
    """Return what reads an export as an inventory in the names and ids of the property graph."""

    def inventory(folder: Path) -> Inventory:
        found = read(form, folder)
        prefixes = json.loads((folder / "context.jsonld").read_text(encoding="utf-8"))["@context"]
        nodes = dict(_node(record, prefixes) for record in found.nodes)
        own = {record["id"]: _short(record["iri"], prefixes) for record in found.nodes}
        names = {record["id"]: _plain(record["name"]) for record in found.nodes}
        edges = {held["id"]: held for held in (_edge(r, own, names, prefixes) for r in found.edges)}
        assert len(edges) == len(found.edges), "an edge stands twice"
        return Inventory(version=found.version, nodes=nodes, edges=edges, answers=found.answers)

    return inventory


def _node(record: Mapping[str, Any], prefixes: Mapping[str, str]) -> tuple[str, Properties]:
    own = _short(record["iri"], prefixes)
    held = {
        "id": own,
        "labels": ["Entity", record["type"][0].removeprefix("sb:")],
        "label": _plain(record["name"]),
        "iri": record["iri"],
        "curie": record["id"] if record["id"] != own else None,
        "synonyms": sorted(map(_plain, record.get("synonym", ()))),
        "xrefs": list(map(_plain, record.get("xref", ()))),
        "definition": _plain(record["description"]) if "description" in record else None,
        **dict(_ours(record, ENTITY)),
    }
    return own, {name: value for name, value in held.items() if value is not None and value != []}


def _edge(
    record: Mapping[str, Any], own: Mapping[str, str], names: Mapping[str, str], prefixes: Mapping[str, str]
) -> Properties:
    places = record.get("anatomical_context_qualifier", [])
    species = [record["species_context_qualifier"]] if "species_context_qualifier" in record else []
    works = list(map(_plain, record.get("publications", ())))
    direction = _DIRECTIONS.get(record.get("object_direction_qualifier", ""))
    prefix, _, local = record["id"].partition(":")
    held = {
        "id": record["id"],
        "source": own[record["subject"]],
        "target": own[record["object"]],
        "relation": record["original_predicate"].removeprefix("rel:"),
        "label": _plain(record["name"]),
        "iri": prefixes[prefix] + local,
        "relation_kind": _NULL if record.get("negated") else _CAUSAL if direction else None,
        "sign": 0 if record.get("negated") else direction,
        "tissue": [names.get(place, place) for place in places],
        "tissue_ids": places,
        "species": [names.get(kind, kind) for kind in species],
        "species_ids": species,
        "publications": works,
        "pmids": [work.removeprefix("PMID:") for work in works if work.startswith("PMID:")],
        **dict(_ours(record, ASSERTION)),
    }
    return {name: value for name, value in held.items() if value is not None and value != []}


def _ours(record: Mapping[str, Any], columns: Any) -> Iterator[tuple[str, Any]]:
    """The columns that only the lenient form has, each of the kind that the data dictionary gives."""
    for column in columns:
        value = record.get(_OURS + column.name)
        if value is not None:
            many = value if isinstance(value, list) else [value]
            if column.kind is Kind.TEXTS:
                yield column.name, list(map(_plain, many))
            else:
                yield column.name, int(many[0]) if column.kind is Kind.INTEGER else _plain(many[0])


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], text)


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    """The own id of a node: its IRI by the longest prefix."""
    fitting = [(namespace, prefix) for prefix, namespace in prefixes.items() if iri.startswith(namespace)]
    if not fitting:
        return iri
    namespace, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{iri[len(namespace) :]}"
