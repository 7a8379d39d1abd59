"""Write files and folders whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import LimitReached


def write_bytes(path: Path, raw: bytes) -> None:
    """Write ``raw`` aside and rename it to ``path``.

    Raises ``LimitReached`` with nothing half-written where that fails.
    """
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(aside, 0o644)
        os.replace(aside, path)
    except OSError as error:
        if aside is not None and os.path.exists(aside):
            os.unlink(aside)
        raise LimitReached(
            f"{path} cannot be written ({error.strerror}); check the space and the permissions"
        ) from error


@contextmanager
def folder_aside(target: Path, prefix: str, proof: str) -> Iterator[Path]:
    """Give a folder to write to beside ``target``, which is renamed to it at the end.

    Nothing is left behind on failure. A ``target`` that appeared meanwhile is kept where it has the file ``proof``;
    raises ``OSError`` where it cannot be written, or has no such file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        yield aside
        try:
            os.rename(aside, target)
        except OSError:
            if not (target / proof).exists():
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
