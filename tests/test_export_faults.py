"""Exports that cannot succeed: said in words, with the exit code of the contract, and nothing half-written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.errors import BadParameter, LimitReached
from kg.export import FORMATS
from tests.conftest import Run

ROOT = Path(__file__).parents[1]
HOSTILE = Path(__file__).parent / "receivers" / "hostile.ttl"
MEGABYTE = 1024 * 1024


def limited(arguments: list[str], limit: int) -> subprocess.CompletedProcess[str]:
    """Run ``kg`` in a process whose files may not grow over ``limit`` bytes, as on a disk that fills up."""
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        timeout=120,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_a_disk_that_fills_up(graph: Graph, tmp_path: Path, name: str) -> None:
    """Exit code 4, one line that says what to do, the earlier export whole, and nothing beside it."""
    graph.export(name, str(tmp_path / "out"))
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    largest = max(len(raw) for raw in before.values())
    told = limited(["export", name, "-o", str(tmp_path / "out")], largest // 2)
    assert told.returncode == 4, told.stderr
    assert "cannot be written" in told.stderr
    assert "Traceback" not in told.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_nobody_may_write(run: Run) -> None:
    """A place where not even root can make a folder."""
    code, out, told = run("export", "nquads", "-o", "/proc/no-such/out")
    assert (code, out) == (4, "")
    assert "/proc/no-such/out cannot be written" in told


def test_a_view_that_a_format_does_not_have(graph: Graph, run: Run, tmp_path: Path) -> None:
    """RDF has no views: the option is refused, in Python and on the command line."""
    with pytest.raises(BadParameter, match="has no views"):
        graph.export("trig", str(tmp_path / "out"), view="lossless")
    code, _, told = run("export", "trig", "-o", str(tmp_path / "out"), "--view", "lossless")
    assert code == 2
    assert "--view lossless: trig has no views" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", [name for name, format in FORMATS.items() if format.views])
def test_an_unknown_view(graph: Graph, tmp_path: Path, name: str) -> None:
    """The views that there are stand in the message."""
    with pytest.raises(BadParameter, match=r"views convenient"):
        graph.export(name, str(tmp_path / "out"), view="full")


def test_an_iri_with_a_space_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    """The overlay is not read, and nothing is written."""
    overlay = tmp_path / "spaced.ttl"
    overlay.write_text("@prefix owl: <http://www.w3.org/2002/07/owl#> .\n<https://x.example/a b> a owl:Thing .\n")
    code, _, told = run("export", "nquads", "-o", str(tmp_path / "out"), "--data", str(overlay))
    assert code == 3
    assert "spaced.ttl:2" in told
    assert not (tmp_path / "out").exists()


def test_a_value_that_is_no_number_has_no_number(tmp_path: Path) -> None:
    """``NaN`` and ``Infinity`` as printed values stay text; the number beside them is absent."""
    from kg.export.convenient import property_graph

    shipped = (ROOT / "ontology" / "outcomes" / "NCT00129142.ttl").read_text(encoding="utf-8")
    assert '"0.7"' in shipped
    overlay = tmp_path / "values.ttl"
    prefixes = "".join(line + "\n" for line in shipped.splitlines() if line.startswith("@prefix"))
    overlay.write_text(
        prefixes + 'rpt:X1 a sb:OutcomeReport ; sb:reportOf out:X1 ; sb:valueText "NaN" ; sb:valueStatus sb:numeric ;\n'
        "    sb:citationStatus sb:ownData .\n"
        "out:X1 a sb:ArmOutcome ; sb:endpoint ent:endpoint-lumbar-spine-bmd ; sb:trial std:NCT00129142 ;\n"
        "    sb:population std:NCT00129142-pop .\n",
        encoding="utf-8",
    )
    nodes = property_graph(kg.load(data=[overlay])).nodes[1]
    row = next(row for row in nodes.rows() if row[0] == "out:X1")
    assert row[nodes.place("value_number")] is None


def test_nothing_is_written_for_a_dangling_edge(tmp_path: Path) -> None:
    """The error names the assertion; the folder does not appear."""
    from kg.errors import UnreadableInput

    overlay = tmp_path / "dangling.ttl"
    overlay.write_text(HOSTILE.read_text(encoding="utf-8").replace("ent:TNFSF11", "ent:nowhere"), encoding="utf-8")
    graph = kg.load(data=[overlay])
    for name in (name for name, format in FORMATS.items() if format.views):
        with pytest.raises((UnreadableInput, LimitReached), match="asr:H0001"):
            graph.export(name, str(tmp_path / "out"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling.ttl"]
