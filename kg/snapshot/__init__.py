"""The compiled graph: found in the cache, verified, and rebuilt where stale or damaged."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from kg.errors import LimitReached
from kg.snapshot.cache import (
    MANIFEST,
    cache_folders,
    code,
    key,
    knowledge,
    manifest,
    overlaid,
    read,
    shard,
    store_files,
)
from kg.snapshot.stat_cache import recall, remember, signature

if TYPE_CHECKING:
    import pyoxigraph

_Read = TypeVar("_Read")
_NO_ROOM = (errno.ENOMEM, errno.EMFILE, errno.ENFILE)
"""Errors that say nothing against the file."""
_ASK = "ask-"
"""Rows of a catalogued query: compiled for the packaged graph, for an overlay asked of its store when wanted."""
_KEPT = 6
_NAME = re.compile(r"[0-9a-f]{32}")
_LEFT = re.compile(r"\.(?:writing|removing)-[a-z0-9_]{8}")
_OTHERS_WRITE = 0o022
_IN_USE = 3600.0
"""Seconds a folder is spared after it was written: another process may be writing it or reading from it."""


class Snapshot:
    """One compiled graph. Sections are read on first use and kept; nothing is written."""

    def __init__(self, extra: Sequence[Path] = ()) -> None:
        self._extra = tuple(extra)
        self._sections: dict[str, Any] = {}
        self._manifest: dict[str, dict[str, Any]] | None = None
        self.key = _key(self._extra)
        self.folder = _find(self.key, self._extra)

    def section(self, name: str) -> Any:
        """Return section ``name``; a damaged snapshot is rebuilt once from its sources."""
        if name not in self._sections:
            self._sections[name] = self._sound(lambda: self._read(name))
        return self._sections[name]

    def shard(self, section: str, iri: str) -> Any:
        """Return the part of a section that is about one thing; None where it holds nothing of it."""
        name = shard(section, iri)
        return self.section(name) if name in self._sound(self._written)["sections"] else None

    def _read(self, name: str) -> Any:
        if self._extra and name.startswith(_ASK):
            from kg.rdf.catalogue import rows

            return rows(self.store(), name.removeprefix(_ASK))
        return read(self.folder, name, self._written()["sections"], self._spoilt)

    def _spoilt(self, key: str) -> NoReturn:
        """Half of an answer may stand on what was read before, so that it is not gone on with."""
        _remove(self.folder)
        raise LimitReached(f"the compiled graph was damaged at {key} and is removed; ask again, it is made anew")

    def _written(self) -> dict[str, dict[str, Any]]:
        if self._manifest is None:
            self._manifest = manifest(self.folder)
        return self._manifest

    def _sound(self, read: Callable[[], _Read]) -> _Read:
        """Return what is read. Where it is not what was written it is read again, since another process may have made
        it anew meanwhile, and then compiled again.
        """
        for damaged in (False, True):
            try:
                return read()
            except (OSError, ValueError, KeyError, TypeError) as error:
                if isinstance(error, OSError) and error.errno in _NO_ROOM:
                    raise
                spoilt = self.folder if damaged else None
                if damaged:
                    _remove(self.folder)
                self._manifest = None
                self.folder = _find(self.key, self._extra, spoilt)
        return read()

    def store(self) -> pyoxigraph.Store:
        """Return the Oxigraph store, read-only, every curated and derived quad in its named graph."""
        import pyoxigraph

        folder = self._sound(self._sound_store)
        try:
            return pyoxigraph.Store.read_only(str(folder))
        except (OSError, RuntimeError) as error:
            told = f"{folder} cannot be opened ({error}); check the memory and the limit of open files"
            raise LimitReached(told) from error

    def _sound_store(self) -> Path:
        """Return the folder of the store, each of its files compared with what was written: RocksDB itself takes a
        shorter list of files for a smaller store.
        """
        folder = self.folder / "store"
        if store_files(folder) != self._written()["store"]:
            raise ValueError(f"{folder} is damaged")
        return folder


def _key(extra: Sequence[Path]) -> str:
    """Return the key of the graph with the overlays ``extra``; files are read where somebody touched them, or nobody
    remembers.
    """
    base = _remembered("", code() + knowledge(), _made_from)
    return _remembered(base, overlaid(extra)) if extra else base


def _made_from() -> list[str]:
    """What the packaged graph is made from. Code that its compiler does not reach is looked at when it changes, which
    is cheaper than to tell what is reached, and then found to change nothing.
    """
    from kg.snapshot.closure import reached

    return reached() + knowledge()


def _remembered(base: str, watched: Sequence[str], sources: Callable[[], Sequence[str]] | None = None) -> str:
    """Return the key of ``sources``, by default of what is ``watched``, for as long as nothing watched is touched."""
    seen = signature(base, watched)
    place = next(cache_folders())
    found = recall(place, seen) if seen is not None and _trusted(place) else None
    if found is None:
        found = key(base, sources() if sources else watched)
        if seen is not None and _trusted(place):
            remember(place, seen, found)
    return found


def _find(name: str, extra: Sequence[Path], spoilt: Path | None = None) -> Path:
    """Return the folder of a snapshot; it is compiled where there is none, or only one that is ``spoilt``."""
    for place in cache_folders():
        if _trusted(place) and place / name != spoilt and (place / name / MANIFEST).exists():
            return place / name
    from kg.snapshot.compile import compile_snapshot

    base = _find(_key(()), ()) if extra else None
    print("compiling the graph (once for this version) …", file=sys.stderr)
    places = list(cache_folders())
    for place in places:
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            if _trusted(place):
                _prune(place)
                if not (place / name / MANIFEST).exists() or place / name == spoilt:
                    _remove(place / name)  # of which a part is there at most
                compile_snapshot(place / name, extra, base)
                return place / name
        except OSError:
            continue
    raise LimitReached(
        f"no folder to keep the compiled graph in (tried {', '.join(map(str, places))}); set SERM_BONE_CACHE to one"
    )


def _trusted(place: Path) -> bool:
    """Whether nobody else could have put files there: a folder of one's own that others cannot write, and no link, as
    somebody may have laid into a temporary folder that is open to all.
    """
    try:
        told = place.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return stat.S_ISDIR(told.st_mode)
    return stat.S_ISDIR(told.st_mode) and told.st_uid == os.getuid() and not told.st_mode & _OTHERS_WRITE


def _prune(place: Path) -> None:
    """Remove all but the newest snapshots, and what a process left that died while it wrote or removed one, and nothing
    else that lies there. A folder that another process renames or removes meanwhile is passed over.
    """
    written = {path: at for path in place.iterdir() if _is_ours(path) and (at := _written_at(path)) is not None}
    left = [path for path in written if _LEFT.fullmatch(path.name)]
    whole = sorted(written.keys() - left, key=lambda path: -written[path])
    for old in [*left, *whole[_KEPT:]]:
        if time.time() - written[old] > _IN_USE:
            _remove(old)


def _is_ours(path: Path) -> bool:
    """Whether a folder has the name and the shape of a snapshot, or the name under which one is written or removed."""
    if path.is_symlink():
        return False
    named = _NAME.fullmatch(path.name) and ((path / MANIFEST).exists() or (path / "store").is_dir())
    return bool(named or _LEFT.fullmatch(path.name))


def _written_at(path: Path) -> float | None:
    try:
        return path.stat().st_mtime if path.is_dir() else None
    except FileNotFoundError:
        return None


def _remove(folder: Path) -> None:
    """Take a folder out of sight, so that nobody meets a part of it, and remove it."""
    import shutil

    from kg.base.atomic_files import new_folder

    if not folder.exists():
        return
    away = folder
    try:
        away = new_folder(folder.parent, "removing")
        os.rename(folder, away / folder.name)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(away, ignore_errors=True)
