"""``cite``: how to cite the software, the data, and the primary works behind an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from kg.errors import BadParameter
from kg.network.name_index import Item

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

STYLES = ("bibtex", "ris", "csl")


def cite(graph: KnowledgeGraph, what: str | None = None, *, style: str = "bibtex") -> str:
    """Return the citation of this software and its data, or with ``what`` of the works behind that entity, study or
    assertion.

    Fields that nobody has verified are left out, never guessed.
    """
    if style not in STYLES:
        raise BadParameter(f"style is {style!r}; use one of {', '.join(STYLES)}")
    works = [_software(graph)] if what is None else _works(graph, what)
    if style == "csl":
        return json.dumps([_csl(work) for work in works], indent=2, ensure_ascii=False)
    write = _bibtex if style == "bibtex" else _ris
    return "\n\n".join(write(work) for work in works)


def _software(graph: KnowledgeGraph) -> Item:
    return {
        "key": "serm-bone-kg",
        "title": "serm-bone-kg: the reference graph of how SERMs act on bone",
        "author": "serm-bone-kg contributors",
        "year": None,
        "journal": None,
        "volume_pages": None,
        "doi": None,
        "pmid": None,
        "url": None,
        "kind": "software",
        "note": f"version {version('serm-bone-kg')}, data {graph.data_version}",
    }


def _works(graph: KnowledgeGraph, what: str) -> list[Item]:
    iri = graph.names.find(what)
    references: Mapping[str, Item] = graph.section("references")
    items: Mapping[str, Item] = graph.section("assertions")["items"]
    if iri in references:
        return [references[iri]]
    found = {key for key, work in references.items() if work["study"] == iri}
    chosen = (
        [items[iri]] if iri in items else [item for item in items.values() if iri in (item["subject"], item["object"])]
    )
    found |= {line["reference"] for item in chosen for line in item["evidence"]}
    return [references[key] for key in sorted(found) if key in references]


def _fields(work: Item) -> list[tuple[str, str | None]]:
    return [
        (name, work.get(name))
        for name in ("author", "title", "journal", "year", "volume_pages", "doi", "pmid", "url", "note")
    ]


def _bibtex(work: Item) -> str:
    kind = {"software": "software", "journal-article": "article", "book": "book"}.get(str(work["kind"]), "misc")
    names = {"volume_pages": "volume"}
    lines = [f"  {names.get(name, name)} = {{{_tex(value)}}}" for name, value in _fields(work) if value]
    return f"@{kind}{{{work['key']},\n" + ",\n".join(lines) + "\n}"


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _ris(work: Item) -> str:
    kind = {"software": "COMP", "journal-article": "JOUR", "book": "BOOK"}.get(str(work["kind"]), "GEN")
    tags = {
        "author": "AU",
        "title": "TI",
        "journal": "JO",
        "year": "PY",
        "volume_pages": "VL",
        "doi": "DO",
        "pmid": "AN",
        "url": "UR",
        "note": "N1",
    }
    lines = [f"{tags[name]}  - {value}" for name, value in _fields(work) if value]
    return "\n".join([f"TY  - {kind}", *lines, "ER  - "])


def _csl(work: Item) -> dict[str, Any]:
    kind = {"software": "software", "journal-article": "article-journal", "book": "book"}.get(
        str(work["kind"]), "document"
    )
    written: dict[str, Any] = {"id": work["key"], "type": kind, "title": work["title"]}
    if work["author"]:
        written["author"] = [{"literal": work["author"]}]
    if work["year"] and str(work["year"]).isdigit():
        written["issued"] = {"date-parts": [[int(work["year"])]]}
    names = {
        "journal": "container-title",
        "volume_pages": "volume",
        "doi": "DOI",
        "pmid": "PMID",
        "url": "URL",
        "note": "note",
    }
    return written | {names[name]: work.get(name) for name in names if work.get(name)}
