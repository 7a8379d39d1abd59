"""From a name to the thing: label, then synonym or symbol, then identifier.

A mechanism entity before an endpoint of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg.errors import AmbiguousName, UnknownName

Item = Mapping[str, Any]
_AFTER = {
    "Endpoint": 1,
    "Population": 1,
    "Method": 1,
    "Arm": 2,
    "Protocol": 2,
    "Controversy": 2,
    "Assertion": 3,
    "Publication": 3,
}
_IDENTIFIER = 2
_STUDIES = ("Study", "Trial", "PreclinicalStudy")


class Names:
    """The name index of a snapshot: its ``entities`` section, and ``records`` once a name asks for it.

    ``index`` gives the names that begin with a character, or all of them for None, where the section holds none.
    ``beyond`` knows things that the snapshot does not.
    """

    def __init__(
        self,
        section: Mapping[str, Any],
        records: Callable[[], Mapping[str, Any]] | None = None,
        index: Callable[[str | None], Mapping[str, Any]] | None = None,
        beyond: Callable[[str], Item | None] | None = None,
    ) -> None:
        self.items: dict[str, Item] = dict(section["items"])
        self._names: dict[str, list[list[Any]]] = dict(section.get("names", {}))
        self._index = index
        self._records = records
        self._beyond = beyond
        self._closures: dict[str, frozenset[str]] = {}
        self._below: dict[str, list[str]] | None = None
        self._recorded: frozenset[str] = frozenset()

    def item(self, iri: str) -> Item:
        """Return what is known of ``iri``; raises ``UnknownName`` where nothing is."""
        try:
            return self.items[iri]
        except KeyError:
            raise UnknownName(iri) from None

    def ref(self, iri: str | None) -> dict[str, str] | None:
        """Return the short form of an entity as answers print it; None for None."""
        if iri is None:
            return None
        item = self.items.get(iri)
        if item is None:
            return {"id": iri, "iri": iri, "label": iri.rsplit("/", 1)[-1], "kind": "Thing"}
        return {key: item[key] for key in ("id", "iri", "label", "kind")}

    def find(self, name: str, *, kinds: tuple[str, ...] = (), what: str = "entity") -> str:
        """Return the IRI that ``name`` means, among ``kinds`` where these are given.

        Raises ``UnknownName`` with the three nearest names, ``AmbiguousName`` with the candidates.
        """
        matches = self._matches(name, kinds)
        if not matches and self._records is not None:
            self._take_records()
            matches = self._matches(name, kinds)
        if not matches and self._beyond is not None and not kinds:
            item = self._beyond(name)
            if item is not None:
                self.items[item["iri"]] = item
                return str(item["iri"])
        if not matches:
            raise UnknownName(name, kind=what, nearest=self._nearest(name, kinds))
        # An entity comes before a record, so that a name means the same before and after the records were read.
        matches = [match for match in matches if match[1] not in self._recorded] or matches
        best = min((rank, self._after(iri)) for rank, iri in matches)
        chosen = sorted(iri for rank, iri in matches if (rank, self._after(iri)) == best)
        broadest = [iri for iri in chosen if not any(other in self.items[iri]["broader"] for other in chosen)]
        if len(broadest) > 1:
            raise AmbiguousName(
                name, candidates=tuple(f"{self.items[i]['label']} ({self.items[i]['id']})" for i in broadest)
            )
        return str(broadest[0])

    def identifiers(self) -> dict[str, str]:
        """Return identifier, case folded -> IRI, of every entity."""
        self._take_names()
        return {name: iri for name, entries in self._names.items() for rank, iri in entries if rank == _IDENTIFIER}

    def closure(self, iri: str) -> frozenset[str]:
        """Return ``iri`` and everything it is a narrower kind or a part of."""
        kept = self._closures.get(iri)
        if kept is None:
            item = self.items.get(iri)
            kept = frozenset((iri, *item["broader"], *item["part_of"])) if item else frozenset((iri,))
            self._closures[iri] = kept
        return kept

    def narrower(self, iri: str) -> list[str]:
        """Return what lists ``iri`` among its broader terms, sorted."""
        if self._below is None:
            self._below = {}
            for other in sorted(self.items):
                for broader in self.items[other]["broader"]:
                    self._below.setdefault(broader, []).append(other)
        return list(self._below.get(iri, ()))

    def everything(self) -> Iterator[tuple[str, int, str]]:
        """Yield every (folded name, rank, IRI), records included."""
        self._take_names()
        if self._records is not None:
            self._take_records()
        for name, entries in self._names.items():
            for rank, iri in entries:
                yield name, rank, iri

    def _matches(self, name: str, kinds: tuple[str, ...]) -> list[tuple[int, str]]:
        folded = name.strip().casefold()
        found = self._names.get(folded)
        if found is None and self._index is not None:
            found = self._index(folded[:1]).get(folded)
        return [(rank, iri) for rank, iri in found or () if self._fits(iri, kinds)]

    def _take_names(self) -> None:
        if self._index is not None:
            index, self._index = self._index, None
            self._names = {**index(None), **self._names}

    def _take_records(self) -> None:
        assert self._records is not None
        self._take_names()
        records, self._records = self._records(), None
        self._recorded = frozenset(records["items"]) - self.items.keys()
        self.items |= records["items"]
        self._closures, self._below = {}, None
        for name, entries in records["names"].items():
            self._names[name] = self._names.get(name, []) + entries

    def _fits(self, iri: str, kinds: tuple[str, ...]) -> bool:
        return not kinds or self.items[iri]["kind"] in kinds

    def _after(self, iri: str) -> int:
        kind = self.items[iri]["kind"]
        return 1 if kind in _STUDIES else _AFTER.get(kind, 0)

    def _nearest(self, name: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
        from difflib import get_close_matches

        self._take_names()
        labels = {}
        for entries in self._names.values():
            for rank, iri in entries:
                if rank == 0 and self._fits(iri, kinds) and self._after(iri) < 3:
                    labels[self.items[iri]["label"].casefold()] = self.items[iri]["label"]
        wanted = name.casefold()
        near = [labels[found] for found in get_close_matches(wanted, labels, n=3, cutoff=0.5)]
        near += sorted((label for folded, label in labels.items() if wanted in folded and label not in near), key=len)
        near += [
            labels[found] for found in get_close_matches(wanted, labels, n=3, cutoff=0.0) if labels[found] not in near
        ]
        return tuple(near[:3])
