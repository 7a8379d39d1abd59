"""The folder of compiled graphs: old ones go, those in use elsewhere stay, and a vanished one is no failure."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

import kg

OLD = [f"old-{age}" for age in range(9)]


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SERM_BONE_CACHE", str(tmp_path))
    for hours, name in enumerate(OLD, start=2):
        folder = tmp_path / name
        folder.mkdir()
        then = time.time() - hours * 3600
        os.utime(folder, (then, then))
    return tmp_path


def test_the_oldest_folders_go_when_a_graph_is_compiled(cache: Path) -> None:
    kg.load()
    assert sorted(path.name for path in cache.iterdir() if path.name.startswith("old-")) == OLD[:6]


def test_a_folder_written_within_the_hour_stays_however_many_there_are(cache: Path) -> None:
    for name in OLD:
        os.utime(cache / name)
    kg.load()
    assert {path.name for path in cache.iterdir()} >= set(OLD)


def test_a_folder_that_vanishes_meanwhile_is_passed_over(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "renamed").symlink_to(cache / "nowhere")
    is_dir = Path.is_dir
    monkeypatch.setattr(Path, "is_dir", lambda path: path.name == "renamed" or is_dir(path))
    assert kg.load().snapshot_folder.parent == cache
