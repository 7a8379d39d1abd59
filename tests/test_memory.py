"""With little memory a command answers as it does with much, or says that memory ran out: never less, nor otherwise."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
from array import array
from importlib.util import find_spec
from pathlib import Path

import pytest

import kg
from kg.cli import main
from kg.search import Ask, engine
from kg.search.csr_graph import build

TOLD = "kg: memory ran out before the answer was whole; allow more (ulimit -v) or ask for less"
ROOT = Path(__file__).parents[1]
MEGABYTE = 1 << 20
LARGE = 60_000
"""Edges of a file that is compiled: enough for memory to run out in each part of it at one of the levels."""


def limited(megabytes: int, *command: str, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run a Python command in so much address space, with ``cache`` for what is compiled."""
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SERM_BONE_CACHE": str(cache), "TMPDIR": str(cache)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE,) * 2),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the packaged graph and nothing else."""
    cache = tmp_path_factory.mktemp("cache")
    shutil.copytree(kg.load().snapshot_folder, cache / kg.load().snapshot_folder.name)
    return cache


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of many edges, of which two make the only routes."""
    path = tmp_path_factory.mktemp("drafts") / "many.tsv"
    rows = [f"X:{n}\tX:{n // 2}\t+\n" for n in range(LARGE)]
    rows += ["CHEBI:9635\tX:7\t-\n", "X:3\tent:bone-resorption\t+\n"]
    path.write_text("source\ttarget\tsign\n" + "".join(rows), encoding="utf-8")
    return path


def held(found: subprocess.CompletedProcess[str], whole: str, cache: Path) -> bool:
    """Hold that the answer is whole, or that memory is said to have run out; return which."""
    assert "Traceback" not in found.stderr
    assert "stack backtrace" not in found.stderr
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []
    if found.returncode == 0:
        assert found.stdout == whole
        return True
    assert (found.returncode, found.stdout, found.stderr.splitlines()[-1]) == (4, "", TOLD)
    return False


VERBS = {
    "explain": ("explain", "toremifene", "lumbar spine BMD", "--json"),
    "concordance": ("concordance", "--json"),
    "check": ("check", "--json"),
    "reasoned": ("reason", "--json"),
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_answers_whole_or_says_that_memory_ran_out(verb: str, compiled: Path) -> None:
    """At every level from what starts Python to what is plenty."""
    command = ("-m", "kg", *VERBS[verb])
    whole = limited(8000, *command, cache=compiled).stdout
    assert len(whole) > 1000
    answered = [
        held(limited(level, *command, cache=compiled), whole, compiled) for level in (18, 20, 24, 32, 64, 150, 2000)
    ]
    assert (answered[0], answered[-1]) == (False, True)


@pytest.mark.slow
@pytest.mark.parametrize("level", [20, 28, 40, 60, 100, 250, 2000])
def test_edges_are_compiled_whole_or_not_at_all(level: int, edges: Path, compiled: Path) -> None:
    """Whatever was cut short: with memory enough the same question then has the whole answer."""
    command = ("-m", "kg", "explain", "toremifene", "bone resorption", "--data", str(edges), "--json")
    layers = list(compiled.glob("drafts-*"))
    for layer in layers:
        shutil.rmtree(layer)
    found = limited(level, *command, cache=compiled)
    whole = limited(4000, *command, cache=compiled).stdout
    assert '"edges": 60002' in whole
    answered = held(found, whole, compiled)
    assert answered if level == 2000 else not answered or level > 40
    assert len(list(compiled.glob("drafts-*"))) == 1


@pytest.mark.slow
@pytest.mark.parametrize("level", [24, 60, 150, 300, 2000])
def test_the_graph_is_compiled_whole_or_not_at_all(level: int, tmp_path: Path) -> None:
    """From nothing, into a cache of its own."""
    command = ("-m", "kg", "explain", "toremifene", "lumbar spine BMD", "--json")
    found = limited(level, *command, cache=tmp_path)
    whole = kg.load().explain("toremifene", "lumbar spine BMD").to_dict()
    if held(found, json.dumps(whole, indent=2, ensure_ascii=False) + "\n", tmp_path):
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [kg.load().snapshot_folder.name]
    else:
        assert level < 2000
        assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


SEARCH = """
import sys
from array import array
from random import Random
from kg.search import Ask
from kg.search.engine import best
from kg.search.csr_graph import build

many = 200_000
dice = Random(3)
ends = [array("i", (dice.randrange(5003) for _ in range(many))) for _ in range(2)]
index = build(5003, *ends, array("b", (1 if n % 3 else -1 for n in range(many))))
print([list(best(Ask(index, 0, {node: 0}, 6, [0]), 5, sys.argv[1]).routes) for node in range(1, 5003, 100)])
sys.stderr.write("compiled" if "numba" in sys.modules else "plain")
"""


@pytest.mark.slow
@pytest.mark.parametrize("loops", ["plain", "auto"])
def test_a_search_finds_the_same_routes_or_none_at_all(loops: str, tmp_path: Path) -> None:
    """In plain Python, and where Numba takes over once many questions are asked, which it does if it surely has room:
    short of memory it was seen to fail, to end the process, and to turn for ever.
    """
    whole = limited(8000, "-c", SEARCH, "plain", cache=tmp_path)
    assert whole.stdout.count("(") >= 40
    found = [limited(level, "-c", SEARCH, loops, cache=tmp_path) for level in (24, 60, 150, 400, 8000)]
    assert all(run.stdout == (whole.stdout if run.returncode == 0 else "") for run in found)
    assert (found[0].returncode != 0, found[-1].returncode) == (True, 0)
    assert {run.stderr for run in found[:-1] if run.returncode == 0} == {"plain"}
    if loops == "auto" and find_spec("numba") is not None:
        assert found[-1].stderr == "compiled"


def test_without_a_compiled_engine_that_loads_the_plain_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba may be there and not loadable: for lack of memory, or since it is of another machine."""
    numbers = array("i", range(1000))
    index = build(1001, numbers, array("i", range(1, 1001)), array("b", [1]) * 1000)
    monkeypatch.setattr(engine, "COMPILED_FROM", 1)
    monkeypatch.setattr(engine, "PATIENCE", 0)
    monkeypatch.setitem(sys.modules, "kg.search.numba_backend", None)
    engine._loadable.cache_clear()
    try:
        assert list(engine.best(Ask(index, 0, {3: 0}, 8, [0]), 5).routes) == [(0, 1, 2)]
    finally:
        engine._loadable.cache_clear()


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (MemoryError(), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (ImportError("x.so: failed to map segment from shared object"), True),
        (RuntimeError("can't start new thread"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (ImportError("No module named 'numpy'"), False),
        (KeyError("memory"), False),
    ],
)
def test_what_means_that_there_is_no_memory(error: Exception, means: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Told in the same words whoever says it; any other error keeps its own."""

    def fails(_: object) -> int:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kg.cli.verbs.conflicts", fails)
        code = main(["conflicts"])
    assert (code == 4 and capsys.readouterr().err == f"{TOLD}\n") is means


def test_a_sound_layer_stays_where_there_is_no_room_to_map_it(
    compiled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What cannot be mapped is not thereby damaged: nothing is removed, and nothing compiled again."""
    monkeypatch.setenv("SERM_BONE_CACHE", str(compiled))
    edges = tmp_path / "few.tsv"
    edges.write_text("source\ttarget\tsign\nA\tB\t+\n", encoding="utf-8")
    layer = kg.load(data=[edges]).layer
    assert layer is not None
    written = {path: path.stat().st_mtime_ns for path in layer.folder.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    with monkeypatch.context() as patch:
        patch.setattr("kg.unreviewed.columns.mmap.mmap", full)
        with pytest.raises(MemoryError):
            _ = kg.load(data=[edges]).layer
    assert {path: path.stat().st_mtime_ns for path in layer.folder.iterdir()} == written


def test_a_command_line_in_a_child_ends_as_it_would_in_its_own(compiled: Path) -> None:
    """Help, wrong use and a fault with --debug have their own exit codes and words."""
    for arguments, code, told in (
        (["explain", "--help"], 0, ""),
        (["explain", "nobody", "RANKL"], 2, "kg: no entity is called 'nobody'"),
        (["explain", "nobody", "RANKL", "--debug"], 1, "Traceback"),
    ):
        found = limited(8000, "-m", "kg", *arguments, cache=compiled)
        assert (found.returncode, found.stderr.startswith(told) or told in found.stderr) == (code, True)
