"""Whatever befalls what was compiled, an answer is the whole answer: what is damaged is noticed and made again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg import snapshot
from kg.cli import main
from kg.snapshot import compile as compiling
from kg.unreviewed.columns import read_checked, write_checked

ROOT = Path(__file__).parents[1]
QUESTION = ("toremifene", "lumbar spine BMD")
EVERYTHING = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
HARMS: dict[str, Callable[[Path], object]] = {
    "flipped": lambda path: path.write_bytes(_flipped(path.read_bytes())),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: os.truncate(path, 0),
    "gone": lambda path: path.unlink(),
}


def _flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 16]) + raw[middle + 1 :]


def answers(graph: kg.Graph) -> list[object]:
    """What is asked of sections, of their parts, and of the store."""
    return [
        graph.explain(*QUESTION).to_dict(),
        graph.outcomes(drug="raloxifene").to_dict(),
        graph.query(EVERYTHING).to_dict(),
    ]


@pytest.fixture(scope="module")
def whole() -> list[object]:
    """The answers of a sound graph."""
    return answers(kg.load())


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a sound snapshot in a cache of its own."""
    sound = kg.load().snapshot_folder
    shutil.copytree(sound, tmp_path / "cache" / sound.name)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))  # where else a snapshot is looked for
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / sound.name


@pytest.fixture
def made(cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """What is compiled, in order: copied from a sound one, which takes less time."""
    sound = tmp_path / "sound"
    shutil.copytree(cache, sound)
    found: list[Path] = []

    def compile_snapshot(target: Path, *_: object) -> None:
        found.append(target)
        shutil.copytree(sound, target)

    monkeypatch.setattr(compiling, "compile_snapshot", compile_snapshot)
    return found


def parts(folder: Path) -> list[str]:
    """The manifest, a section, a part of one, and of the store its largest table and its list of files."""
    store = [path.relative_to(folder).as_posix() for path in sorted((folder / "store").iterdir())]
    largest = max((name for name in store if name.endswith(".sst")), key=lambda name: (folder / name).stat().st_size)
    (listed,) = (name for name in store if "MANIFEST" in name)
    return ["manifest", "walked.json", "outcomes-of-raloxifene.json", largest, listed]


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("number", range(5))
def test_a_damaged_part_is_made_again(
    cache: Path, made: list[Path], whole: list[object], number: int, harm: str
) -> None:
    """Once, and with the whole answer: also where RocksDB takes half a list of its files for a smaller store."""
    HARMS[harm](cache / parts(cache)[number])
    assert answers(kg.load()) == whole
    assert made == [cache]
    assert [path.name for path in cache.parent.iterdir() if path.is_dir()] == [cache.name]


def test_a_half_written_folder_is_made_again(cache: Path, made: list[Path], whole: list[object]) -> None:
    """The manifest is written last: without it nothing else is trusted, and nothing of it stays."""
    (cache / "manifest").unlink()
    (cache / "walked.json").write_text("half a sect")
    (cache / "left over").touch()
    assert answers(kg.load()) == whole
    assert made == [cache]
    assert not (cache / "left over").exists()


def test_what_another_version_compiled_is_not_opened(cache: Path, made: list[Path], whole: list[object]) -> None:
    """It lies under another key, and is left to those who need it."""
    other = cache.rename(cache.with_name("0123456789abcdef0123456789abcdef"))
    (other / "walked.json").write_text("{}")
    assert answers(kg.load()) == whole
    assert made == [cache]
    assert (other / "walked.json").read_text() == "{}"


def test_opening_changes_nothing(cache: Path, made: list[Path]) -> None:
    """Neither content, nor time, nor what files there are."""

    def state() -> dict[Path, tuple[int, int]]:
        return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in cache.rglob("*")}

    before = state()
    answers(kg.load())
    assert (state(), made) == (before, [])


def test_a_file_that_cannot_be_opened_for_want_of_handles_is_not_damaged(
    cache: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(24, "Too many open files")

    graph = kg.load()
    monkeypatch.setattr("kg.snapshot.read", full)
    with pytest.raises(OSError, match="Too many open files"):
        graph.section("walked")
    assert (cache / "manifest").exists()
    assert made == []


def test_a_layer_of_another_format_is_compiled_again(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("source\ttarget\tsign\nCHEBI:9635\tX:1\t+\n", encoding="utf-8")
    layer = kg.load(data=[path]).layer
    assert layer is not None
    manifest = layer.folder / "layer.json"
    told = read_checked(manifest)
    write_checked(manifest, {**told, "format": told["format"] + 1, "curated": []})
    again = kg.load(data=[path]).explain("toremifene", "X:1").unreviewed
    assert [step.sign for step in again.routes[0].steps] == [1]
    assert read_checked(manifest) == told


def command(
    *arguments: str, cache: Path, before: tuple[str, ...] = (), temporary: Path | None = None
) -> subprocess.Popen[str]:
    """Start a command line with ``cache`` for what is compiled, and for temporary files unless these go elsewhere."""
    told = {"PYTHONPATH": str(ROOT), "SERM_BONE_CACHE": str(cache), "TMPDIR": str(temporary or cache)}
    return subprocess.Popen(
        [*before, sys.executable, "-m", "kg", *arguments],
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_where_nothing_can_be_written_the_error_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No folder can be made where the system shows its processes."""
    monkeypatch.setattr(snapshot, "cache_folders", lambda: iter([Path("/proc/nowhere")]))
    assert main(["explain", *QUESTION]) == 4
    out, told = capsys.readouterr()
    assert out == ""
    assert "no folder to keep the compiled graph in" in told


OVERLAY = ROOT / "tests" / "receivers" / "hostile.ttl"
DRAFTS = "source\ttarget\tsign\nCHEBI:9635\tX:1\t+\nX:1\tent:bone-resorption\t-\n"
LAID: dict[str, tuple[str | Path, ...]] = {"nothing": (), "Turtle": (OVERLAY,), "drafts": ("many.tsv",)}


@pytest.mark.slow
@pytest.mark.parametrize("laid", LAID)
def test_processes_that_compile_at_once_have_the_same_answer(laid: str, tmp_path: Path) -> None:
    """From nothing, and from a damaged snapshot: one is left, beside that which an overlay or a layer is laid over, and
    nothing half-written.
    """
    (tmp_path / "many.tsv").write_text(DRAFTS, encoding="utf-8")
    data = [part for path in LAID[laid] for part in ("--data", str(tmp_path / path))]
    cache = tmp_path / "cache"
    cache.mkdir()
    whole = kg.load(data=[tmp_path / path for path in LAID[laid]]).explain("toremifene", "bone resorption").to_dict()
    for _ in range(2):
        asked = [command("explain", "toremifene", "bone resorption", *data, "--json", cache=cache) for _ in range(3)]
        found = [one.communicate(timeout=120) for one in asked]
        assert [one.returncode for one in asked] == [0, 0, 0], [told for _, told in found]
        assert {out for out, _ in found} == {kg_json(whole)}
        folders = sorted(path.name for path in cache.iterdir() if path.is_dir() and not path.name.startswith("serm-"))
        assert [name for name in folders if name.startswith(".")] == []
        assert len(folders) == (1 if laid == "nothing" else 2)
        for folder in folders:
            part = "said.text" if folder.startswith("drafts") else "walked.json"
            HARMS["flipped"](cache / folder / part)


def kg_json(answer: object) -> str:
    """An answer as the command line prints it."""
    import json

    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.slow
def test_a_compilation_that_is_killed_leaves_nothing_that_is_taken_for_whole(tmp_path: Path) -> None:
    """At several moments; the next command then has the whole answer."""
    whole = kg_json(kg.load().explain(*QUESTION).to_dict())
    for moment in (0.3, 0.9, 1.5):
        cache = tmp_path / str(moment)
        cache.mkdir()
        killed = command("explain", *QUESTION, "--json", cache=cache)
        time.sleep(moment)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        asked = command("explain", *QUESTION, "--json", cache=cache)
        assert asked.communicate(timeout=60)[0] == whole


@pytest.mark.slow
def test_a_sound_snapshot_on_a_read_only_disk_answers(cache: Path, whole: list[object], tmp_path: Path) -> None:
    """And a damaged one, which cannot be removed there, is compiled elsewhere."""
    mounted = (
        f'mount --bind "{cache.parent}" "{cache.parent}" && mount -o remount,ro,bind "{cache.parent}" && exec "$@"'
    )
    before = ("unshare", "--mount", "--map-root-user", "sh", "-c", mounted, "sh")
    if subprocess.run([*before, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a disk for one process")
    asked = command("explain", *QUESTION, "--json", cache=cache.parent, before=before)
    assert asked.communicate(timeout=60) == (kg_json(whole[0]), "")
    HARMS["cut"](cache / "walked.json")
    temporary = tmp_path / "temporary"
    asked = command("explain", *QUESTION, "--json", cache=cache.parent, before=before, temporary=temporary)
    out, told = asked.communicate(timeout=60)
    assert (asked.returncode, out) == (0, kg_json(whole[0]))
    assert "compiling the graph" in told
    assert len(list(temporary.glob("serm-bone-kg-*/*/manifest"))) == 1
