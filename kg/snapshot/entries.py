"""Sections whose entries are decoded one by one: an answer needs some hundred of thousands, and pays for these.

The first line of such a file is JSON: the rest of the section. Each further line is one entry: its key, a tab, its
value as JSON. JSON writes tabs and line feeds within texts as escapes; a key with either is not written.
"""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from kg.errors import UnreadableInput

KEYED: Mapping[str, str | None] = {"assertions": "items", "references": None, "superseded": None}
"""Section -> the member that is written by entries; None where it is the whole section."""
_SEPARATORS = (",", ":")
_value = json.JSONDecoder().raw_decode


class Entries(dict[str, Any]):
    """A mapping whose values are decoded when they are asked for, and kept; order is that of the file.

    As a ``dict`` it finds what was decoded before at the speed of one; all else is answered from the texts.
    """

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self._texts = texts

    def __missing__(self, key: str) -> Any:
        value = self[key] = _value(self._texts[key])[0]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    __hash__ = None

    def __or__(self, other: Entries) -> Entries:  # type: ignore[override]
        """Return the entries of both, those of ``other`` where both have one; none is decoded."""
        return Entries(self._texts | other._texts)

    def replaced(self, gone: Iterable[str], fresh: Mapping[str, Any]) -> Entries:
        """Return the entries without ``gone`` and with ``fresh``, in the order of their keys; none is decoded.

        Raises ``UnreadableInput`` for a key that would break its line.
        """
        texts = self._texts.copy()
        for key in gone:
            texts.pop(key, None)
        texts |= {_key(key): _json(value) for key, value in fresh.items()}
        return Entries(dict(sorted(texts.items())))

    def texts(self) -> Iterable[tuple[str, str]]:
        """Return keys and values as they are written."""
        return self._texts.items()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``; ``default`` where there is none."""
        return self[key] if key in self._texts else default

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Return the keys."""
        return self._texts.keys()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Return the values."""
        return ValuesView(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Return keys and values."""
        return ItemsView(self)


def encoded(name: str, data: Any) -> bytes:
    """Return the bytes of section ``name``. Raises ``UnreadableInput`` for a key that would break its line."""
    if name not in KEYED:
        return _json(data).encode()
    member = KEYED[name]
    entries, rest = (data, {}) if member is None else (data[member], {k: v for k, v in data.items() if k != member})
    texts = entries.texts() if isinstance(entries, Entries) else ((_key(k), _json(v)) for k, v in entries.items())
    return "\n".join([_json(rest), *(f"{key}\t{text}" for key, text in texts)]).encode()


def decoded(name: str, raw: bytes) -> Any:
    """Return section ``name`` from its bytes; raises ``ValueError`` where they are none."""
    if name not in KEYED:
        return json.loads(raw)
    rest, *lines = raw.decode().split("\n")
    member, entries = KEYED[name], Entries(dict(line.split("\t", 1) for line in lines))
    return entries if member is None else {**json.loads(rest), member: entries}


def _key(key: str) -> str:
    if "\t" in key or "\n" in key:
        raise UnreadableInput(repr(key), "is no IRI; take the white space out of it")
    return key


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=_SEPARATORS, sort_keys=False)
