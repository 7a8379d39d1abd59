"""Write files and folders whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


def put_in_place(made: Path, target: Path) -> None:
    """Rename the folder ``made`` to ``target``. What stood there is set aside beside it, in a hidden folder that nobody
    tidies up, is removed once the new one is in place, and goes back where it cannot take its place.

    Raises ``OSError`` where it fails, which names the hidden folder where even the way back fails. A process that is
    killed between the two renames leaves the old folder whole in the hidden one, and none at ``target``.
    """
    sync(made)
    home = Path(tempfile.mkdtemp(prefix=f".{target.name}.earlier-", dir=target.parent))
    old = home / target.name
    try:
        if target.exists():
            os.rename(target, old)
        os.rename(made, target)
    except BaseException:  # an interrupt too: what is not put back here is lost to whoever looks at the target
        _put_back(old, target)
        raise
    else:
        _sync_one(target.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        with suppress(OSError):  # it holds what could not be put back
            home.rmdir()


def _put_back(old: Path, target: Path) -> None:
    if old.exists() and not target.exists():
        try:
            os.rename(old, target)
        except OSError as error:
            raise OSError(error.errno, f"{error.strerror}; what was there lies in {old}") from error


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
