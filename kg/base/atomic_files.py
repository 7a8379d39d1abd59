"""Write files and folders whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import LimitReached

_ledger: int | None = None


def tell(handle: int) -> None:
    """Write to ``handle`` from now on where something is written aside, a path a line, for one who tidies up after a
    process that is ended from outside.
    """
    global _ledger
    _ledger = handle


def new_folder(parent: Path, what: str) -> Path:
    """Return a new folder in ``parent``, to be written in and then renamed or removed; ``what`` is part of its name."""
    made = tempfile.mkdtemp(prefix=f".{what}-", dir=parent)
    _note(made)
    return Path(made)


def _note(path: str) -> None:
    if _ledger is not None:
        os.write(_ledger, f"{path}\n".encode())


def write_bytes(path: Path, raw: bytes) -> None:
    """Write ``raw`` aside and rename it to ``path``.

    Raises ``LimitReached`` with nothing half-written where that fails.
    """
    made = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        _note(made)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(made, 0o644)
        os.replace(made, path)
    except OSError as error:
        if made is not None and os.path.exists(made):
            os.unlink(made)
        raise LimitReached(
            f"{path} cannot be written ({error.strerror}); check the space and the permissions"
        ) from error


def sync(folder: Path) -> None:
    """Have the disk hold every file below ``folder``, and every folder, before the name that is given to it."""
    for path in [*sorted(folder.rglob("*")), folder]:
        if not path.is_symlink():
            _sync_one(path)


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(made: Path, target: Path, aside: Path) -> None:
    """Rename the folder ``made`` to ``target``; what stood there goes to ``aside``, and back where the new one cannot
    take its place, so that old or new stands whole at ``target`` whatever fails.

    Raises ``OSError`` where it fails; what stood at ``target`` is then never removed, and where even the way back
    fails it lies at ``aside``, which is renamed out of the way of those who tidy up.
    """
    sync(made)
    old = aside / "old"
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(made, target)
        _sync_one(target.parent)
    except OSError:
        if old.exists() and not target.exists():
            try:
                os.rename(old, target)
            except OSError as error:
                kept = aside.with_name(f"{target.name}.earlier-{os.getpid()}")
                os.rename(aside, kept)
                raise OSError(error.errno, f"{error.strerror}; what was there lies in {kept / 'old'}") from error
        raise


@contextmanager
def folder_aside(target: Path, what: str, proof: str) -> Iterator[Path]:
    """Give a folder to write to beside ``target``, which is renamed to it at the end; ``what`` is part of its name.

    Nothing is left behind on failure. A ``target`` that appeared meanwhile is kept where it has the file ``proof``;
    raises ``OSError`` where it cannot be written, or has no such file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = new_folder(target.parent, what)
    try:
        yield aside
        sync(aside)
        try:
            os.rename(aside, target)
        except OSError:
            if not (target / proof).exists():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
