"""YAML as a few formats need it: mappings, lists, texts, flags and null, in block style.

Texts are always quoted, so that none is taken for a number, a date, a flag or a line of the syntax; keys are where they
could be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

# A reader takes these for line breaks or refuses them unless they are escaped.
_UNSAFE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

_WORD = re.compile("[a-z_]{2,}")
_TAKEN = {"false", "no", "null", "off", "on", "true", "yes"}


def document(value: list[Any] | dict[str, Any]) -> str:
    """Return ``value`` as YAML 1.1 and 1.2 both read it; a list may be continued by writing another after it."""
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: list[Any] | dict[str, Any]) -> Iterator[str]:
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for key, item in items:
        head = "- " if key is None else f"{_key(key)}:"
        if not isinstance(item, (dict, list)) or not item:
            yield f"{head if key is None else head + ' '}{_plain(item)}"
            continue
        inner = _lines(item)
        if key is not None:
            yield head
            yield from (f"  {line}" for line in inner)
        else:
            yield f"- {next(inner)}"
            yield from (f"  {line}" for line in inner)


def _key(key: str) -> str:
    return key if _WORD.fullmatch(key) and key not in _TAKEN else _plain(key)


def _plain(value: Any) -> str:
    told = json.dumps(value, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", told)
