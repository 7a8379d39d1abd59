"""``manifest.json`` and ``README.md`` of an export: what the files are, how they are loaded, what they do not carry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.errors import LimitReached
from kg.export.format import Format, Request, Written
from kg.export.readme_questions import LANGUAGES, Question, asked

MANIFEST = "manifest.json"
README = "README.md"


def manifest_of(
    folder: Path,
    *,
    version: str,
    data_version: str,
    counts: Mapping[str, int],
    rows: Mapping[str, int] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Write ``manifest.json`` over the files of ``folder`` (sorted, SHA-256, bytes, rows where known) and return it.

    ``more`` are further entries.
    """
    files = [
        {
            "path": name,
            "sha256": _digest(path),
            "bytes": path.stat().st_size,
            "rows": (rows or {}).get(name),
        }
        for path in sorted(path for path in folder.rglob("*") if path.is_file())
        if (name := path.relative_to(folder).as_posix()) != MANIFEST
    ]
    manifest = {"version": version, "data_version": data_version, "files": files, "counts": dict(counts), **more}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest


def refuse_foreign(folder: Path, what: str) -> None:
    """Raise ``LimitReached`` unless nothing is at ``folder``, an empty folder, or an earlier ``what`` of ours, of which
    every file is named by its manifest; the error names some of what is not.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise LimitReached(f"{folder} exists and is no earlier {what}: it is no folder; name another or remove it")
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    foreign = sorted(present - _listed(folder))
    if foreign:
        some = ", ".join(foreign[:3]) + (", …" if len(foreign) > 3 else "")
        raise LimitReached(
            f"{folder} exists and is no earlier {what}, or holds what is not of it ({some}); name another folder, or "
            "move these files away"
        )


def _listed(folder: Path) -> set[str]:
    """The files that the manifest in ``folder`` names, itself too; none where there is none of ours."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        ours = {"version", "data_version", "counts"} <= set(told)
        return {MANIFEST, *(str(file["path"]) for file in told["files"])} if ours else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def with_readme(request: Request, format: Format, home: Path) -> tuple[Written, list[Question]]:
    """Write one format with its README into ``home``; return what its writer says, and the questions of the README."""
    written = format.writer(request, home)
    questions = asked(request, format, written)
    (home / README).write_text(_readme(request, format, written, questions), encoding="utf-8")
    return written, questions


def _readme(request: Request, format: Format, written: Written, questions: Sequence[Question]) -> str:
    """Return the README: what it is for, how it is loaded, three first questions with their counts, what is lost."""
    view = f", {request.view} view" if request.view else ""
    lines = [f"# serm-bone-kg as {format.name}{view}", "", f"For {format.target}."]
    if format.loaded_with:
        lines[-1] += f" Loaded in the tests by {format.loaded_with}."
    lines += ["", "## Load", "", *_block(format.how_to_load)]
    told = f"Three first questions in {LANGUAGES[format.queries]}, each with the count it must return."
    lines += ["## Ask", "", told, ""]
    for question in questions:
        lines += [f"{question.words} **{question.count}**", "", *_block(question.text)]
    lines += ["## Files", "", *(f"- `{name}`: {count} rows" for name, count in sorted(written.rows.items())), ""]
    lines += _told("Not carried", written.losses, "Nothing is left out.")
    if written.escaped:
        lines += _told("Rewritten, and how to undo it", written.escaped, "")
    return "\n".join([*lines, "Knowledge under CC BY 4.0. For research use; no medical advice.", ""])


def _block(text: str) -> list[str]:
    return [*(f"    {line}".rstrip() for line in text.splitlines()), ""]


def _told(title: str, counts: Mapping[str, int], nothing: str) -> list[str]:
    rows = [f"- {what}: {count}" for what, count in sorted(counts.items())]
    return [f"## {title}", "", *(rows or [nothing]), ""]


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
