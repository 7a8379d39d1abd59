"""The catalogued queries of ``queries/competency``: one question a file, its header read, its parameters bound by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg._resources import folder
from kg.errors import BadParameter, UnknownName
from kg.record import Rows

if TYPE_CHECKING:
    import pyoxigraph as ox

_HEADER = re.compile(r"^#\+ ([a-z]+): *(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A catalogued query: name, summary, the question in words, parameters (name -> kind), columns, SPARQL text.

    A parameter of kind ``entity`` takes any name of an entity, ``text`` a string, ``number`` a decimal number.
    """

    name: str
    summary: str
    question: str
    params: Mapping[str, str]
    columns: tuple[str, ...]
    text: str


def names() -> list[str]:
    """Return the names of the catalogued queries, sorted."""
    return sorted(path.stem for path in _folder().glob("*.rq"))


def question(name: str) -> Question:
    """Return one catalogued query; raises ``UnknownName`` with the nearest names."""
    path = _folder() / f"{name}.rq"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.exists():
        from difflib import get_close_matches

        raise UnknownName(name, kind="query", nearest=tuple(get_close_matches(name, names(), n=3, cutoff=0.3)))
    text = path.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    params = dict(_param(part) for part in header.get("params", "").split())
    return Question(
        name=name,
        summary=header["summary"],
        question=header["question"],
        params=params,
        columns=tuple(header["columns"].split()),
        text=text,
    )


def listing() -> list[dict[str, Any]]:
    """Return one row a query: name, question, parameters."""
    found = [question(name) for name in names()]
    return [{"name": q.name, "question": q.question, "parameters": " ".join(q.params)} for q in found]


def ask(store: ox.Store, name: str, values: Mapping[str, str], *, resolve: Callable[[str], str]) -> Rows:
    """Return the rows of query ``name`` with ``values`` bound, IRIs and literals as text, unbound as None.

    Binding a parameter gives just the rows that carry the value when none is bound. Raises ``UnknownName`` for the query
    or an entity, ``BadParameter`` for a parameter that the query does not have.
    """
    import pyoxigraph as ox

    asked = question(name)
    bound: dict[ox.Variable, ox.NamedNode | ox.Literal] = {}
    for parameter, value in values.items():
        if parameter not in asked.params:
            known = ", ".join(asked.params) or "no parameters"
            raise BadParameter(f"{name} has no parameter {parameter!r}; it takes {known}")
        bound[ox.Variable(parameter)] = _term(asked.params[parameter], value, resolve)
    solutions = store.query(asked.text, use_default_graph_as_union=True, substitutions=bound)
    assert isinstance(solutions, ox.QuerySolutions)
    fixed = {variable.value: term.value for variable, term in bound.items()}
    rows = []
    for solution in solutions:
        found = {column: _value(solution[column]) for column in asked.columns}
        rows.append(
            {column: found[column] if found[column] is not None else fixed.get(column) for column in asked.columns}
        )
    return Rows(rows, columns=asked.columns)


def _param(text: str) -> tuple[str, str]:
    name, _, kind = text.partition(":")
    return name, kind or "entity"


def _term(kind: str, value: str, resolve: Callable[[str], str]) -> ox.NamedNode | ox.Literal:
    import pyoxigraph as ox

    if kind == "entity":
        return ox.NamedNode(resolve(value))
    if kind == "number":
        if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value):
            raise BadParameter(f"{value!r} is not a number; write 12 or 1.5, with a point")
        datatype = "decimal" if "." in value else "integer"
        return ox.Literal(value, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}"))
    return ox.Literal(value)


def _value(term: Any) -> str | None:
    return None if term is None else str(term.value)


def _folder() -> Path:
    return folder("queries") / "competency"
