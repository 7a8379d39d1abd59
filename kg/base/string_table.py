"""Sorted texts that stay as they lie in a file: found by halving, decoded when they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Protocol

_FEW = 5_000
"""Keys that are decoded together when one is first looked for: as long as it takes to find some hundred by halving."""


class Bytes(Protocol):
    """Bytes in memory, or in a file that is mapped into it."""

    def __getitem__(self, part: slice, /) -> bytes: ...
    def __len__(self) -> int: ...


class Keys(Sequence[str]):
    """Texts in the order of their code points, each once, found by halving: what they are is decoded when asked for.

    ``ends`` says where the UTF-8 of each ends in ``text``, in which they begin at ``begin``.
    """

    def __init__(self, ends: Sequence[int], text: Bytes, begin: int = 0) -> None:
        self.ends, self.text, self.begin = ends, text, begin
        self._places: dict[str, int] | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> Keys:
        """Return the keys ``texts``, which are in order."""
        encoded = [text.encode() for text in texts]
        return cls(array("Q", accumulate(map(len, encoded))), b"".join(encoded))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self._raw(at).decode() for at in range(*place.indices(len(self)))]
        if place >= len(self.ends):  # what ends a loop over a sequence
            raise IndexError(place)
        return self._raw(place).decode()

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self.ends)))

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.find(text) >= 0

    def find(self, text: str) -> int:
        """Return the place of ``text``; -1 where it is none of the keys."""
        if len(self.ends) <= _FEW:
            if self._places is None:
                self._places = {key: place for place, key in enumerate(self)}
            return self._places.get(text, -1)
        wanted = text.encode("utf-8", "surrogatepass")
        low, high = 0, len(self.ends)
        while low < high:
            middle = (low + high) // 2
            if self._raw(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.ends) and self._raw(low) == wanted else -1

    def _raw(self, place: int) -> bytes:
        begin = self.ends[place - 1] if place else 0
        return self.text[self.begin + begin : self.begin + self.ends[place]]

    def raw(self) -> memoryview:
        """Return the UTF-8 of all, one after the other."""
        return memoryview(self.text)[self.begin : self.begin + (self.ends[-1] if len(self.ends) else 0)]  # type: ignore[arg-type]


class Places(Mapping[str, int]):
    """Keys with their places, as a mapping."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def __getitem__(self, text: str) -> int:
        place = self._keys.find(text)
        if place < 0:
            raise KeyError(text)
        return place

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def by_place(mapping: Mapping[str, Any]) -> Sequence[str]:
    """Return the keys of a mapping by their places; none is decoded where it can tell them so."""
    ordered: Callable[[], Sequence[str]] | None = getattr(mapping, "ordered", None)
    return ordered() if ordered is not None else list(mapping)
