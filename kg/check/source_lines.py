"""Where a record stands: the file and line at which its block begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from kg.base.prefixes import expand
from kg.check.report import Result

_BLOCK = re.compile(r"^(?:([A-Za-z][\w.-]*):([^\s;,]+)|<([^>\s]+)>)", re.MULTILINE)
_PREFIX = re.compile(r"@prefix\s+([\w.-]*):\s*<([^>]+)>")


class Places:
    """An index of subjects over Turtle files, made on first use; a subject counts where its line begins with it."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)

    @cached_property
    def _found(self) -> dict[str, tuple[str, int]]:
        found: dict[str, tuple[str, int]] = {}
        for path in self._files:
            shown = _shown(path)
            for iri, line in subjects(path):
                found.setdefault(iri, (shown, line))
        return found

    def place(self, result: Result) -> Result:
        """Return ``result`` with the file and line of its focus, where it stands in a file."""
        file, line = self._found.get(result.focus, (None, None))
        return replace(result, file=file, line=line)


def subjects(path: Path) -> list[tuple[str, int]]:
    """Return (IRI, line) of each block that begins a line of a Turtle file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    own = dict(_PREFIX.findall(text))
    found, line, counted = [], 1, 0
    for match in _BLOCK.finditer(text):
        prefix, local, iri = match.groups()
        whole = iri or (own[prefix] + local if prefix in own else expand(f"{prefix}:{local}"))
        if whole:
            line, counted = line + text.count("\n", counted, match.start()), match.start()
            found.append((whole, line))
    return found


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
