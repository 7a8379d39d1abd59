"""Lines of text files, with an error that names the line for what cannot be read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any

from kg.errors import UnreadableInput


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, line without its end) of a UTF-8 text, gzipped where its name ends in ``.gz``."""
    number = 0
    try:
        with _opened(path) as file:
            for number, raw in enumerate(file, 1):
                yield number, raw.decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UnreadableInput(str(path), f"is not UTF-8 ({error.reason}); save it as UTF-8", line=number) from error
    except (OSError, EOFError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise UnreadableInput(str(path), f"cannot be read ({told}); check the path and the file") from error


def _opened(path: Path) -> BufferedReader:
    """A gzipped file is read by way of a buffer: it finds the ends of lines several times as fast as ``gzip`` does."""
    return BufferedReader(gzip.open(path)) if path.suffix == ".gz" else open(path, "rb")


def rows(path: Path, required: Sequence[str], *, short: bool = False) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, column -> cell) of a tab-separated table with a head; empty cells are left out.

    With ``short`` a row may lack cells at its end: some programs leave out the tabs after the last one that is filled.
    """
    source = lines(path)
    _, head = next(source, (1, ""))
    names = head.lstrip("\ufeff").split("\t")
    missing = [name for name in required if name not in names]
    if missing:
        raise UnreadableInput(
            str(path), f"has no column {' and no '.join(missing)}; it has {', '.join(names) or 'none'}", line=1
        )
    if len(set(names)) < len(names):
        raise UnreadableInput(str(path), "names a column twice; give each a name of its own", line=1)
    for number, line in source:
        if not line:
            continue
        cells = line.split("\t")
        if short:
            cells += [""] * (len(names) - len(cells))
        if len(cells) != len(names):
            raise UnreadableInput(
                str(path),
                f"has {len(cells)} cells where its head has {len(names)}; check tabs and line breaks",
                line=number,
            )
        yield number, {name: cell for name, cell in zip(names, cells, strict=True) if cell}


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of a file with one JSON object a line."""
    for number, line in lines(path):
        if not line:
            continue
        try:
            found = json.loads(line, parse_constant=_refused)
        except ValueError as error:
            raise UnreadableInput(str(path), f"is not JSON here ({error}); one object a line", line=number) from error
        if not isinstance(found, dict):
            raise UnreadableInput(str(path), "holds something else than an object here", line=number)
        yield number, {name: value for name, value in found.items() if value not in (None, "", [])}


def _refused(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def need(path: Path, number: int, row: dict[str, Any], name: str) -> str:
    """Return the text of a cell that must be there."""
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise UnreadableInput(str(path), f"has no {name} here; each edge needs both ends and a relation", line=number)
    return value.strip()
