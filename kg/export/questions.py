"""The first questions that every README gives, in the language of the program, with the counts they must return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kg._resources import folder
from kg.export import convenient, lossless
from kg.names import ENT
from kg.prefixes import compress

if TYPE_CHECKING:
    from kg.export.format import Format, Request

_DRUG = ENT + "toremifene"


def expected(request: Request) -> dict[str, int]:
    """Return question -> the count it must return of the property graph that ``request`` asks for."""
    return {name: count(request) for name, (_, count) in _QUESTIONS[request.view or convenient.NAME].items()}


def asked(request: Request, format: Format) -> list[tuple[str, str, str, int]]:
    """Return (name, question, its text in the language of the format, expected count); empty where it has none."""
    if not format.queries:
        return []
    view = request.view or convenient.NAME
    counts = expected(request)
    return [(name, words, _text(format.queries, view, name), counts[name]) for name, (words, _) in _of(view).items()]


def _of(view: str) -> Mapping[str, tuple[str, Callable[[Request], int]]]:
    return _QUESTIONS[view]


def _text(family: str, view: str, name: str) -> str:
    home = folder("queries") / "export" / (family if view == convenient.NAME else f"{family}-{view}")
    found = sorted(home.glob(f"{name}.*"))
    return found[0].read_text(encoding="utf-8").strip()


def _assertions(request: Request) -> int:
    return sum(1 for _ in request.property_graph.edges[0].rows())


def _acts_on(request: Request) -> int:
    table, drug = request.property_graph.edges[0], compress(_DRUG)
    source, status = table.place("source"), table.place("status")
    return sum(row[source] == drug and row[status] == "supported" for row in table.rows())


def _outcomes(request: Request) -> int:
    table, drug = request.property_graph.edges[1], compress(_DRUG)
    target, relation = table.place("target"), table.place("relation")
    return sum(row[target] == drug and row[relation] == "measured-with" for row in table.rows())


def _statements(request: Request) -> int:
    return sum(1 for _ in request.property_graph.edges[0].rows())


def _literals(request: Request) -> int:
    table = request.property_graph.nodes[0]
    place = table.place("literals")
    return sum(len(cell) for row in table.rows() if isinstance(cell := row[place], tuple))


def _subject_of(request: Request) -> int:
    table = request.property_graph.edges[0]
    target, relation = table.place("target"), table.place("relation")
    return sum(row[target] == _DRUG and row[relation] == "sb:subject" for row in table.rows())


_QUESTIONS: Mapping[str, Mapping[str, tuple[str, Callable[[Request], int]]]] = {
    convenient.NAME: {
        "assertions": ("How many assertions are there?", _assertions),
        "acts-on": ("How many assertions that its evidence supports begin at toremifene?", _acts_on),
        "outcomes": ("How many outcomes of trials were measured with toremifene?", _outcomes),
    },
    lossless.NAME: {
        "statements": ("How many statements join two nodes?", _statements),
        "literals": ("How many literals are there?", _literals),
        "subject-of": ("How many assertions have toremifene as their subject?", _subject_of),
    },
}
