"""Where the snapshot lives, its key, and how a section of it is read.

This module is what a command pays before it answers: it imports nothing heavy.
"""

from __future__ import annotations

import json
import os
import sys
from _blake2 import blake2b
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from kg.base.column_file import Damaged, before_last
from kg.base.resources import folder
from kg.base.string_table import Bytes
from kg.errors import UnreadableInput
from kg.snapshot.closure import ROOT
from kg.snapshot.lazy_map import KEYED, decoded

MANIFEST = "manifest"
_FORMAT = f"3 {sys.byteorder}"
_LARGE = 1 << 24
"""Bytes from which a section is mapped, and verified entry by entry: to read all of it takes longer than an answer."""
_ROOTS = (("ontology", ".ttl"), ("queries", ".rq"))


def digest(raw: bytes | memoryview) -> str:
    """Return the BLAKE2b digest of ``raw``, 16 bytes in hex."""
    return blake2b(raw, digest_size=16).hexdigest()


def knowledge() -> list[str]:
    """Return the files of knowledge and rules that the packaged graph is made from."""
    return [path for root, suffix in _ROOTS for path in sorted(_walk(os.fspath(folder(root)), suffix))]


def code() -> list[str]:
    """Return every module of the package, whether it shapes the packaged graph or not."""
    return sorted(_walk(ROOT, ".py"))


def overlaid(extra: Sequence[Path]) -> list[str]:
    """Return the Turtle files of the overlays ``extra``; raises ``UnreadableInput`` for one that holds none."""
    found: list[str] = []
    for path in extra:
        files = sorted(_walk(os.fspath(path), ".ttl"))
        if not files:
            raise UnreadableInput(str(path), "holds no .ttl file; name a Turtle file or a folder with some")
        found += files
    return found


def key(base: str, sources: Sequence[str]) -> str:
    """Return the digest of what is in ``sources``, in their order, laid over the graph of key ``base``."""
    state = blake2b(f"{_FORMAT} {base}".encode(), digest_size=16)
    for path in sources:
        with open(path, "rb") as file:
            raw = file.read()
        state.update(f"{os.path.basename(path)} {len(raw)}\n".encode())
        state.update(raw)
    return state.hexdigest()


def _walk(root: str, suffix: str) -> list[str]:
    if not os.path.isdir(root):
        return [root] if os.path.exists(root) else []
    found = []
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.is_dir():
                found += _walk(entry.path, suffix)
            elif entry.name.endswith(suffix):
                found.append(entry.path)
    return found


def cache_folders() -> Iterator[Path]:
    """Yield the places where a snapshot may be kept, the preferred one first."""
    named = os.environ.get("SERM_BONE_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    own = f"serm-bone-kg-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    yield Path(named) if named else Path(base) / "serm-bone-kg"
    import tempfile

    yield Path(tempfile.gettempdir()) / own


def shard(section: str, iri: str) -> str:
    """Return the name under which the part of ``section`` that is about ``iri`` is kept beside it."""
    return f"{section}-of-{iri[max(iri.rfind('/'), iri.rfind('#')) + 1 :]}"


def manifest(snapshot: Path) -> dict[str, dict[str, Any]]:
    """Return what was written: ``sections``, name -> size and digest, and ``store``, file -> size and check sum.

    Raises ``ValueError`` where the manifest is not what was written.
    """
    told, _, raw = (snapshot / MANIFEST).read_bytes().partition(b"\n")
    if told != digest(raw).encode():
        raise ValueError(f"the manifest of {snapshot} is damaged")
    found: dict[str, dict[str, Any]] = json.loads(raw)
    return found


def store_files(store: Path) -> dict[str, list[int]]:
    """Return size and check sum of each file of an Oxigraph store but its log and lock, which hold nothing of it. Of a
    large file, a table of RocksDB, the size alone: RocksDB looks at the check sum of each block that it reads.
    """
    return {
        path.name: [path.stat().st_size, _check_sum(path)]
        for path in sorted(store.iterdir())
        if not path.name.startswith(("LOCK", "LOG"))
    }


def _check_sum(path: Path) -> int:
    from zlib import crc32

    return crc32(path.read_bytes()) if path.stat().st_size <= _LARGE else 0


def read(
    snapshot: Path, section: str, written: Mapping[str, Mapping[str, Any]], damaged: Callable[[str], NoReturn]
) -> Any:
    """Return one section of an opened ``snapshot`` with manifest ``written``.

    Raises ``Damaged`` where its bytes are not those that were written; of a large section whose entries are decoded one
    by one, all but the entries is looked at here, and each entry when it is decoded: ``damaged`` is then told its key.
    """
    raw, told = opened(snapshot / f"{section}.json"), written[section]
    if sealed(section, raw) != told:
        raise Damaged(f"section {section} of {snapshot} is damaged")
    return decoded(section, raw, damaged)


def sealed(section: str, raw: Bytes) -> dict[str, Any]:
    """Return what the manifest says of a section: its bytes, and the digest that ``read`` asks for."""
    seen = memoryview(raw)[: before_last(raw) if section in KEYED and len(raw) > _LARGE else None]  # type: ignore[arg-type]
    return {"bytes": len(raw), "digest": digest(seen)}


def opened(path: Path) -> Bytes:
    """Return the bytes of a file; a large one is mapped."""
    if path.stat().st_size <= _LARGE:
        return path.read_bytes()
    from mmap import ACCESS_READ, mmap

    with open(path, "rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)
