"""The catalogued queries of ``queries/competency``: one question a file, its parameters bound by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.base.namespaces import RDFS_LABEL, REL, SB, SKOS
from kg.base.prefixes import expand
from kg.base.records import Rows
from kg.base.resources import folder
from kg.errors import BadParameter, BrokenInstall, UnknownName

if TYPE_CHECKING:
    from decimal import Decimal

    import pyoxigraph as ox

_HEADER = re.compile(r"^#\+ ([a-z]+): *(.*)$", re.MULTILINE)


Codes = Callable[[str], tuple[str, ...]]


class Resolve(Protocol):
    """From any name of an entity to its IRI, among entities of ``kinds`` where these are given."""

    def __call__(self, name: str, *, kinds: tuple[str, ...] = (), what: str = "entity") -> str: ...


class Param(NamedTuple):
    """A parameter: a variable of the outer group that the caller may bind.

    ``kind``: ``entity`` any named thing; a class name such as ``Endpoint`` for a thing of that class; ``code`` a
    status, relation or other code word; ``text``; ``number``. ``optional`` says that rows may lack it.
    """

    name: str
    kind: str
    optional: bool


class Question(NamedTuple):
    """A catalogued query: name, summary, the question in words, parameters, columns, SPARQL text."""

    name: str
    summary: str
    question: str
    params: Mapping[str, Param]
    columns: tuple[str, ...]
    text: str


def names() -> list[str]:
    """Return the names of the catalogued queries, sorted."""
    return sorted(path.stem for path in _folder().glob("*.rq"))


def question(name: str) -> Question:
    """Return one catalogued query, reading its file only; raises ``UnknownName`` with the nearest names."""
    path = _folder() / f"{name}.rq"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.exists():
        from difflib import get_close_matches

        raise UnknownName(name, kind="query", nearest=tuple(get_close_matches(name, names(), n=3, cutoff=0.3)))
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = dict(_HEADER.findall(text))
    missing = {"summary", "question", "params", "columns"} - header.keys()
    if missing:
        raise BrokenInstall(f"{path.name}, header line {sorted(missing)[0]}", searched=(str(path),))
    params = [_param(part) for part in header["params"].split()]
    return Question(
        name=name,
        summary=header["summary"],
        question=header["question"],
        params={param.name: param for param in params},
        columns=tuple(header["columns"].split()),
        text=text,
    )


def listing() -> list[dict[str, Any]]:
    """Return one row a query: name, question, parameters."""
    found = [question(name) for name in names()]
    return [{"name": q.name, "question": q.question, "parameters": " ".join(q.params)} for q in found]


def rows(store: ox.Store, name: str) -> list[dict[str, str | None]]:
    """Return all rows of query ``name``, IRIs and literals as text, unbound as None; the cost is that of the query."""
    import pyoxigraph as ox

    asked = question(name)
    solutions = store.query(asked.text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return [{column: _value(solution[column]) for column in asked.columns} for solution in solutions]


def select(
    name: str, found: Sequence[Mapping[str, str | None]], values: Mapping[str, str], *, resolve: Resolve, codes: Codes
) -> Rows:
    """Return those of the rows ``found`` that carry ``values``: binding a parameter is filtering.

    ``resolve`` finds an entity by any name, ``codes`` the code words that a text may mean. Raises ``UnknownName`` for
    an entity or a code, ``BadParameter`` for a parameter the query does not have or a value that is no number.
    """
    asked = question(name)
    wanted: dict[str, tuple[str, ...] | Decimal] = {}
    for key, value in values.items():
        param = asked.params.get(key)
        if param is None:
            raise BadParameter(f"{name} has no parameter {key!r}; it takes {', '.join(asked.params) or 'none'}")
        wanted[key] = _meant(param, value, resolve, codes)
    kept = [row for row in found if all(_carries(row[key], wanted[key]) for key in wanted)]
    return Rows(kept, columns=asked.columns)


def _param(text: str) -> Param:
    name, _, kind = text.rstrip("?").partition(":")
    return Param(name=name, kind=kind or "entity", optional=text.endswith("?"))


def _meant(param: Param, value: str, resolve: Resolve, codes: Codes) -> tuple[str, ...] | Decimal:
    """Return what a cell must hold to carry ``value``: one of some texts, or a number."""
    if param.kind == "text":
        return (value,)
    if param.kind == "number":
        number = _number(value)
        if number is None:
            raise BadParameter(f"{value!r} is not a number for {param.name}; write 12 or 1.5, with a point")
        return number
    if param.kind == "code":
        found = codes(value)
        if not found:
            raise UnknownName(value, kind="code")
        return found
    if param.kind == "entity":
        return (resolve(value),)
    return (resolve(value, kinds=(param.kind,), what=param.kind.lower()),)


def codes(store: ox.Store, value: str) -> tuple[str, ...]:
    """Return the IRIs of the codes that ``value`` means: an IRI, a CURIE, a local name, a label or a synonym."""
    import pyoxigraph as ox

    candidates = {value, expand(value) or value} if ":" in value else {SB + value, REL + value}
    known = {iri for iri in candidates if _described(store, iri)}
    for word in (RDFS_LABEL, SKOS + "altLabel"):
        called = store.quads_for_pattern(None, ox.NamedNode(word), ox.Literal(value, language="en"), None)
        known |= {quad.subject.value for quad in called if isinstance(quad.subject, ox.NamedNode)}
    return tuple(sorted(iri for iri in known if iri.startswith((SB, REL))))


def _described(store: ox.Store, iri: str) -> bool:
    import pyoxigraph as ox

    try:
        return next(store.quads_for_pattern(ox.NamedNode(iri), None, None, None), None) is not None
    except ValueError:
        return False


def _carries(cell: str | None, wanted: tuple[str, ...] | Decimal) -> bool:
    if isinstance(wanted, tuple):
        return cell in wanted
    return cell is not None and _number(cell) == wanted


def _number(text: str) -> Decimal | None:
    """Return the finite number that ``text`` writes, else None."""
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _value(term: Any) -> str | None:
    return None if term is None else str(term.value)


def _folder() -> Path:
    return folder("queries") / "competency"
