"""The folder of compiled graphs: old ones go, those in use elsewhere stay, and a vanished one is no failure."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest

import kg

OLD = [f"{age:032x}" for age in range(9)]


@pytest.fixture(autouse=True)
def copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiled graph is copied in place of being compiled: these tests are about where it lies."""
    compiled = kg.load().snapshot_folder
    monkeypatch.setattr("kg.snapshot.compile.compile_snapshot", lambda target, *_: shutil.copytree(compiled, target))


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path))
    for hours, name in enumerate(OLD, start=2):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "manifest").touch()
        then = time.time() - hours * 3600
        os.utime(folder, (then, then))
    return tmp_path


def test_the_oldest_folders_go_when_a_graph_is_compiled(cache: Path) -> None:
    kg.load()
    assert sorted(path.name for path in cache.iterdir() if path.name in OLD) == OLD[:6]


def test_a_folder_written_within_the_hour_stays_however_many_there_are(cache: Path) -> None:
    for name in OLD:
        os.utime(cache / name)
    kg.load()
    assert {path.name for path in cache.iterdir()} >= set(OLD)


def test_a_folder_that_vanishes_meanwhile_is_passed_over(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there when the folder is listed, and gone when it is asked how old it is."""
    asked, is_dir = [], Path.is_dir

    def vanishing(path: Path) -> bool:
        if path.name == OLD[0] and path.exists():
            asked.append(path)
            shutil.rmtree(path)
            return True
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", vanishing)
    assert kg.load().snapshot_folder.parent == cache
    assert asked == [cache / OLD[0]]


def test_what_is_no_snapshot_stays_however_old(cache: Path) -> None:
    """Folders of somebody who named a folder in use as the cache: of any name, and of the name of a snapshot."""
    for number, name in enumerate([*(f"photos-{n}" for n in range(9)), "f" * 32, "A" * 32, "e" * 31]):
        (cache / name).mkdir()
        (cache / name / "manifest.txt").write_text(str(number), encoding="utf-8")
        os.utime(cache / name, (0, 0))
    mine = {path.name for path in cache.iterdir()} - set(OLD)
    kg.load()
    assert mine <= {path.name for path in cache.iterdir()}


def test_what_a_dead_process_left_goes_once_it_is_old(cache: Path) -> None:
    for name in (".writing-abc_1234", ".removing-abc_1234", ".writing-new_1234", ".writing-notes"):
        (cache / name).mkdir()
    for name in (".writing-abc_1234", ".removing-abc_1234", ".writing-notes"):
        os.utime(cache / name, (0, 0))
    kg.load()
    assert {path.name for path in cache.iterdir() if path.name.startswith(".")} == {
        ".writing-new_1234",
        ".writing-notes",
    }


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o707])
def test_a_cache_that_others_can_write_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int) -> None:
    named = tmp_path / "named"
    named.mkdir()
    named.chmod(mode)
    monkeypatch.setenv("SERM_BONE_CACHE", str(named))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert named not in kg.load().snapshot_folder.parents
    assert list(named.iterdir()) == []


def test_a_link_in_the_place_of_the_cache_is_not_followed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In both places: then there is none to keep a graph in, and that is said."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    for name in ("named", f"serm-bone-kg-{os.getuid()}"):
        (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path / "named"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(kg.LimitReached, match="no folder to keep the compiled graph in"):
        kg.load()
    assert list((tmp_path / "elsewhere").iterdir()) == []
