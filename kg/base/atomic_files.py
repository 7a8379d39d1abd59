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
        try:
            os.rename(aside, target)
        except OSError:
            if not (target / proof).exists():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
