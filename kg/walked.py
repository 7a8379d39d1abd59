"""What routes are walked on, as columns: one edge an assertion, and one more where it also leads to a broader or
narrower name.

Walked are assertions with a causal relation and status supported, contested or inferred. What nobody verified, what was
measured to have no effect, and clinical end results of a drug (they are what a route is held against) do not conduct.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.lookup import Item
from kg.network import CIRCULATING, WALKED, is_end_result

_SPARE = "superseded"
_RECEPTOR = "EstrogenReceptor"
_SETS = ("subject_anatomy", "object_anatomy", "milieu", "species", "sex", "ligand")

Items = Mapping[str, Item]


def columns(section: Mapping[str, Any], assertions: Items, things: Items) -> dict[str, Any]:
    """Return the walked edges of ``assertions`` as JSON-ready columns, in their order.

    ``things`` are the IRIs of the nodes; ``source`` and ``target`` are places in it, ``assertion`` is a place in
    ``assertions``; ``widened`` is 1 where the target is not the object itself. ``kind`` is a place in ``kinds``,
    columns of what a grade depends on: where it leaves and reaches, milieu, species, sex and ligand as places in
    ``sets``, rule, whether the subject is a drug of a class (``acts``), ``widened``. ``covers`` pairs an edge with
    nodes that it visits at once; ``free`` are nodes that carry no place along. ``section`` has relations and rules.
    """
    numbers: dict[str, int] = {}
    kinds: dict[tuple[Any, ...], int] = {}
    found: dict[str, Any] = {
        name: [] for name in ("assertion", "source", "target", "sign", "widened", "kind", "covers")
    }
    below = _below(things)
    for place, item in enumerate(assertions.values()):
        if not _conducts(section, assertions, things, item):
            continue
        kind, sign = _kind(things, item), section["relations"][item["relation"]]["sign"]
        source = numbers.setdefault(item["subject"], len(numbers))
        for widened, target in _ends(things, below, item["object"]):
            together = _together(things, below, item["object"]) if widened else ()
            if together:
                found["covers"].append((len(found["sign"]), together))
            row = (place, source, numbers.setdefault(target, len(numbers)), sign, widened)
            for name, value in zip(("assertion", "source", "target", "sign", "widened"), row, strict=True):
                found[name].append(value)
            found["kind"].append(kinds.setdefault((*kind, widened), len(kinds)))
    covers = [[edge, [numbers[thing] for thing in several if thing in numbers]] for edge, several in found["covers"]]
    free = [number for thing, number in numbers.items() if things.get(thing, {}).get("kind") in CIRCULATING]
    sets: dict[tuple[str, ...], int] = {(): 0}
    table = {
        name: [sets.setdefault(kind[at], len(sets)) if at < len(_SETS) else kind[at] for kind in kinds]
        for at, name in enumerate((*_SETS, "rule", "acts", "widened"))
    }
    return {**found, "covers": covers, "free": free, "things": list(numbers), "kinds": table, "sets": list(sets)}


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
