"""Exports: the graph as files of other programs, each folder written whole or not at all.

``formats`` holds one module a format; ``format`` is the seam they are written against; ``convenient`` and ``lossless``
are the two views of the property graph that they share.
"""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.atomic_files import new_folder, put_in_place
from kg.errors import BadParameter, LimitReached, UnknownName
from kg.export.format import Format, Request
from kg.export.formats import FORMATS, sssom
from kg.export.manifest import MANIFEST, manifest_of, refuse_foreign, with_readme

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

__all__ = ["FORMATS", "MANIFEST", "listing", "write"]


def listing() -> list[dict[str, Any]]:
    """Return one row a format."""
    return [
        {
            "format": f.name,
            "files": f.files,
            "views": ", ".join(f.views),
            "target": f.target,
            "loaded with": f.loaded_with,
            "how to load": f.how_to_load,
        }
        for f in FORMATS.values()
    ]


def write(
    graph: KnowledgeGraph, name: str, folder: Path, *, view: str | None = None, raw: bool = False
) -> dict[str, Any]:
    """Write one format with manifest and README to ``folder``, aside and then renamed; return the manifest.

    ``view`` is ``convenient`` or ``lossless`` for formats of a property graph. The mappings to other vocabularies
    travel with every format. Raises ``UnknownName`` for the format, ``BadParameter`` for a view it does not have,
    ``LimitReached`` where ``folder`` holds something else or cannot be written; what was there before is then
    untouched.
    """
    if name not in FORMATS:
        raise UnknownName(name, kind="format", nearest=tuple(FORMATS))
    graph.reviewed("exported")
    format = FORMATS[name]
    chosen = _view(format, view)
    refuse_foreign(folder, "export")
    aside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = new_folder(folder.parent, "exporting")
        made = aside / "new"
        made.mkdir()
        with Request(graph, view=chosen, raw=raw) as request:
            manifest = _write(request, format, made)
        put_in_place(made, folder)
    except OSError as error:
        raise LimitReached(
            f"{folder} cannot be written ({error.strerror}); check the space and the permissions"
        ) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
    return manifest


def _write(request: Request, format: Format, made: Path) -> dict[str, Any]:
    written, questions = with_readme(request, format, made)
    rows = dict(written.rows)
    if format.name != sssom.FORMAT.name:
        rows |= sssom.write(request, made).rows
    return manifest_of(
        made,
        version=version("serm-bone-kg"),
        data_version=request.data_version,
        counts=request.graph.section("counts"),
        rows=rows,
        format=format.name,
        view=request.view or None,
        losses=dict(written.losses),
        escaped=dict(written.escaped),
        questions={question.name: question.count for question in questions},
    )


def _view(format: Format, view: str | None) -> str:
    if view is None:
        return format.views[0] if format.views else ""
    if view not in format.views:
        told = f"has the views {', '.join(format.views)}" if format.views else "has no views"
        raise BadParameter(f"--view {view}: {format.name} {told}; leave the option out or name one of them")
    return view
