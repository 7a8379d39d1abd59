"""What routes are walked on, as columns: one edge an assertion, and one more where it also leads to a broader or
narrower name.

Walked are assertions with a causal relation and status supported, contested or inferred. What nobody verified, what was
measured to have no effect, and clinical end results of a drug (they are what a route is held against) do not conduct.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from kg.base.string_table import Keys
from kg.network.name_index import Item
from kg.network.signed_graph import CIRCULATING, WALKED, is_end_result
from kg.search.csr_graph import INDEXED, build

_SPARE = "superseded"
_RECEPTOR = "EstrogenReceptor"
_SETS = ("subject_anatomy", "object_anatomy", "milieu", "species", "sex", "ligand")

Items = Mapping[str, Item]


def columns(section: Mapping[str, Any], assertions: Items, things: Items) -> dict[str, Any]:
    """Return the walked edges of ``assertions``: columns with one entry an edge, in the order of the thing that it
    leaves and then of its assertion.

    They are those of ``kg.search.csr_graph.Index``, nodes being places in ``things``, the IRIs in order. Besides,
    ``assertion`` is a place in ``assertions``, and ``widened`` is 1 where the target is not the object itself. ``kind``
    is a place in ``kinds``, columns of what a grade depends on: where it leaves and reaches, milieu, species, sex and
    ligand as places in ``sets``, rule, whether the subject is a drug of a class (``acts``), ``widened``. ``covers``
    pairs an edge with nodes that it visits at once. ``section`` has relations and rules.
    """
    walks = _Walks(section, assertions, things)
    for place, item in enumerate(assertions.values()):
        walks.add(place, item)
    return walks.columns()


class _Walks:
    """The edges of assertions, gathered in their order."""

    def __init__(self, section: Mapping[str, Any], assertions: Items, things: Items) -> None:
        self._section, self._assertions, self._things, self._below = section, assertions, things, _below(things)
        self._numbers: dict[str, int] = {}
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._ends, self._rows = (array("i"), array("i")), (array("i"), array("b"), array("b"), array("i"))
        self._covers: dict[int, tuple[str, ...]] = {}

    def add(self, place: int, item: Item) -> None:
        """Add the edges of the assertion at ``place``; none where it does not conduct."""
        if not _conducts(self._section, self._assertions, self._things, item):
            return
        kind, sign = _kind(self._things, item), self._section["relations"][item["relation"]]["sign"]
        for widened, target in _ends(self._things, self._below, item["object"]):
            together = _together(self._things, self._below, item["object"]) if widened else ()
            if together:
                self._covers[len(self._rows[0])] = together
            for column, thing in zip(self._ends, (item["subject"], target), strict=True):
                column.append(self._numbers.setdefault(thing, len(self._numbers)))
            row = (place, sign, widened, self._kinds.setdefault((*kind, widened), len(self._kinds)))
            for numbers, value in zip(self._rows, row, strict=True):
                numbers.append(value)

    def columns(self) -> dict[str, Any]:
        """Return what ``columns`` does."""
        things = sorted(self._numbers)
        places = {thing: place for place, thing in enumerate(things)}
        moved = array("i", map(places.__getitem__, self._numbers))  # numbers are in the order of the dictionary
        sources, targets = (array("i", map(moved.__getitem__, column)) for column in self._ends)
        assertion, sign, widened, kind = self._rows
        free = [place for thing, place in places.items() if self._things.get(thing, {}).get("kind") in CIRCULATING]
        covers = {edge: [places[one] for one in several if one in places] for edge, several in self._covers.items()}
        covers = {edge: several for edge, several in covers.items() if len(several) > 1}
        index = build(len(things), sources, targets, sign, kind, free=free, covers=covers)
        kinds, sets = self._table()
        return {
            "kinds": kinds,
            "sets": sets,
            "covers": [[edge, list(several)] for edge, several in sorted(index.covers.items())],
            "things": Keys.of(things),
            **{name: getattr(index, name) for name in INDEXED},
            "free": bytes(index.free),
            "assertion": array("i", map(assertion.__getitem__, index.given)),
            "widened": array("b", map(widened.__getitem__, index.given)),
        }

    def _table(self) -> tuple[dict[str, list[Any]], list[list[str]]]:
        sets: dict[tuple[str, ...], int] = {(): 0}
        table = {
            name: [sets.setdefault(kind[at], len(sets)) if at < len(_SETS) else kind[at] for kind in self._kinds]
            for at, name in enumerate((*_SETS, "rule", "acts", "widened"))
        }
        return table, list(map(list, sets))


def _conducts(section: Mapping[str, Any], assertions: Items, things: Items, item: Item) -> bool:
    relation = section["relations"][item["relation"]]
    if item["status"] not in (*WALKED, _SPARE) or relation["kind"] != "causal" or relation["sign"] is None:
        return False
    if item["rule"] and not section["rules"][item["rule"]]["walked"]:
        return False
    return not is_end_result(assertions, things, item)


def _kind(things: Items, item: Item) -> tuple[Any, ...]:
    acts = int(bool(things.get(item["subject"], {}).get("drug_class", ())))
    return (*(tuple(item[name]) for name in _SETS), item["rule"], acts)


def _ends(things: Items, below: Mapping[str, list[str]], stated: str) -> Iterator[tuple[int, str]]:
    """The object itself, and what else it serves: a finding on a narrower thing bears on the broader one, one on a
    receptor without subtype on both subtypes.
    """
    yield 0, stated
    if stated in things:
        for other in (*things[stated]["broader"], *below.get(stated, ())):
            yield 1, other


def _together(things: Items, below: Mapping[str, list[str]], stated: str) -> tuple[str, ...]:
    """Of a receptor without subtype all subtypes are reached at once, so that no route returns to one."""
    if things[stated]["kind"] != _RECEPTOR:
        return ()
    return (stated, *below.get(stated, ()), *things[stated]["broader"])


def _below(things: Items) -> dict[str, list[str]]:
    """Receptor -> its narrower things, sorted."""
    found: dict[str, list[str]] = {}
    for iri in sorted(things):
        for broader in things[iri]["broader"]:
            if things.get(broader, {}).get("kind") == _RECEPTOR:
                found.setdefault(broader, []).append(iri)
    return found
