"""A section as one line of JSON and typed columns after it, so that opening one takes no longer for being large.

The line names the columns with type and size; each begins at a multiple of eight bytes. Numbers are in the byte order
of the machine, since a snapshot is a cache of one machine. Columns are ``bytes`` or ``array.array`` where they are
written and views of the bytes where they are read; texts are ``Keys``, and all else is JSON.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from kg.base.string_table import Bytes, Keys

_ALIGNED = 8
_ENDS, _TEXT = "ends", "text"


class Damaged(ValueError):
    """Bytes of a snapshot are not those that were written."""


def parts(data: Mapping[str, Any]) -> list[Any]:
    """Return the bytes of ``data`` in parts, one after the other; the columns in its order, none of them copied."""
    plain: dict[str, Any] = {}
    columns: list[tuple[str, str, memoryview]] = []
    for name, value in data.items():
        if isinstance(value, Keys):
            columns += [(name, _ENDS, memoryview(value.ends)), (name, _TEXT, value.raw())]  # type: ignore[arg-type]
        elif isinstance(value, bytes | bytearray | array | memoryview):
            view = memoryview(value)
            columns.append((name, view.format, view))
        else:
            plain[name] = value
    sizes = [(name, code, view.nbytes) for name, code, view in columns]
    head = json.dumps([plain, sizes], ensure_ascii=False, separators=(",", ":")).encode()
    found: list[Any] = [head, b" " * (-(len(head) + 1) % _ALIGNED), b"\n"]
    for _, _, view in columns:
        found += [view, bytes(-view.nbytes % _ALIGNED)]
    return found


def unpacked(raw: Bytes) -> dict[str, Any]:
    """Return what ``parts`` was given; raises ``ValueError`` for bytes that it did not make."""
    begin = head_of(raw)
    found, columns = json.loads(raw[:begin])
    view = memoryview(raw)  # type: ignore[arg-type]
    ends: Sequence[int] = ()
    for name, code, size in columns:
        if begin + size > len(raw):
            raise Damaged(f"the column {name} is cut off")
        if code == _ENDS:
            ends = view[begin : begin + size].cast("Q")
        elif code == _TEXT:
            found[name] = Keys(ends, raw, begin)
        else:
            found[name] = view[begin : begin + size].cast(code)
        begin += size + -size % _ALIGNED
    return dict(found)


def before_last(raw: Bytes) -> int:
    """Return where the last column begins; raises ``ValueError`` for bytes that ``parts`` did not make."""
    begin = head_of(raw)
    *others, _ = json.loads(raw[:begin])[1]
    return begin + sum(int(size) + -int(size) % _ALIGNED for _, _, size in others)


def head_of(raw: Bytes) -> int:
    """Return where the columns begin; raises ``Damaged`` for bytes without a head."""
    end, step = 0, 1 << 16
    while end < len(raw):
        found = raw[end : end + step].find(b"\n")
        if found >= 0:
            return end + found + 1
        end += step
    raise Damaged("there is no head")
