"""Each constraint is broken by one example with one fault, and by nothing else; the shapes themselves are checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import rdflib

from kg.base.resources import folder
from kg.check.report import ShapesRefused
from kg.check.shapes import load_shapes
from tests.examples import broken_by, expectation

HERE = Path(__file__).parent / "shapes"
INVALID = sorted(HERE.glob("*/invalid/*.ttl"))
VALID = sorted(HERE.glob("*/valid.ttl"))
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def declared() -> set[str]:
    """Return the names of the constraints of the packaged shapes."""
    return {str(shape).rsplit("/", 1)[-1] for shape in load_shapes().graph.subjects(rdflib.RDF.type, SH.PropertyShape)}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.parent.name)
def test_a_valid_record_breaks_nothing(path: Path) -> None:
    assert broken_by(path) == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_one_fault_breaks_one_constraint(path: Path) -> None:
    assert broken_by(path) == {expectation(path)}


def test_every_constraint_is_broken_by_an_example() -> None:
    assert {expectation(path).split()[0] for path in INVALID} == declared()


def test_every_shape_has_a_valid_example() -> None:
    assert {path.parent.name for path in VALID} == {path.stem for path in folder("shapes").glob("*.ttl")}


def test_every_constraint_says_its_rule_and_severity() -> None:
    graph = load_shapes().graph
    for shape in graph.subjects(rdflib.RDF.type, SH.PropertyShape):
        message = str(graph.value(shape, SH.message))
        assert message.endswith("."), shape
        assert graph.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info), shape


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("sh:minCount 1", "sh:mincount 1", "no term of SHACL Core"),
        ("sh:targetClass sb:Arm", "sh:targetClass sb:Arms", "no class, property or code"),
        ("sh:path sb:trial", "sh:path sb:trail", "no class, property or code"),
        ("sh:path rdfs:label", "sh:path rdfs:lable", "no property of the vocabulary"),
        ("sh:property sbs:Arm-label", "sh:property sbs:Arm-lable", "named but not described"),
    ],
)  # fmt: skip
def test_a_misspelt_shape_is_refused(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    text = (folder("shapes") / "arm.ttl").read_text()
    assert before in text
    (tmp_path / "arm.ttl").write_text(text.replace(before, after, 1))
    with pytest.raises(ShapesRefused, match=complaint):
        load_shapes(tmp_path)


def test_no_shapes_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShapesRefused, match="nothing would be checked"):
        load_shapes(tmp_path)


def test_a_shape_that_matches_nothing_is_refused(tmp_path: Path) -> None:
    import pyoxigraph as ox

    from kg.check.shacl import validate

    shutil.copy(folder("shapes") / "arm.ttl", tmp_path)
    with pytest.raises(ShapesRefused, match="checks nothing"):
        validate(ox.Store(), load_shapes(tmp_path))
