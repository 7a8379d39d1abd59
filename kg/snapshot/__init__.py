"""The compiled graph: found in the cache, verified, and rebuilt where stale or damaged."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import LimitReached
from kg.snapshot.files import MANIFEST, cache_folders, key, manifest, overlaid, packaged, read, shard
from kg.snapshot.remembered import recall, remember, signature

if TYPE_CHECKING:
    import pyoxigraph

_ASK = "ask-"
"""Rows of a catalogued query: compiled for the packaged graph, for an overlay asked of its store when wanted."""
_KEPT = 6
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
            try:
                self._sections[name] = self._read(name)
            except (OSError, ValueError, KeyError, TypeError):
                _remove(self.folder)
                self._manifest = None
                self.folder = _find(self.key, self._extra)
                self._sections[name] = self._read(name)
        return self._sections[name]

    def shard(self, section: str, iri: str) -> Any:
        """Return the part of a section that is about one thing; None where it holds nothing of it."""
        name = shard(section, iri)
        return self.section(name) if name in self._written() else None

    def _read(self, name: str) -> Any:
        if self._extra and name.startswith(_ASK):
            from kg.catalogue import rows

            return rows(self.store(), name.removeprefix(_ASK))
        return read(self.folder, name, self._written(), self._spoilt)

    def _spoilt(self, key: str) -> NoReturn:
        """Half of an answer may stand on what was read before, so that it is not gone on with."""
        _remove(self.folder)
        raise LimitReached(f"the compiled graph was damaged at {key} and is removed; ask again, it is made anew")

    def _written(self) -> dict[str, dict[str, Any]]:
        if self._manifest is None:
            self._manifest = manifest(self.folder)
        return self._manifest

    def store(self) -> pyoxigraph.Store:
        """Return the Oxigraph store, read-only, every curated and derived quad in its named graph."""
        import pyoxigraph

        try:
            return pyoxigraph.Store.read_only(str(self.folder / "store"))
        except OSError:
            _remove(self.folder)
            self.folder = _find(self.key, self._extra)
            return pyoxigraph.Store.read_only(str(self.folder / "store"))


def open_store() -> pyoxigraph.Store:
    """Return the store of the packaged graph; ask it with ``use_default_graph_as_union=True``."""
    return Snapshot().store()


def _key(extra: Sequence[Path]) -> str:
    """Return the key of the graph with the overlays ``extra``; files are read where somebody touched them, or nobody
    remembers.
    """
    base = _remembered("", packaged())
    return _remembered(base, overlaid(extra)) if extra else base


def _remembered(base: str, sources: Sequence[str]) -> str:
    seen = signature(base, sources)
    place = next(cache_folders())
    if seen is None or not _trusted(place):
        return key(base, sources)
    found = recall(place, seen)
    if found is None:
        found = key(base, sources)
        remember(place, seen, found)
    return found


def _find(name: str, extra: Sequence[Path]) -> Path:
    for place in cache_folders():
        if _trusted(place) and (place / name / MANIFEST).exists():
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
                compile_snapshot(place / name, extra, base)
                return place / name
        except OSError:
            continue
    raise LimitReached(
        f"no folder to keep the compiled graph in (tried {', '.join(map(str, places))}); set SERM_BONE_CACHE to one"
    )


def _trusted(place: Path) -> bool:
    """Whether nobody else could have put files there: a shared temporary folder is open to all."""
    try:
        return not hasattr(os, "getuid") or place.stat().st_uid == os.getuid()
    except OSError:
        return False


def _prune(place: Path) -> None:
    """Remove all but the newest folders; one that another process renames or removes meanwhile is passed over."""
    written = {path: at for path in place.iterdir() if (at := _written_at(path)) is not None}
    for old in sorted(written, key=lambda path: -written[path])[_KEPT:]:
        if time.time() - written[old] > _IN_USE:
            _remove(old)


def _written_at(path: Path) -> float | None:
    try:
        return path.stat().st_mtime if path.is_dir() else None
    except FileNotFoundError:
        return None


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
