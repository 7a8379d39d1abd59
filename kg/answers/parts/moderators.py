"""In what the two sides of a disagreement differ: computed from the contexts of their members, never from what a
curator thinks is the reason.

Doses and times are those that the quantity of an assertion prints, and those of the outcomes that its evidence rests
on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.answers.parts.route_rows import tested_with
from kg.base.namespaces import ENT
from kg.network.name_index import Item

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_UNIT = r"(mg|ug|µg|[npu]M|µM|[munp]mol/L)(/kg)?(/d)?(?:ay)?\b"
_DOSE = re.compile(r"(?<![\w.])(?<!below )(?<!above )(\d[\d.,]*)( (?:to|or|and) \d[\d.,]*)? ?" + _UNIT)
_SPAN = r"(\d[\d.]*)(?: ?(?:to|or|and|-) ?(\d[\d.]*))?"
_TIME = re.compile(
    r"(?<![\w.])(?<!under )(?<!over )(?<!aged )" + _SPAN + r" ?(h|d|days?|weeks?|wk|mo|months?|yr|years?)\b"
)
_UNITS = {"h": "h", "d": "days", "w": "weeks", "m": "months"}
_NO_DOSE = re.compile(r"(?:IC50|EC50|Kd|Ki)\b[^;]*")  # a concentration that was found, not one that was given

Read = Callable[["KnowledgeGraph", Item], Iterable[str]]


def differences(graph: KnowledgeGraph, sides: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return one row a dimension in which two sides are not the same, in the fixed order of ``DIMENSIONS``.

    ``sides`` are two lists of assertion IRIs; ``side_1`` and ``side_2`` of a row list the values in words, sorted. An
    empty list says that no member of that side states one; where neither does, there is no row.
    """
    items = graph.section("assertions")["items"]
    found = []
    for name, read in DIMENSIONS.items():
        one, other = (sorted({value for iri in side for value in read(graph, items[iri])}) for side in sides)
        if one != other:
            found.append({"dimension": name, "side_1": one, "side_2": other})
    return found


def _labels(graph: KnowledgeGraph, iris: Iterable[str]) -> list[str]:
    return [(graph.names.ref(iri) or {})["label"] for iri in iris]


def _named(field: str) -> Read:
    return lambda graph, item: _labels(graph, item[field])


def _lines(field: str) -> Read:
    return lambda _, item: (line[field] for line in item["evidence"] if line[field])


def _places(graph: KnowledgeGraph, item: Item) -> list[str]:
    return _labels(graph, {*item["subject_anatomy"], *item["object_anatomy"]})


def _ligands(graph: KnowledgeGraph, item: Item) -> list[str]:
    return _labels(graph, tested_with(graph, item))


def _outcomes(graph: KnowledgeGraph, item: Item) -> list[Item]:
    """The outcomes that the evidence of an assertion rests on, where it names them."""
    wanted = {iri for line in item["evidence"] for iri in line["item"]}
    return [outcome for outcome in graph.section("outcomes") if outcome["iri"] in wanted] if wanted else []


def _doses(graph: KnowledgeGraph, item: Item) -> list[str]:
    text = _NO_DOSE.sub("", item["quantity"] or "")
    found = [match.group(0).removesuffix("ay").replace("µ", "u") for match in _DOSE.finditer(text)]
    arms = (outcome["arm"] or {} for outcome in _outcomes(graph, item))
    return found + [f"{arm['dose']} {arm['dose_unit']}" for arm in arms if arm.get("dose")]


def _times(graph: KnowledgeGraph, item: Item) -> list[str]:
    found = []
    for first, second, unit in _TIME.findall(item["quantity"] or ""):
        found += [_time(number, unit[0]) for number in (first, second) if number]
    months = (outcome["timepoint_months"] for outcome in _outcomes(graph, item))
    return found + [f"{number} months" for number in months if number]


def _time(number: str, unit: str) -> str:
    """A time in words; years are months, so that 1 yr and 12 mo are one time."""
    return f"{Decimal(number) * 12:f} months" if unit == "y" else f"{number} {_UNITS[unit]}"


def _populations(graph: KnowledgeGraph, item: Item) -> list[str]:
    """The general populations of the outcomes behind an assertion.

    Where its evidence names no outcome: the one population that everybody in its studies and milieu belongs to.
    """
    behind = _outcomes(graph, item)
    if behind:
        return _labels(graph, {_general(outcome) for outcome in behind})
    studies, milieux = {line["study"] for line in item["evidence"]}, set(item["milieu"])
    shared = [
        outcome
        for outcome in graph.section("outcomes")
        if outcome["study"]["iri"] in studies and (outcome["milieu"] or {}).get("iri") in milieux
    ]
    widest = {_general(o) for o in shared if all(_general(o) in other["population_closure"] for other in shared)}
    return _labels(graph, widest)


def _general(outcome: Item) -> str:
    """The nearest population that is no study's own."""
    return next((p for p in outcome["population_closure"] if p.startswith(ENT)), str(outcome["population"]["iri"]))


def _endpoints(graph: KnowledgeGraph, item: Item) -> list[str]:
    return [*_labels(graph, [item["object"]]), *(outcome["endpoint"]["label"] for outcome in _outcomes(graph, item))]


DIMENSIONS: dict[str, Read] = {
    "anatomy": _places,
    "milieu": _named("milieu"),
    "sex": _named("sex"),
    "species": _named("species"),
    "ligand": _ligands,
    "system": _lines("system"),
    "dose": _doses,
    "time": _times,
    "population": _populations,
    "endpoint": _endpoints,
    "design": _lines("evidence_type"),
}
