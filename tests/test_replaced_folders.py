"""A folder that a build or an export replaces is ours, and old or new stands whole, whatever fails."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
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


def failing(monkeypatch: pytest.MonkeyPatch, at: int, fault: BaseException) -> Callable[[], int]:
    """Have the call number ``at`` of those that change the disk fail; return how many were made."""
    made = 0

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal made
            made += 1
            if made == at:
                raise fault
            return original(*arguments, **named)

        return call

    for name in ("rename", "fsync", "mkdir"):
        monkeypatch.setattr(os, name, wrapped(getattr(os, name)))
    return lambda: made


def replaced(home: Path, monkeypatch: pytest.MonkeyPatch, at: int, fault: BaseException) -> tuple[bool, bool]:
    """Replace ``home/target`` and tidy up as a build does; return whether it failed and ``at`` was reached."""
    written(home / "target", OLD)
    made = written(home / ".aside" / "new", NEW)
    with monkeypatch.context() as patched:
        calls = failing(patched, at, fault)
        try:
            put_in_place(made, home / "target")
            failed = False
        except type(fault):
            failed = True
        reached = calls() >= at
    shutil.rmtree(home / ".aside", ignore_errors=True)
    return failed, reached


@pytest.mark.parametrize("fault", [OSError(errno.EACCES, "refused"), KeyboardInterrupt(), MemoryError()], ids=repr)
def test_old_or_new_stands_whole_wherever_replacing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    seen = set()
    for at in range(1, 40):
        home = tmp_path / str(at)
        failed, reached = replaced(home, monkeypatch, at, fault)
        found = held(home / "target")
        assert found in (OLD, NEW), at
        assert failed == reached
        seen.add((failed, found == NEW))
        if not reached:
            break
    assert not reached
    assert seen == {(True, False), (True, True), (False, True)}  # the second: it stands, but its folder is not synced
    assert [path.name for path in home.iterdir()] == ["target"]


@pytest.mark.parametrize("lasting", [2, 9])
def test_where_the_way_back_fails_too_the_old_folder_is_kept_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: int
) -> None:
    """The first rename sets the old one aside; the ``lasting`` ones after it fail."""
    target, made = written(tmp_path / "target", OLD), written(tmp_path / ".aside" / "new", NEW)
    rename, calls = os.rename, iter([False, *[True] * lasting, *[False] * 9])

    def sometimes(one: Path, other: Path) -> None:
        if next(calls):
            raise OSError(errno.EIO, "broken")
        rename(one, other)

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", sometimes)
        with pytest.raises(OSError, match="what was there lies in") as caught:
            put_in_place(made, target)
    shutil.rmtree(tmp_path / ".aside")
    assert held(Path(str(caught.value).rpartition("lies in ")[2])) == OLD


def test_a_process_killed_between_the_renames_leaves_the_old_folder_whole(tmp_path: Path) -> None:
    written(tmp_path / "target", OLD)
    written(tmp_path / ".aside" / "new", NEW)
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom kg.base.atomic_files import put_in_place\n"
        "rename = os.rename\n"
        "def dying(one, other):\n"
        "    rename(one, other)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "os.rename = dying\n"
        "put_in_place(Path('.aside/new'), Path('target'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment)
    assert done.returncode == -signal.SIGKILL
    shutil.rmtree(tmp_path / ".aside")  # as whoever tidies up after the process does
    (kept,) = tmp_path.glob(".target.earlier-*/target")
    assert held(kept) == OLD


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
