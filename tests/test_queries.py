"""The catalogue of queries: headers, golden rows, the same rows in two engines, and what binding a parameter means."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import kg
from kg.base.prefixes import compress, expand, table
from kg.errors import BadParameter, UnknownName
from kg.rdf import catalogue
from kg.rdf.loader import load_store
from kg.rdf.rules import derive

GOLDEN = Path(__file__).parent / "golden"
NAMES = catalogue.names()
PARAMS = [(name, param) for name in NAMES for param in catalogue.question(name).params]
KEYWORDS = {
    "SELECT",
    "DISTINCT",
    "WHERE",
    "OPTIONAL",
    "FILTER",
    "UNION",
    "MINUS",
    "VALUES",
    "BIND",
    "ORDER",
    "GROUP",
    "BY",
}
Row = tuple[str | None, ...]


@cache
def store() -> ox.Store:
    """Curated and derived quads, in memory."""
    loaded = load_store()
    derive(loaded)
    return loaded


@cache
def dataset() -> rdflib.Dataset:
    """The same quads in rdflib."""
    made = rdflib.Dataset(default_union=True)
    made.parse(data="".join(f"{quad} .\n" for quad in store()), format="nquads")
    return made


def as_given(name: str, *, kinds: tuple[str, ...] = (), what: str = "entity") -> str:
    """Take IRIs and CURIEs for what they say."""
    return expand(name) or name


def rows(name: str, **values: str) -> list[Row]:
    found = everything(name)
    answer = catalogue.select(name, found, values, resolve=as_given, codes=partial(catalogue.codes, store()))
    return [tuple(row[column] for column in answer.columns) for row in answer]


@cache
def everything(name: str) -> list[dict[str, str | None]]:
    """All rows of a query, from the engine."""
    return catalogue.rows(store(), name)


def bound(name: str, param: str, value: str) -> set[Row]:
    """The rows of a query whose text is run with a variable bound, as somebody with another tool would."""
    asked = catalogue.question(name)
    solutions = store().query(
        asked.text, use_default_graph_as_union=True, substitutions={ox.Variable(param): ox.NamedNode(value)}
    )
    assert isinstance(solutions, ox.QuerySolutions)
    read = [[solution[column] for column in asked.columns] for solution in solutions]
    return {tuple(None if cell is None else str(cell.value) for cell in cells) for cells in read}


@cache
def rows_in_rdflib(name: str) -> list[Row]:
    answer = dataset().query(catalogue.question(name).text)
    return [tuple(text(cell) for cell in binding) for binding in answer if isinstance(binding, tuple)]


def text(cell: object) -> str | None:
    """The lexical form; a decimal in the canonical form, in which Oxigraph keeps it."""
    if cell is None:
        return None
    if isinstance(cell, rdflib.Literal) and cell.datatype == rdflib.XSD.decimal:
        return f"{Decimal(str(cell)).normalize():f}"
    return str(cell)


def golden(name: str) -> tuple[dict[str, str], tuple[str, ...], list[tuple[str, ...]]]:
    """The bindings, the columns and the rows that were written down for a query."""
    params, checked, head, *body = (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert params.startswith("# params:")
    assert len(checked) > len("# checked: ")
    bindings = dict(part.split("=", 1) for part in params.removeprefix("# params:").split())
    return bindings, tuple(head.split("\t")), [tuple(line.split("\t")) for line in body]


def projected(name: str, found: list[Row], columns: tuple[str, ...]) -> set[tuple[str, ...]]:
    places = [catalogue.question(name).columns.index(column) for column in columns]
    return {tuple(compress(row[place] or "") for place in places) for row in found}


def test_every_query_has_a_golden_table() -> None:
    """No query without rows that somebody held against the sources, and no table without its query."""
    assert {path.stem for path in GOLDEN.glob("*.tsv")} == set(NAMES)
    assert len(NAMES) >= 35


@pytest.mark.parametrize("name", NAMES)
def test_golden_rows(name: str) -> None:
    """The answer is what was read in the sources, row by row, in the order of the query."""
    bindings, columns, expected = golden(name)
    found = rows(name, **bindings)
    assert projected(name, found, columns) == set(expected)
    assert len(found) >= len(expected) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_two_engines_give_the_same_rows(name: str) -> None:
    """Oxigraph and rdflib agree on every row of every query."""
    assert set(rows(name)) == set(rows_in_rdflib(name))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("coregulators-by-tissue", "assertion"),
        ("ligands-measured-on-rankl-opg", "assertion"),
        ("milieu-of-assertions", "assertion"),
        ("opposed-assertions", "assertion"),
        ("opposed-assertions", "opposed"),
        ("receptor-action-by-tissue", "assertion"),
        ("targets-of-drug", "assertion"),
    ],
)
def test_curated_assertions_are_not_mixed_with_what_rules_derive(name: str, column: str) -> None:
    """Neither what is expected of a drug nor what its own measurement has replaced."""
    found = store().quads_for_pattern(None, ox.NamedNode(expand("sb:inferenceRule") or ""), None)
    derived = {str(quad.subject).strip("<>") for quad in found}
    assert len(derived) > 1000
    assert "curated assertion" in catalogue.question(name).summary.lower()
    assert [row[column] for row in everything(name) if row[column] in derived] == []


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_the_projection(name: str) -> None:
    """What the header promises is what the query selects, and every parameter is a column."""
    question = catalogue.question(name)
    solutions = store().query(question.text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    assert tuple(variable.value for variable in solutions.variables) == question.columns
    assert question.params.keys() <= set(question.columns)
    assert question.question.endswith("?")


@pytest.mark.parametrize(("name", "param"), PARAMS)
def test_binding_a_parameter_filters_the_rows(name: str, param: str) -> None:
    """Asking for one value gives just the rows that carry it when asking for all."""
    asked = catalogue.question(name)
    place = asked.columns.index(param)
    values = sorted({value for row in rows(name) if (value := row[place]) is not None})
    assert values
    for value in values[:: max(1, len(values) // 10)]:
        filtered = {row for row in rows(name) if row[place] == value}
        assert set(rows(name, **{param: value})) == filtered
        if value.startswith("https:") and not asked.params[param].optional:
            assert bound(name, param, value) == filtered


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_rows_are_those_of_the_query(name: str) -> None:
    """What ``ask`` gives at once is what the engine gives when the query runs."""
    assert kg.load().ask(name).to_dict() == everything(name)


@pytest.mark.parametrize("name", NAMES)
def test_prefixes_are_those_of_the_table(name: str) -> None:
    """A query can be pasted anywhere: it binds each prefix it uses, sorted, as the one table has it."""
    body = catalogue.question(name).text
    declared = re.findall(r"^PREFIX ([\w.]+): <([^>]*)>$", body, re.MULTILINE)
    assert declared == sorted(declared)
    assert dict(declared).items() <= table().items()
    used = set(re.findall(r"(?<![\w-])([A-Za-z][\w.]*):(?=[\w-])", body.split("\n\n", 2)[2]))
    assert used == {prefix for prefix, _ in declared}


@pytest.mark.parametrize("name", NAMES)
def test_style(name: str) -> None:
    """Header, blank line, prefixes, blank line, query; ordered rows; keywords in capitals; no correlated NOT EXISTS."""
    header, prefixes, body = catalogue.question(name).text.split("\n\n", 2)
    assert re.findall(r"^#\+ (\w+):", header, re.MULTILINE) == ["summary", "question", "params", "columns"]
    assert all(line.startswith("PREFIX ") for line in prefixes.splitlines())
    assert "\nORDER BY ?" in body
    assert not {"EXISTS", "\t"} & set(re.split(r"[ \n]", body))
    words = set(re.findall(r"(?<![?\w:#-])[A-Za-z]+(?![\w:-])", re.sub(r'"[^"]*"', "", body)))
    assert not {word for word in words if word.upper() in KEYWORDS and word != word.upper()}


@pytest.mark.parametrize("name", NAMES)
def test_terms_are_declared(name: str) -> None:
    """A query names no class, property, code or thing that the graph does not have."""
    body = catalogue.question(name).text.split("\n\n", 2)[2]
    known = {quad.subject for quad in load_store()}
    asked = set(re.findall(r"(?<![\w-])(?:sb|ent|rel|ctr):[\w-]+", re.sub(r'"[^"]*"', "", body)))
    assert {term for term in asked if ox.NamedNode(str(expand(term))) not in known} == set()


def test_the_change_at_the_spine_after_a_year() -> None:
    """Toremifene 80 mg in men on ADT: 1.6 with the drug, -0.7 with placebo, 2.3 between them, p below 0.001, n 197."""
    found = kg.load().ask("change-beside-comparator", drug="Fareston", endpoint="lumbar spine BMD", study="NCT00129142")
    year = next(row for row in found if row.months == "12")
    assert (year.armChange, year.comparatorChange, year.difference) == ("1.6", "-0.7", "2.3")
    assert (year.pOperator, year.p, year.n) == ("<", "0.001", "197")


def test_names_of_parameters() -> None:
    """A class in the header says which thing a name means: here the endpoint, not the phenotype of the same name."""
    found = kg.load().ask("outcome-of-drug", endpoint="lumbar spine BMD")
    assert {row.endpoint for row in found} == {expand("ent:endpoint-lumbar-spine-bmd")}


@pytest.mark.parametrize("value", ["contested", "sb:contested", "https://w3id.org/serm-bone/ontology#contested"])
def test_a_code_may_be_word_or_identifier(value: str) -> None:
    """A status or relation is named by its word, its CURIE or its IRI."""
    found = rows("evidence-count-per-assertion", status=value)
    assert {row[5] for row in found} <= {expand("sb:contested")}
    assert len(found) == len([row for row in rows("evidence-count-per-assertion") if row[5] == expand("sb:contested")])


HOSTILE = ('x" . ?s ?p ?o } UNION {', "sb:supported> } #", "\x00")


@pytest.mark.parametrize(
    ("name", "param", "words", "code"),
    [
        ("audit-verdicts", "verdict", "uncited", "verdict-uncited"),
        ("audit-verdicts", "kind", "protocol step", "protocol-step-kind"),
        ("edges-resting-on-one-study", "edge", "increases expression of", "increasesExpressionOf"),
    ],
)
def test_a_code_may_be_called_by_its_words(name: str, param: str, words: str, code: str) -> None:
    """A label or a synonym finds the code, also where another term has a name like it."""
    assert rows(name, **{param: words}) == rows(name, **{param: code}) != []


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_never_part_of_the_text(value: str) -> None:
    """A value with syntax in it is an unknown code, not a piece of the query."""
    with pytest.raises(UnknownName):
        rows("evidence-count-per-assertion", status=value)


def test_wrong_use_is_said() -> None:
    """An unknown query, parameter or number is refused with what to do."""
    with pytest.raises(UnknownName, match="targets-of-drug"):
        catalogue.question("targets-of-drugs")
    with pytest.raises(UnknownName):
        catalogue.question("../rules/10_assess")
    with pytest.raises(BadParameter, match="it takes drug, target"):
        rows("targets-of-drug", drugs="ent:toremifene")


def test_the_catalogue_lists_every_query() -> None:
    """The list shows name, question and parameters of each query."""
    assert [row["name"] for row in catalogue.listing()] == NAMES
    assert all(row["question"] for row in catalogue.listing())
