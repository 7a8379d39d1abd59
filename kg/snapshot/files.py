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

MANIFEST = "manifest.json"
_FORMAT = "1"
_ROOTS = (("ontology", ".ttl"), ("queries", ".rq"))


def digest(raw: bytes) -> str:
    """Return the BLAKE2b digest of ``raw``, 16 bytes in hex."""
    return blake2b(raw, digest_size=16).hexdigest()


def key(extra: Sequence[Path] = ()) -> str:
    """Return the digest of everything a snapshot is made from: knowledge, rules, overlays and the code that
    compiles them.
    """
    state = blake2b(_FORMAT.encode(), digest_size=16)
    for root, suffix in _ROOTS:
        _feed(state, folder(root), suffix)
    _feed(state, Path(__file__).parent, ".py")
    for name in ("network.py", "walked.py"):
        _feed(state, Path(__file__).parent.with_name(name), ".py")
    for path in extra:
        if not _walk(os.fspath(path), ".ttl"):
            raise UnreadableInput(str(path), "holds no .ttl file; name a Turtle file or a folder with some")
        _feed(state, path, ".ttl")
    return state.hexdigest()


def _feed(state: blake2b, root: Path, suffix: str) -> None:
    for path in sorted(_walk(os.fspath(root), suffix)):
        with open(path, "rb") as file:
            raw = file.read()
        state.update(f"{os.path.basename(path)} {len(raw)}\n".encode())
        state.update(raw)


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
    """Return section name -> size and digest, as they were written."""
    found: dict[str, dict[str, Any]] = json.loads((snapshot / MANIFEST).read_bytes())["sections"]
    return found


def read(snapshot: Path, section: str, written: Mapping[str, Mapping[str, Any]]) -> Any:
    """Return one section of an opened ``snapshot`` with manifest ``written``.

    Raises ``ValueError`` where its bytes are not those that were written.
    """
    raw = (snapshot / f"{section}.json").read_bytes()
    if written[section]["digest"] != digest(raw):
        raise ValueError(f"section {section} of {snapshot} is damaged")
    return json.loads(raw)
