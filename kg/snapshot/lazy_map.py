"""Sections whose entries are decoded one by one: an answer needs some hundred of millions, and pays for these."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from itertools import chain
from typing import Any, NamedTuple, NoReturn
from zlib import crc32

from kg.base.column_file import Damaged, parts, unpacked
from kg.base.string_table import Bytes, Keys

KEYED: Mapping[str, str | None] = {
    "assertions": "items",
    "superseded": None,
    "scanned": "of",
    "references": None,
    "entities": "items",
    "names": None,
    "records": "items",
    "record-names": None,
}
"""Section -> the member that is written by entries; None where it is the whole section."""
PACKED = frozenset((*KEYED, "walked"))
_value = json.JSONDecoder().raw_decode
_PREFIX = "entries"
_MANY = 20_000
"""Entries, each some kilobytes of Python objects, from which a loop over all keeps none."""


class Layer(NamedTuple):
    """Entries that stand together: their keys, and of each where its JSON ends in ``values``, and its checksum."""

    keys: Keys
    ends: Sequence[int]
    checks: Sequence[int]
    values: memoryview

    def raw(self, place: int) -> memoryview:
        """Return the JSON of an entry."""
        return self.values[self.ends[place - 1] if place else 0 : self.ends[place]]


class Entries(dict[str, Any]):
    """A mapping whose values are decoded when they are asked for, and kept; its keys are in order, layer by layer.

    As a ``dict`` it finds what was decoded before at the speed of one; what is set besides is looked up, not counted.
    """

    def __init__(self, layers: Sequence[Layer], damaged: Callable[[str], NoReturn]) -> None:
        """There are one or two ``layers``; of a key in both the second counts, at the place of the first. ``damaged``
        is told the key of an entry whose bytes are not those that were written.
        """
        super().__init__()
        self._layers, self._damaged = tuple(layers), damaged

    @classmethod
    def of(cls, items: Mapping[str, Any]) -> Entries:
        """Return entries of ``items``, in the order of their keys."""
        return cls.made(sorted(items), items.__getitem__)

    @classmethod
    def made(cls, keys: Iterable[str], value: Callable[[str], Any]) -> Entries:
        """Return entries of ``keys``, which are in order; ``value`` is called with each, and what it gives written and
        forgotten.
        """
        return cls([_layer((key, _json(value(key))) for key in keys)], spoilt)

    def __missing__(self, key: str) -> Any:
        value = self[key] = self._value(key)
        return value

    def _value(self, key: str) -> Any:
        for layer in reversed(self._layers):
            place = layer.keys.find(key)
            if place >= 0:
                raw = layer.raw(place)
                if crc32(raw) != layer.checks[place]:
                    self._damaged(key)
                return _value(str(raw, "utf-8"))[0]
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        first, *others = self._layers
        return chain(first.keys, (key for layer in others for key in layer.keys if key not in first.keys))

    def __len__(self) -> int:
        return len(self._layers[0].keys) if len(self._layers) == 1 else sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(len(layer.keys) for layer in self._layers)

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, key) or any(key in layer.keys for layer in self._layers)

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    __hash__ = None

    def __or__(self, other: Entries) -> Entries:  # type: ignore[override]
        """Return the entries of both, those of ``other`` where both have one; none is decoded."""
        return Entries((*self._layers, *other._layers), self._damaged)

    def copy(self) -> Entries:
        """Return the same entries, none of them decoded."""
        return Entries(self._layers, self._damaged)

    def replaced(self, gone: Collection[str], fresh: Mapping[str, Any]) -> Entries:
        """Return the entries without ``gone`` and with ``fresh``, in the order of their keys; none is decoded."""
        (layer,) = self._layers
        kept = {key: layer.raw(place) for place, key in enumerate(layer.keys) if key not in gone}
        whole = kept | {key: _json(value) for key, value in fresh.items()}
        return Entries([_layer((key, whole[key]) for key in sorted(whole))], self._damaged)

    def ordered(self) -> Sequence[str]:
        """Return the keys by place: at once where there is one layer."""
        return self._layers[0].keys if len(self._layers) == 1 else Chained([layer.keys for layer in self._layers])

    def columns(self) -> dict[str, Any]:
        """Return what is written of entries of one layer, the values last."""
        (layer,) = self._layers
        return {f"{_PREFIX} {name}": part for name, part in layer._asdict().items()}

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``; ``default`` where there is none."""
        try:
            return self[key]
        except KeyError:
            return default

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Return the keys."""
        return KeysView(self)

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Return the values; a loop over many does not keep what it has passed."""
        return _Values(self)

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Return keys and values; a loop over many does not keep what it has passed."""
        return _Items(self)

    def each(self) -> Iterator[tuple[str, Any]]:
        """Yield keys and values; they are kept where there are few."""
        if len(self) <= _MANY:
            yield from ((key, self[key]) for key in self)
        else:
            yield from ((key, dict.get(self, key) or self._value(key)) for key in self)


class _Values(ValuesView[Any]):
    _mapping: Entries

    def __iter__(self) -> Iterator[Any]:
        return (value for _, value in self._mapping.each())


class _Items(ItemsView[str, Any]):
    _mapping: Entries

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return self._mapping.each()


class Chained(Sequence[str]):
    """Several sequences of keys, none of which has a key of another, one after the other."""

    def __init__(self, parts: Sequence[Sequence[str]]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._parts)

    def __getitem__(self, place: Any) -> Any:
        for part in self._parts:
            if place < len(part):
                return part[place]
            place -= len(part)
        raise IndexError(place)


def encoded(name: str, data: Any) -> list[Any]:
    """Return the bytes of section ``name`` in parts, one after the other."""
    if name not in PACKED:
        return [_json(data)]
    if name not in KEYED:
        return parts(data)
    member = KEYED[name]
    entries, rest = (data, {}) if member is None else (data[member], {k: v for k, v in data.items() if k != member})
    return parts(rest | (entries if isinstance(entries, Entries) else Entries.of(entries)).columns())


def decoded(name: str, raw: Bytes, damaged: Callable[[str], NoReturn] | None = None) -> Any:
    """Return section ``name`` from its bytes; raises ``ValueError`` where they are none. ``damaged`` is called for an
    entry that turns out to be damaged later; without it ``Damaged`` is raised.
    """
    if name not in PACKED:
        return json.loads(raw[:])
    found = unpacked(raw)
    if name not in KEYED:
        return found
    layer = Layer(*(found.pop(f"{_PREFIX} {part}", None) for part in Layer._fields))
    if None in layer:
        raise Damaged(f"the entries of section {name} are not there")
    member, entries = KEYED[name], Entries([layer], damaged or spoilt)
    return entries if member is None else {**found, member: entries}


def spoilt(key: str) -> NoReturn:
    """Raise ``Damaged`` for the entry ``key``."""
    raise Damaged(f"the entry {key} is damaged")


def _layer(values: Iterable[tuple[str, bytes | memoryview]]) -> Layer:
    """Return a layer of keys, in order, with their JSON."""
    keys, ends, checks, whole = list[str](), array("Q"), array("I"), bytearray()
    for key, raw in values:
        keys.append(key)
        whole += raw
        ends.append(len(whole))
        checks.append(crc32(raw))
    return Layer(Keys.of(keys), ends, checks, memoryview(whole))


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=False).encode()
