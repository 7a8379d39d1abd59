"""A folder that a build or an export replaces is ours, and old or new stands whole, whatever fails."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.base.atomic_files import put_in_place
from kg.errors import LimitReached
from kg.export.manifest import manifest_of, refuse_foreign

OLD, NEW = {"a.txt": "old", "sub/b.txt": "old"}, {"a.txt": "new", "c.txt": "new"}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def held(folder: Path) -> dict[str, str]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def ours(folder: Path, files: dict[str, str] = OLD) -> Path:
    manifest_of(written(folder, files), version="0", data_version="0", counts={})
    return folder


def failing(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """Have the call number ``at`` of those that change the disk fail; return how many were made."""
    made = 0

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal made
            made += 1
            if made == at:
                raise OSError(errno.EACCES, "refused")
            return original(*arguments, **named)

        return call

    for name in ("rename", "fsync"):
        monkeypatch.setattr(os, name, wrapped(getattr(os, name)))
    return lambda: made


def replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> tuple[bool, bool, dict[str, str]]:
    """Return whether it failed, whether call ``at`` was reached, and what stands at the target."""
    home = tmp_path / str(at)
    target = written(home / "target", OLD)
    aside = home / ".aside"
    made = written(aside / "new", NEW)
    with monkeypatch.context() as patched:
        calls = failing(patched, at)
        try:
            put_in_place(made, target, aside)
            failed = False
        except OSError:
            failed = True
        reached = calls() >= at
    shutil.rmtree(aside, ignore_errors=True)
    return failed, reached, held(target)


def test_old_or_new_stands_whole_wherever_replacing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for at in range(1, 40):
        failed, reached, found = replaced(tmp_path, monkeypatch, at)
        assert found in (OLD, NEW), at
        assert failed == reached
        seen.add((failed, found == NEW))
        if not reached:
            break
    assert not reached
    assert seen == {(True, False), (True, True), (False, True)}  # the last: the name stands, its folder is not synced


def test_where_even_the_way_back_fails_the_old_folder_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, aside = written(tmp_path / "target", OLD), tmp_path / ".aside"
    made = written(aside / "new", NEW)
    rename, calls = os.rename, iter([False, True, True, False])

    def sometimes(one: Path, other: Path) -> None:
        if next(calls):
            raise OSError(errno.EIO, "broken")
        rename(one, other)

    monkeypatch.setattr(os, "rename", sometimes)
    with pytest.raises(OSError, match="what was there lies in") as caught:
        put_in_place(made, target, aside)
    assert held(Path(str(caught.value).rpartition("lies in ")[2])) == OLD


@pytest.mark.parametrize("name", ["notes.txt", "sub/notes.txt", ".hidden"])
def test_a_note_laid_into_an_earlier_build_is_named_and_kept(tmp_path: Path, name: str) -> None:
    folder = ours(tmp_path / "release")
    refuse_foreign(folder, "build")
    written(folder, {name: "mine"})
    with pytest.raises(LimitReached, match=name):
        refuse_foreign(folder, "build")


@pytest.mark.parametrize(
    "manifest", ['{"name": "my app"}', "[]", "null", '{"files": []}', '{"files": [{"path": "precious.txt"}]}', "{"]
)
def test_the_manifest_of_another_program_makes_no_folder_ours(tmp_path: Path, manifest: str) -> None:
    written(tmp_path, {"manifest.json": manifest, "precious.txt": "x"})
    with pytest.raises(LimitReached, match=r"precious\.txt"):
        refuse_foreign(tmp_path, "build")


def test_a_file_or_a_link_is_no_folder_to_replace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(ours(tmp_path / "release"))
    for name in ("file", "link"):
        with pytest.raises(LimitReached, match="is no folder"):
            refuse_foreign(tmp_path / name, "export")
    refuse_foreign(tmp_path / "nothing", "export")
    (tmp_path / "empty").mkdir()
    refuse_foreign(tmp_path / "empty", "export")


def test_a_manifest_of_ours_says_so(tmp_path: Path) -> None:
    told = json.loads((ours(tmp_path / "release") / "manifest.json").read_text(encoding="utf-8"))
    assert {"version", "data_version", "counts", "files"} <= set(told)
