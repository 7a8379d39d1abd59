"""The set-wise engine gives pyshacl's results: severity, focus, path, value, shape, component and words."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.base.namespaces import RDF_TYPE, RDFS_SUBCLASS, XSD
from kg.check import shacl
from kg.check.columnar import NotUnderstood
from kg.check.columnar.columns import Columns
from kg.check.columnar.engine import Engine
from kg.check.report import Result, ShapesRefused
from kg.check.shapes import Shapes, load_shapes, shapes_of
from kg.errors import BadParameter, LimitReached
from tests.examples import example_store

HERE = Path(__file__).parent
EXAMPLES = [*sorted((HERE / "shapes").glob("*/valid.ttl")), *sorted((HERE / "shapes").glob("*/invalid/*.ttl"))]
EX = "http://example.org/"
Node = ox.NamedNode | ox.BlankNode
Value = Node | ox.Literal
# What pyshacl can compare: it breaks off at the rest.
NUMBERS = [
    ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
    for kind, text in (
        ("integer", "1"),
        ("integer", "01"),
        ("integer", "99999999999999999999"),
        ("decimal", "1"),
        ("decimal", "2.50"),
        ("decimal", "-0.0"),
        ("double", "2.5e0"),
        ("double", "1e400"),
        ("date", "2023-02-28"),
    )
]


def both(store: ox.Store, shapes: Shapes) -> tuple[set[Result], set[Result]]:
    """Return what the two engines find; the set-wise one must not have asked the other."""
    assert shapes.program
    ours, theirs = (set(shacl.validate(store, shapes, engine=engine, unmatched=True)) for engine in shacl.ENGINES)
    return ours, theirs


@pytest.fixture(scope="module")
def core() -> Shapes:
    """Shapes with every component of SHACL Core."""
    path = HERE / "engines" / "core.trig"
    return shapes_of(quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG))


def literals() -> list[ox.Literal]:
    """Literals of the kinds that engines disagree on."""
    typed = {
        "integer": ("1", "01", "-0", "+3", "99999999999999999999", "x", "7"),
        "decimal": ("1", "2.50", "2.5", "-0.0", "7.50", "00.5", "1e5", "0.00000000000000000001"),
        "double": ("1", "2.5e0", "1e400", "x"),
        "boolean": ("true", "1", "yes"),
        "date": ("2023-02-28", "2023-02-30", "2024-01-02"),
        "dateTime": ("2024-01-01T24:00:00", "2023-01-01T00:00:00Z"),
        "byte": ("01", "1", "c"),
        "token": (" x ",),
        "string": ("b", "B1", "abcd", "", "é", 'a\tb\nb1"\\ <http://example.org/p>', "m", "zz"),
    }
    made = [ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for kind, texts in typed.items() for text in texts]
    return [*made, *(ox.Literal("b", language=tag) for tag in ("en", "EN-gb", "de", "de-AT", "fr"))]


def records(seed: int) -> ox.Store:
    """Return a store of made-up records, the same for the same seed, some statements in two graphs."""
    draw, store = random.Random(seed), ox.Store()
    names = [ox.NamedNode(f"{EX}a{number}") for number in range(12)]
    nodes: list[Node] = [*names, *(ox.BlankNode(f"b{seed}x{number}") for number in range(4))]
    graphs: list[Node | ox.DefaultGraph] = [ox.NamedNode(EX + "one"), ox.NamedNode(EX + "two"), ox.DefaultGraph()]
    kinds = [ox.NamedNode(EX + name) for name in ("Kind", "Narrow", "Other")]
    values: list[Value] = [*nodes, *literals()]

    def say(subject: Node, name: str, value: Value) -> None:
        iri = ox.NamedNode(name if name.startswith("http") else EX + name)
        for graph in draw.sample(graphs, draw.choice((1, 1, 2))):
            store.add(ox.Quad(subject, iri, value, graph))

    say(kinds[1], RDFS_SUBCLASS, kinds[0])
    for node in nodes:
        say(node, RDF_TYPE, draw.choice(kinds))
        for name in "pq":
            for value in draw.sample(values, draw.choice((0, 1, 1, 2, 3))):
                say(node, name, value)
        for text in draw.sample(("one", "two", "three"), draw.choice((0, 1, 2))):
            say(node, "p", ox.Literal(text, language="nl"))
        for name in "nm":
            for value in draw.sample(NUMBERS, draw.choice((0, 1, 2))):
                say(node, name, value)
    return store


@pytest.mark.parametrize("seed", range(12))
def test_every_component_gives_what_pyshacl_gives(core: Shapes, seed: int) -> None:
    ours, theirs = both(records(seed), core)
    assert ours == theirs
    assert len(ours) > 100


def test_the_records_break_every_component(core: Shapes) -> None:
    results = [result for seed in range(4) for result in shacl.validate(records(seed), core, unmatched=True)]
    found = {result.rule.split()[-1] for result in results}
    known = "And Class Closed Datatype Disjoint Equals HasValue In LanguageIn LessThan LessThanOrEquals MaxCount Not"
    known += " MaxExclusive MaxInclusive MaxLength MinCount MinExclusive MinInclusive MinLength Node NodeKind Or"
    known += " Pattern QualifiedMaxCount QualifiedMinCount UniqueLang Xone"
    assert found == {f"{name}ConstraintComponent" for name in known.split()}


@pytest.mark.parametrize("path", EXAMPLES[::7], ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_an_example_gives_what_pyshacl_gives(path: Path) -> None:
    ours, theirs = both(example_store(path), load_shapes())
    assert ours == theirs


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_example_gives_what_pyshacl_gives(path: Path) -> None:
    ours, theirs = both(example_store(path), load_shapes())
    assert ours == theirs


def spoilt(store: ox.Store, seed: int, count: int) -> ox.Store:
    """Return a copy of a graph with ``count`` statements taken out, turned into something else, or said twice over."""
    draw, made = random.Random(seed), ox.Store()
    quads = sorted(store, key=str)
    strangers = [
        *literals(),
        ox.BlankNode("stranger"),
        ox.NamedNode(EX + "stranger"),
        *(quad.subject for quad in quads[:50]),
    ]
    made.bulk_extend(quads)
    for quad in draw.sample(quads, count):
        way = draw.choice(("out", "other", "more", "kind"))
        if way in ("out", "other"):
            made.remove(quad)
        if way in ("other", "more"):
            made.add(ox.Quad(quad.subject, quad.predicate, draw.choice(strangers), quad.graph_name))
        if way == "kind":
            kind = draw.choice([other for other in quads if other.predicate.value == RDF_TYPE])
            made.add(ox.Quad(quad.subject, kind.predicate, kind.object, quad.graph_name))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_spoilt_graph_gives_what_pyshacl_gives(seed: int) -> None:
    import kg

    ours, theirs = both(spoilt(kg.load().store, seed, 3000), load_shapes())
    assert ours == theirs
    assert len(ours) > 1000


def test_the_packaged_graph_breaks_no_shape() -> None:
    import kg

    assert list(shacl.validate(kg.load().store, load_shapes())) == []


def reshaped(text: str) -> Shapes:
    """Return shapes from Turtle."""
    prefixes = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    return shapes_of(quad.triple for quad in ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE))


def stored(text: str) -> ox.Store:
    """Return a store from Turtle."""
    store = ox.Store()
    store.load(f"@prefix ex: <http://example.org/> . {text}".encode(), format=ox.RdfFormat.TURTLE)
    return store


BEYOND = [
    ("ex:S sh:targetClass ex:K ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ex:p 1 }' ] .", "sh:sparql"),
    ("ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:max ] .", "sh:parameter"),
    ("ex:S sh:targetClass ex:K ; sh:reifierShape ex:S2 .", "sh:reifierShape"),
    ("ex:S sh:targetClass ex:K ; sh:minCount 1 .", "without a path"),
    ("ex:S sh:targetClass ex:K ; sh:node ex:S .", "refers to itself"),
    ("ex:S sh:targetClass ex:K ; sh:node ex:T .", "not described"),
    ("ex:S sh:targetClass ex:K ; sh:property ex:P . ex:P sh:path ex:p ; sh:minCount 'one' .", "whole number"),
    ("ex:S sh:targetClass ex:K ; sh:property ex:P . ex:P sh:path ex:p ; sh:maxCount 1 , 2 .", "2 values"),
    ("ex:S sh:targetClass ex:K ; sh:pattern '(' .", "regular expression"),
    ("ex:S sh:targetClass ex:K ; sh:in ex:nothing .", "well-formed list"),
    (
        "ex:S sh:targetClass ex:K ; sh:property [ sh:path [ sh:inversePath ( ex:p ex:q ) ] ; sh:minCount 1 ] .",
        "inverse",
    ),
    ("ex:S sh:targetClass ex:K ; sh:property [ sh:path [ sh:path ex:q ] ; sh:minCount 1 ] .", "no path"),
    ("ex:S a sh:NodeShape ; sh:targetClass ex:K ; sh:path ex:p .", "one kind of shape"),
    ("ex:S sh:targetClass ex:K ; sh:deactivated 'true' .", "neither true nor false"),
]


@pytest.mark.parametrize(("text", "why"), BEYOND, ids=[why for _, why in BEYOND])
def test_what_the_engine_does_not_know_is_never_left_out(text: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        _ = reshaped(text).program


def test_shapes_that_the_engine_does_not_know_go_to_pyshacl(capsys: pytest.CaptureFixture[str]) -> None:
    select = "SELECT $this WHERE { $this <http://example.org/p> 1 }"
    text = f"ex:S sh:targetClass ex:K ; sh:sparql [ sh:message 'No.' ; sh:select '{select}' ] ."
    found = list(shacl.validate(stored("ex:a a ex:K ; ex:p 1 . ex:b a ex:K ."), reshaped(text), unmatched=True))
    assert [(result.focus, result.message) for result in found] == [(EX + "a", "No.")]
    assert "go to pyshacl, which is slower: sh:sparql" in capsys.readouterr().err


def test_a_graph_too_large_for_pyshacl_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shacl, "_MOST_TRIPLES", 1)
    shapes, store = reshaped("ex:S sh:targetClass ex:K ; sh:minCount 1 ."), stored("ex:a a ex:K ; ex:p 1 .")
    with pytest.raises(LimitReached, match="too many for it"):
        shacl.validate(store, shapes, unmatched=True)


@pytest.mark.parametrize("value", ["'NaN'^^xsd:decimal", "'x'^^xsd:integer", "[]", "ex:a"])
def test_what_pyshacl_breaks_off_at_is_a_violation(value: str) -> None:
    asked = "sh:maxInclusive 5.0 ; sh:lessThan ex:q ; sh:message 'No.'"
    shapes = reshaped(f"ex:S sh:targetClass ex:K ; sh:property [ sh:path ex:p ; {asked} ] .")
    store = stored(f"@prefix xsd: <{XSD}> . ex:a a ex:K ; ex:p {value} ; ex:q 5 .")
    found = {result.rule.split()[-1] for result in shacl.validate(store, shapes, unmatched=True)}
    assert found == {"MaxInclusiveConstraintComponent", "LessThanConstraintComponent"}


def test_a_validation_that_fails_is_not_taken_for_sound() -> None:
    shapes = reshaped("ex:S sh:targetClass ex:K ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ] .")
    with pytest.raises(ShapesRefused, match="validation itself failed"):
        list(shacl.validate(stored("ex:a a ex:K ; ex:p [] ."), shapes, engine="pyshacl", unmatched=True))


def test_an_engine_that_is_none_is_refused() -> None:
    with pytest.raises(BadParameter, match="sets, pyshacl"):
        shacl.validate(ox.Store(), load_shapes(), engine="fast")


def test_few_columns_are_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the time of a check goes into reading them; what is only counted is kept as what is read whole is."""
    asked: list[tuple[str, str]] = []
    table = Columns._table

    def noted(columns: Columns, query: str, place: str, key: str) -> str:
        asked.append((query, key))
        return table(columns, query, place, key)

    monkeypatch.setattr(Columns, "_table", noted)
    for _ in Engine(example_store(EXAMPLES[0]), load_shapes().program).results():
        pass
    assert len(asked) > 100
    assert len(asked) - len(set(asked)) <= 3
