"""``audit``: a source document held against its sources, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import UnknownName

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def audit(graph: KnowledgeGraph, document: str | None = None) -> list[dict[str, Any]]:
    """Return the audit rows in order, of ``document`` where one is named (by title, key or identifier)."""
    rows = graph.section("audit")
    works = graph.section("references")
    if document is not None:
        wanted = graph.names.find(document, kinds=("Publication",), what="document")
        if not any(row["document"] in (wanted, None) for row in rows) or wanted not in {
            row["document"] for row in rows
        }:
            raise UnknownName(document, kind="audited document", nearest=_audited(graph))
        rows = [row for row in rows if row["document"] in (wanted, None)]
    return [
        {
            "id": row["id"],
            "locator": row["locator"],
            "kind": row["kind"],
            "stated": row["stated"],
            "citations": row["citations"],
            "verdict": row["verdict"],
            "detail": row["detail"],
            "references": [
                {key: works[iri][key] for key in ("iri", "label", "pmid", "doi")}
                for iri in row["references"]
                if iri in works
            ],
        }
        for row in rows
    ]


def _audited(graph: KnowledgeGraph) -> tuple[str, ...]:
    works = graph.section("references")
    found = {row["document"] for row in graph.section("audit") if row["document"]}
    return tuple(works[iri]["title"] or works[iri]["label"] for iri in sorted(found) if iri in works)
