"""What would notice a wrong graph: the checks, the golden rows, the concordance, the answers that tests spell out.

``Bench.look`` derives a graph from curated quads, as the program does, and returns what each of them has to say.
"""

from __future__ import annotations

import contextlib
import gc
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

import kg
from kg.base.prefixes import compress
from kg.check import check_digits, quality
from kg.check.shapes import load_shapes
from kg.rdf import catalogue
from kg.rdf.rules import derive
from kg.snapshot import Snapshot
from kg.snapshot.cache import shard
from kg.snapshot.compile import sections
from tests.test_queries import as_given, golden, projected

HERE = Path(__file__).parent
SIGNS = "test_expected_signs.py"
# Tests that ask the graph and spell the answer out; what only reads files or runs other programs is left aside.
SPELT_OUT = (
    *sorted(path.name for path in HERE.glob("test_*_knowledge.py")),
    *("test_compare.py", "test_competency.py", "test_conflicts.py", "test_explain.py", "test_menopause.py"),
    SIGNS,
)

Faults = frozenset[tuple[str, ...]]
Triples = frozenset[ox.Triple]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is seen of one graph.

    ``faults``: violations and warnings; ``golden``: query -> rows too many or missing; ``predictions``: outcome ->
    verdict, predicted sign, lean and grade; ``failures``: tests that fail.
    """

    faults: Faults
    golden: dict[str, frozenset[tuple[str, ...]]]
    predictions: dict[str, tuple[str, ...]]
    failures: frozenset[str]


class Compiled(Snapshot):
    """A snapshot that lies in memory."""

    def __init__(self, store: ox.Store) -> None:
        self._store, self._sections = store, sections(store)
        self.key, self.folder = "in memory", HERE

    def section(self, name: str) -> Any:
        """Return a section."""
        return self._sections[name]

    def shard(self, section: str, iri: str) -> Any:
        """Return the part of a section that is about one thing; None where it holds nothing of it."""
        return self._sections.get(shard(section, iri))

    def store(self) -> ox.Store:
        """Return the store."""
        return self._store


class Shaped:
    """SHACL on a graph that changes little: only what changed, and what points at it, is looked at again.

    No shape looks further than one step, so that the rest has the results it had.
    """

    def __init__(self, triples: Triples) -> None:
        self._base, self._shapes = triples, load_shapes().graph
        self._data = _in_rdflib(triples)
        self._known = self._results(None)

    def faults(self, triples: Triples) -> Faults:
        """Return the violations and warnings of the shapes on ``triples``."""
        gone, come = _in_rdflib(self._base - triples), _in_rdflib(triples - self._base)
        changed = {*gone.subjects(), *come.subjects()}
        pointing = {
            subject for thing in changed for subject in (*self._data.subjects(None, thing), *come.subjects(None, thing))
        }
        self._patch(out=gone, into=come)
        try:
            about = sorted(node for node in changed | pointing if isinstance(node, rdflib.URIRef))
            found = self._results(about) if about else frozenset()
        finally:
            self._patch(out=come, into=gone)
        seen = {str(node) for node in about}
        return frozenset(fault for fault in self._known if fault[2] not in seen) | found

    def _patch(self, *, out: rdflib.Graph, into: rdflib.Graph) -> None:
        for triple in out:
            self._data.remove(triple)
        for triple in into:
            self._data.add(triple)

    def _results(self, about: Sequence[rdflib.URIRef] | None) -> Faults:
        _, report, _ = pyshacl.validate(
            self._data,
            shacl_graph=self._shapes,
            inference="none",
            inplace=True,
            allow_warnings=True,
            focus_nodes=None if about is None else [*about],
        )
        sh, found = rdflib.SH, set()
        for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
            parts = (sh.resultSeverity, sh.sourceShape, sh.focusNode, sh.value, sh.sourceConstraintComponent)
            severity, shape, focus, value, component = (str(report.value(result, part)) for part in parts)
            if not severity.endswith("#Info"):
                found.add((severity.rsplit("#", 1)[-1].lower(), _short(shape), focus, value, _short(component)))
        return frozenset(found)


class Bench:
    """The detectors, ready to look at one graph after another.

    Raises ``RuntimeError`` where the graph as it is fails a test or a golden row: what fails already notices nothing.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        store = _derived(quads)
        self._shaped = Shaped(frozenset(quad.triple for quad in store))
        self.base = self._look(store)
        failed = [*self.base.failures, *(f"golden rows of {name}" for name, rows in self.base.golden.items() if rows)]
        if failed:
            raise RuntimeError(
                f"the graph as it is fails {len(failed)}, mend these first: {', '.join(sorted(failed)[:5])}"
            )
        gc.collect()
        gc.freeze()  # what every look shares is not searched for garbage again

    def look(self, quads: Iterable[ox.Quad]) -> Look:
        """Return what the detectors say of the graph that follows from curated ``quads``."""
        return self._look(_derived(quads))

    def _look(self, store: ox.Store) -> Look:
        compiled = Compiled(store)
        with mock.patch("kg.session.Snapshot", return_value=compiled):
            return Look(
                faults=self._shaped.faults(frozenset(quad.triple for quad in store)) | _faults(store),
                golden={name: _golden(compiled, name) for name in catalogue.names()},
                predictions=_predictions(),
                failures=_failures(),
            )


def _derived(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    derive(store)
    return store


def _faults(store: ox.Store) -> Faults:
    results = [*quality.run(store), *check_digits.faults(store)]
    return frozenset((r.severity, r.rule, r.focus, r.value or "", "") for r in results if r.severity != "info")


def _golden(compiled: Compiled, name: str) -> frozenset[tuple[str, ...]]:
    """Return the rows by which the answer differs from the golden table."""
    bindings, columns, expected = golden(name)
    found = compiled.section(f"ask-{name}")
    codes = partial(catalogue.codes, compiled.store())
    kept = catalogue.select(name, found, bindings, resolve=as_given, codes=codes)
    rows = [tuple(row[column] for column in kept.columns) for row in kept]
    return frozenset(projected(name, rows, columns) ^ set(expected))


def _predictions() -> dict[str, tuple[str, ...]]:
    rows = kg.load().concordance()["rows"]
    return {
        r["outcome"]["iri"]: tuple(str(r[part]) for part in ("verdict", "predicted", "lean", "grade")) for r in rows
    }


class _Ear:
    """A plugin of pytest that keeps the tests that ask the graph, and the names of those that fail."""

    def __init__(self) -> None:
        self.failed: set[str] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if "graph" in getattr(item, "fixturenames", ())]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid.removeprefix("tests/"))


def _failures() -> frozenset[str]:
    """Return the tests of ``SPELT_OUT`` that fail on the graph that ``kg.load`` gives now."""
    _forget()
    ear, told = _Ear(), io.StringIO()
    left_out = [
        part for name in ("cacheprovider", "unraisableexception", "threadexception") for part in ("-p", f"no:{name}")
    ]
    options = ["-o", "addopts=", "--import-mode=importlib", *left_out, "-q", "--tb=no", "-m", "not slow"]
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = pytest.main([*options, *(str(HERE / name) for name in SPELT_OUT)], plugins=[ear])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest did not run: {told.getvalue()}")
    return frozenset(ear.failed)


def _forget() -> None:
    """Empty what test modules keep of an earlier graph."""
    for name, module in list(sys.modules.items()):
        if name.rsplit(".", 1)[-1].startswith("test_"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def _in_rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    made = rdflib.Graph()
    plain = [triple for triple in triples if not isinstance(triple.object, ox.Triple)]
    raw = ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES)
    made.parse(data=raw or b"", format="nt")
    return made


def _short(iri: str) -> str:
    return compress(iri).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
