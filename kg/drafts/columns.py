"""Columns of numbers and texts in files that are mapped and not read; what is damaged is noticed when it is touched."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zlib import crc32

_BLOCK = 1 << 18


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


def sums(path: Path) -> dict[str, Any]:
    """Return size and check sums of a file, block by block."""
    with open(path, "rb") as file:
        return {"bytes": path.stat().st_size, "sums": [crc32(block) for block in iter(lambda: file.read(_BLOCK), b"")]}


class Mapped:
    """A file as it lies on disk, checked by block on first touch. Raises ``Damaged`` where it is not what it was."""

    def __init__(self, path: Path, written: dict[str, Any]) -> None:
        self._path, self._sums = path, written["sums"]
        try:
            with open(path, "rb") as file:
                size = path.stat().st_size
                self._bytes: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except OSError as error:
            raise Damaged(f"{path.name}: {error.strerror}") from error
        if size != written["bytes"]:
            raise Damaged(f"{path.name} has {size} bytes where {written['bytes']} were written")
        self._seen = bytearray(len(self._sums))

    def part(self, start: int, end: int) -> bytes:
        """Return bytes ``start`` to ``end``."""
        for block in range(start // _BLOCK, -(-end // _BLOCK)):
            self._check(block)
        return bytes(self._bytes[start:end])

    def numbers(self, code: str) -> memoryview:
        """Return the whole file as a column of numbers of a type code of ``array``."""
        for block in range(len(self._sums)):
            self._check(block)
        return memoryview(self._bytes).cast("B").cast(code)  # type: ignore[call-overload, no-any-return]

    def _check(self, block: int) -> None:
        if not self._seen[block]:
            if crc32(self._bytes[block * _BLOCK : (block + 1) * _BLOCK]) != self._sums[block]:
                raise Damaged(f"{self._path.name} is damaged in block {block}")
            self._seen[block] = 1


class Texts:
    """A column of texts by number."""

    def __init__(self, text: Mapped, ends: Mapped) -> None:
        self._text, self._ends = text, ends.numbers("Q")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return self._text.part(self._ends[number], self._ends[number + 1]).decode()
