"""Sections whose entries are decoded one by one: an answer needs some hundred of thousands, and pays for these.

The first line of such a file is its head, in JSON: the rest of the section, and of every entry its key, its bytes and
their checksum. After it come the values as JSON, one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from itertools import accumulate, pairwise
from typing import Any, NoReturn, Protocol
from zlib import crc32

KEYED: Mapping[str, str | None] = {"assertions": "items", "references": None, "superseded": None}
"""Section -> the member that is written by entries; None where it is the whole section."""
_value = json.JSONDecoder().raw_decode


class Bytes(Protocol):
    """Bytes in memory, or in a file that is mapped into it."""

    def __getitem__(self, part: slice, /) -> bytes: ...
    def __len__(self) -> int: ...


Span = tuple[Bytes, int, int, int]
"""The bytes that hold a value, its begin, its end and its checksum."""


class Damaged(ValueError):
    """Bytes of a snapshot are not those that were written."""


class Entries(dict[str, Any]):
    """A mapping whose values are decoded when they are asked for, and kept; order is that of the file.

    As a ``dict`` it finds what was decoded before at the speed of one; all else is answered from the head.
    """

    def __init__(self, spans: dict[str, Span], damaged: Callable[[str], NoReturn]) -> None:
        """``spans`` gives each key the bytes that hold it, its begin, its end and its checksum; ``damaged`` is told the
        key of an entry whose bytes are not those that were written.
        """
        super().__init__()
        self._spans, self._damaged = spans, damaged

    def __missing__(self, key: str) -> Any:
        raw, begin, end, checksum = self._spans[key]
        found = raw[begin:end]
        if crc32(found) != checksum:
            self._damaged(key)
        value = self[key] = _value(found.decode())[0]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def __contains__(self, key: object) -> bool:
        return key in self._spans

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    __hash__ = None

    def __or__(self, other: Entries) -> Entries:  # type: ignore[override]
        """Return the entries of both, those of ``other`` where both have one; none is decoded."""
        return Entries(self._spans | other._spans, self._damaged)

    def replaced(self, gone: Iterable[str], fresh: Mapping[str, Any]) -> Entries:
        """Return the entries without ``gone`` and with ``fresh``, in the order of their keys; none is decoded."""
        spans = self._spans.copy()
        for key in gone:
            spans.pop(key, None)
        spans |= {key: _span(value) for key, value in fresh.items()}
        return Entries(dict(sorted(spans.items())), self._damaged)

    def spans(self) -> Iterable[Span]:
        """Return where the values stand, in their order."""
        return self._spans.values()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``; ``default`` where there is none."""
        return self[key] if key in self._spans else default

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Return the keys."""
        return self._spans.keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Return the values."""
        return ValuesView(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Return keys and values."""
        return ItemsView(self)


def encoded(name: str, data: Any) -> bytes:
    """Return the bytes of section ``name``."""
    if name not in KEYED:
        return _json(data)
    member = KEYED[name]
    entries, rest = (data, {}) if member is None else (data[member], {k: v for k, v in data.items() if k != member})
    spans = entries.spans() if isinstance(entries, Entries) else map(_span, entries.values())
    values = [(raw[begin:end], checksum) for raw, begin, end, checksum in spans]
    head = [rest, list(entries), [len(value) for value, _ in values], [checksum for _, checksum in values]]
    return b"".join((_json(head), b"\n", *(value for value, _ in values)))


def head_of(raw: Bytes) -> int:
    """Return where the values begin; raises ``Damaged`` for bytes without a head."""
    end, step = 0, 1 << 16
    while end < len(raw):
        found = raw[end : end + step].find(b"\n")
        if found >= 0:
            return end + found + 1
        end += step
    raise Damaged("there is no head")


def spoilt(key: str) -> NoReturn:
    """Raise ``Damaged`` for the entry ``key``."""
    raise Damaged(f"the entry {key} is damaged")


def decoded(name: str, raw: Bytes, damaged: Callable[[str], NoReturn] = spoilt) -> Any:
    """Return section ``name`` from its bytes; raises ``ValueError`` where they are none. ``damaged`` is called for an
    entry that turns out to be damaged later.
    """
    if name not in KEYED:
        return json.loads(raw[:])
    begin = head_of(raw)
    rest, keys, sizes, checksums = json.loads(raw[:begin])
    spans = pairwise(accumulate(sizes, initial=begin))
    found = {key: (raw, *span, checksum) for key, span, checksum in zip(keys, spans, checksums, strict=True)}
    member, entries = KEYED[name], Entries(found, damaged)
    return entries if member is None else {**rest, member: entries}


def _span(value: Any) -> Span:
    raw = _json(value)
    return raw, 0, len(raw), crc32(raw)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=False).encode()
