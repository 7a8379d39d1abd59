"""Each quality query finds the faults of its example, and nothing else in it; check digits are computed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.base.namespaces import ENT, SB
from kg.base.prefixes import expand
from kg.base.resources import folder
from kg.check import check_digits, quality

HERE = Path(__file__).parent / "qc"
EXAMPLES = sorted(HERE.glob("*.trig"))
VOCABULARY = ("serm-bone.ttl", "relations.ttl", "codes.ttl")


@pytest.fixture(scope="module")
def vocabulary() -> list[ox.Quad]:
    """The quads that the queries ask besides the records: classes, signs of relations, nulls of statistics."""
    paths = [folder("ontology") / name for name in VOCABULARY]
    return [quad for path in paths for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_query_finds_the_faults_and_nothing_else(path: Path, vocabulary: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(vocabulary)
    store.load(path=path, format=ox.RdfFormat.TRIG)
    promised = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# faults: ").split()
    found = [result.focus for result in quality.run(store) if result.rule == path.stem]
    assert sorted(found) == sorted(str(expand(name)) for name in promised)


def test_every_query_has_its_example() -> None:
    assert [path.stem for path in EXAMPLES] == [query.rule for query in quality.queries()]


def test_a_fault_says_its_numbers(vocabulary: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(vocabulary)
    store.load(path=HERE / "contrast-is-the-difference-of-its-arms.trig", format=ox.RdfFormat.TRIG)
    messages = [r.message for r in quality.run(store) if r.rule == "contrast-is-the-difference-of-its-arms"]
    assert messages == ["The difference is 1.5, but the arms give 2.5."]


@pytest.mark.parametrize(
    ("curie", "right"),
    [
        # Toremifene and water (CAS numbers as registered), and the LOINC of 25-hydroxyvitamin D3; then one digit off.
        ("CAS:89778-26-7", True),
        ("CAS:89778-26-8", False),
        ("CAS:7732-18-5", True),
        ("CAS:7732-18-4", False),
        ("CAS:77321-8-5", False),
        ("LOINC:1989-3", True),
        ("LOINC:1989-4", False),
        ("LOINC:1998-3", False),
        ("CHEBI:9635", True),
    ],
)
def test_check_digits_are_computed(curie: str, right: bool) -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(ENT + "thing"), ox.NamedNode(SB + "curie"), ox.Literal(curie)))
    assert [result.value for result in check_digits.faults(store)] == ([] if right else [curie])
