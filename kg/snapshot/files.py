"""Where the snapshot lives, its key, and how a section of it is read.

This module is what a command pays before it answers: it imports nothing heavy.
"""

from __future__ import annotations

import json
import os
from _blake2 import blake2b
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg._resources import folder
from kg.errors import UnreadableInput
from kg.snapshot.entries import decoded

MANIFEST = "manifest"
_FORMAT = "2"
_ROOTS = (("ontology", ".ttl"), ("queries", ".rq"))


def digest(raw: bytes) -> str:
    """Return the BLAKE2b digest of ``raw``, 16 bytes in hex."""
    return blake2b(raw, digest_size=16).hexdigest()


def packaged() -> list[str]:
    """Return the files that the packaged graph is made from: knowledge, rules, and the code that compiles them."""
    here = os.path.dirname(__file__)
    above = os.path.dirname(here)
    roots = [(os.fspath(folder(root)), suffix) for root, suffix in _ROOTS] + [(here, ".py")]
    found = [path for root, suffix in roots for path in sorted(_walk(root, suffix))]
    return found + [os.path.join(above, name) for name in ("network.py", "walked.py")]


def key(sources: Sequence[str]) -> str:
    """Return the digest of what is in ``sources``, in their order."""
    return _fed(blake2b(_FORMAT.encode(), digest_size=16), sources)


def key_with(base: str, extra: Sequence[Path]) -> str:
    """Return the key of the graph of key ``base`` with the overlays ``extra``.

    Raises ``UnreadableInput`` for one that holds no Turtle.
    """
    found: list[str] = []
    for path in extra:
        files = sorted(_walk(os.fspath(path), ".ttl"))
        if not files:
            raise UnreadableInput(str(path), "holds no .ttl file; name a Turtle file or a folder with some")
        found += files
    return _fed(blake2b(base.encode(), digest_size=16), found)


def _fed(state: blake2b, paths: Sequence[str]) -> str:
    for path in paths:
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
    """Return size and check sum of each file of an Oxigraph store but its log and lock, which hold nothing of it."""
    from zlib import crc32

    found = {}
    for path in sorted(store.iterdir()):
        if not path.name.startswith(("LOCK", "LOG")):
            state = size = 0
            with open(path, "rb") as file:
                while part := file.read(1 << 20):
                    state, size = crc32(part, state), size + len(part)
            found[path.name] = [size, state]
    return found


def read(snapshot: Path, section: str, written: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return one section of an opened ``snapshot`` with manifest ``written``.

    Raises ``ValueError`` where its bytes are not those that were written.
    """
    raw = (snapshot / f"{section}.json").read_bytes()
    if written[section]["digest"] != digest(raw):
        raise ValueError(f"section {section} of {snapshot} is damaged")
    return decoded(section, raw)
