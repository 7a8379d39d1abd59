"""Columns of numbers and texts in files that are mapped; what is damaged is noticed when they are opened."""

from __future__ import annotations

import errno
import json
import mmap
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zlib import crc32


class Damaged(Exception):
    """A file does not hold what was written to it."""


def write_numbers(path: Path, column: Any) -> None:
    """Write a column of numbers (anything with a buffer) as it lies in memory."""
    path.write_bytes(memoryview(column).cast("B"))


def write_texts(folder: Path, name: str, texts: Iterable[str]) -> None:
    """Write texts one after the other, and where each begins."""
    ends, end = array("Q", [0]), 0
    with open(folder / f"{name}.text", "wb") as file:
        for text in texts:
            end += file.write(text.encode())
            ends.append(end)
    write_numbers(folder / f"{name}.ends", ends)


def written(path: Path) -> list[int]:
    """Return size and check sum of a file."""
    raw = path.read_bytes()
    return [len(raw), crc32(raw)]


class Mapped:
    """A file as it lies on disk, read through once to check it.

    Raises ``Damaged`` where it is not what it was, ``MemoryError`` where there is no room to map it.
    """

    def __init__(self, path: Path, told: list[int]) -> None:
        try:
            with open(path, "rb") as file:
                size = path.stat().st_size
                self._bytes: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except OSError as error:
            if error.errno == errno.ENOMEM:  # the file may be sound
                raise MemoryError from error
            raise Damaged(f"{path.name}: {error.strerror}") from error
        if [size, crc32(self._bytes)] != told:
            raise Damaged(f"{path.name} is not what was written")

    def part(self, start: int, end: int) -> bytes:
        """Return bytes ``start`` to ``end``."""
        return bytes(self._bytes[start:end])

    def numbers(self, code: str) -> memoryview:
        """Return the whole file as a column of numbers of a type code of ``array``."""
        return memoryview(self._bytes).cast("B").cast(code)  # type: ignore[call-overload, no-any-return]


def write_checked(path: Path, content: Any) -> None:
    """Write JSON with its check sum."""
    text = json.dumps(content)
    path.write_text(f"{crc32(text.encode())}\n{text}", encoding="utf-8")


def read_checked(path: Path) -> Any:
    """Return what ``write_checked`` wrote. Raises ``Damaged`` where the file holds something else."""
    try:
        told, _, text = path.read_text(encoding="utf-8").partition("\n")
        if told != str(crc32(text.encode())):
            raise Damaged(f"{path.name} is not what was written")
        return json.loads(text)
    except (OSError, ValueError) as error:
        raise Damaged(f"{path.name}: {error}") from error


class Texts:
    """A column of texts by number."""

    def __init__(self, text: Mapped, ends: Mapped) -> None:
        self._text, self._ends = text, ends.numbers("Q")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return self._text.part(self._ends[number], self._ends[number + 1]).decode()
