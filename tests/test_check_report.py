"""A check tells how many results there are, shows the gravest, finds their lines, and is heard while it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.base import progress
from kg.check import check, source_lines
from kg.check.columnar import Engine
from kg.check.report import Report, Result, first
from kg.check.shapes import load_shapes
from kg.errors import BadParameter
from kg.rdf.rules import derive
from tests.conftest import Run


def results(count: int) -> Iterator[Result]:
    """Yield results in no order, every third a violation, the others notes."""
    for number in range(count):
        focus = f"http://example.org/{number * 7 % count:05d}"
        severity = "violation" if number * 7 % count % 3 == 0 else "info"
        yield Result(severity=severity, rule="rule", focus=focus, message="No.")


def test_the_gravest_results_are_kept_and_all_are_counted() -> None:
    kept, counts = first(results(1000), 5)
    assert [result.focus[-5:] for result in kept] == ["00000", "00003", "00006", "00009", "00012"]
    assert counts == {"violation": 334, "warning": 0, "info": 666}


def test_a_limit_of_none_keeps_all() -> None:
    kept, counts = first(results(1000), 0)
    assert len(kept) == sum(counts.values()) == 1000
    assert [result.severity for result in kept] == ["violation"] * 334 + ["info"] * 666


def test_a_report_says_what_it_leaves_out() -> None:
    kept, counts = first(results(9), 2)
    report = Report(results=kept, counts=counts, files=1, triples=2, shapes=3, queries=4)
    assert "the first 2 of 9; --limit 0 shows all\n" in report.render("table")
    assert (report.to_dict()["found"], len(report.to_dict()["results"]), report.sound) == (9, 2, False)


def test_a_report_whose_violations_are_not_shown_is_unsound() -> None:
    report = Report(
        results=(), counts={"violation": 1, "warning": 0, "info": 0}, files=1, triples=2, shapes=3, queries=4
    )
    assert not report.sound
    assert "conforms false" in report.render("shacl")


def test_a_subject_is_found_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    lines = ["@prefix ex: <http://example.org/> .", "", "ex:one", "    ex:p 1 .", "", "", "<http://example.org/two>"]
    path.write_text("\n".join([*lines, "    ex:p 2 .", "ex:three ex:p 3 .", ""]), encoding="utf-8")
    found = [(iri.rsplit("/", 1)[-1], line) for iri, line in source_lines.subjects(path)]
    assert found == [("one", 3), ("two", 7), ("three", 9)]


def test_a_long_check_is_heard(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = iter((0.0, 9.0, 11.0, 11.0, 12.0, 14.0, 14.0))
    monkeypatch.setattr("time.monotonic", lambda: next(now))
    told = progress.Progress("check: shapes")
    for done in range(4):
        told.seen(done, 9)
    assert capsys.readouterr().err == "check: shapes: 1 of 9 …\ncheck: shapes: 3 of 9 …\n"


def test_rules_and_shapes_tell_how_far_they_are() -> None:
    heard: list[tuple[int, int]] = []
    count = len(derive(ox.Store(), lambda done, all: heard.append((done, all))))
    assert heard == [(number, count) for number in range(count)]
    heard.clear()
    list(Engine(ox.Store(), load_shapes().program).results(lambda done, all: heard.append((done, all))))
    assert heard == [(number, heard[-1][1]) for number in range(len(heard))]
    assert len(heard) > 100


@pytest.mark.parametrize("way", [{"engine": "fast"}, {"limit": -1}])
def test_a_check_that_cannot_be_meant_is_refused_at_once(monkeypatch: pytest.MonkeyPatch, way: dict[str, str]) -> None:
    monkeypatch.setattr("kg.rdf.loader.load_store", lambda _: pytest.fail("the graph was read"))
    with pytest.raises(BadParameter):
        check(**way)  # type: ignore[arg-type]


FAULTY = """
@prefix ex: <https://w3id.org/serm-bone/assertion/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .

ex:one a sb:Assertion .
ex:two a sb:Assertion .
"""


@pytest.mark.slow
def test_both_engines_say_the_same_of_an_overlay(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(FAULTY)
    told = [run("check", str(path), "--engine", engine, "--json")[:2] for engine in ("sets", "pyshacl")]
    assert told[0] == told[1]
    assert told[0][0] == 1


def test_a_check_shows_as_many_results_as_are_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(FAULTY)
    code, out, _ = run("check", str(path), "--limit", "3")
    assert code == 1
    assert "the first 3 of 10; --limit 0 shows all" in out
