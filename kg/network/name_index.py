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
    """The name index of a snapshot: its ``entities`` section and ``names``, and ``records`` once a name asks for them.

    ``names`` gives, for a name in lower case, ``[rank, IRI]`` of all that bear it. ``beyond`` knows things that the
    snapshot does not: these are looked up, and not counted.
    """

    def __init__(
        self,
        section: Mapping[str, Any],
        names: Mapping[str, list[list[Any]]],
        records: Callable[[], tuple[Mapping[str, Item], Mapping[str, Any]]] | None = None,
        beyond: Callable[[str], Item | None] | None = None,
    ) -> None:
        self.items: dict[str, Item] = section["items"].copy()
        self._names, self._records, self._beyond = names, records, beyond
        self._things: Mapping[str, Item] = section["items"]
        self._below: Mapping[str, list[str]] = section["below"]
        self._bound: Mapping[str, list[str]] = section["bound"]
        self._of_kind: Mapping[str, list[str]] = section["of_kind"]
        self._recorded: Mapping[str, Any] = {}
        self._closures: dict[str, frozenset[str]] = {}

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
        matches = [match for match in matches if match[1] in self._things] or matches
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
        return list(self._below.get(iri, ()))

    def bound_to(self, ligand: str) -> list[str]:
        """Return the complexes that have a ligand, sorted."""
        return list(self._bound.get(ligand, ()))

    def of_kind(self, kind: str) -> list[str]:
        """Return the drugs (``Drug``) or the receptors (``EstrogenReceptor``), sorted; nothing of another kind."""
        return list(self._of_kind.get(kind, ()))

    def everything(self) -> Iterator[tuple[str, int, str]]:
        """Yield every (folded name, rank, IRI), records included."""
        if self._records is not None:
            self._take_records()
        for names in (self._names, self._recorded):
            for name, entries in names.items():
                for rank, iri in entries:
                    yield name, rank, iri

    def _matches(self, name: str, kinds: tuple[str, ...]) -> list[tuple[int, str]]:
        folded = name.strip().casefold()
        found = (*self._names.get(folded, ()), *self._recorded.get(folded, ()))
        return [(rank, iri) for rank, iri in found if self._fits(iri, kinds)]

    def _take_records(self) -> None:
        assert self._records is not None
        (records, self._recorded), self._records = self._records(), None
        beyond = {iri: item for iri, item in dict.items(self.items) if iri not in self._things}
        self.items = self._things | records  # type: ignore[operator]
        self.items.update(beyond)
        self._closures = {}

    def _fits(self, iri: str, kinds: tuple[str, ...]) -> bool:
        return not kinds or self.items[iri]["kind"] in kinds

    def _after(self, iri: str) -> int:
        kind = self.items[iri]["kind"]
        return 1 if kind in _STUDIES else _AFTER.get(kind, 0)

    def _nearest(self, name: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
        from difflib import get_close_matches

        labels = {}
        for names in (self._names, self._recorded):
            for entries in names.values():
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
