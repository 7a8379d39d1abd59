"""Find the layer of some files, compiled once for their content."""

from __future__ import annotations

import shutil
import sys
from _blake2 import blake2b
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.errors import LimitReached, UnreadableInput
from kg.network.encoding import Numbered
from kg.snapshot.cache import cache_folders
from kg.unreviewed import KGX, SIF
from kg.unreviewed.columns import Damaged
from kg.unreviewed.compile import FORMAT, compile_layer
from kg.unreviewed.edgelist import EdgeList
from kg.unreviewed.kgx import Kgx
from kg.unreviewed.layer import Layer
from kg.unreviewed.rows import Reader
from kg.unreviewed.sif import Sif


def readers(paths: Sequence[Path]) -> list[Reader]:
    """Return a reader for each file, by its name: ``_edges.tsv`` or ``_edges.jsonl`` is KGX, ``.sif`` is SIF.

    Raises ``UnreadableInput`` for a file that is missing or has other columns than a reader knows.
    """
    for path in paths:
        if not path.is_file():
            raise UnreadableInput(str(path), "does not exist; check the path")
    return [_reader(path) for path in paths]


def _reader(path: Path) -> Reader:
    if path.name.endswith(KGX):
        return Kgx(path)
    return Sif(path) if path.name.endswith(SIF) else EdgeList(path)


def open_layer(paths: Sequence[Path], numbered: Numbered, known: dict[str, str], version: str) -> Layer:
    """Return the layer of the files ``paths`` over the curated graph of ``version``, compiled where it is not yet.

    ``known`` gives identifiers, case folded, to IRIs. The layer is kept by the content of the files; a damaged one is
    compiled again. Raises ``UnreadableInput`` with file and line, ``LimitReached`` where no folder can keep it.
    """
    found = readers(paths)
    name = f"drafts-{_key(found, version)}"
    stamp = {"format": FORMAT, "byteorder": sys.byteorder, "files_read": [path.name for path in paths]}
    for place in cache_folders():
        for again in (False, True):
            try:
                return Layer(place / name, numbered)
            except Damaged:
                if again:
                    break
                shutil.rmtree(place / name, ignore_errors=True)
                if not _made(place / name, found, numbered, known, stamp):
                    break
    raise LimitReached("no folder to keep the compiled edges in; set SERM_BONE_CACHE to one with space")


def _made(
    target: Path, found: Sequence[Reader], numbered: Numbered, known: dict[str, str], stamp: dict[str, Any]
) -> bool:
    print("compiling unreviewed edges (once for these files) …", file=sys.stderr)
    try:
        compile_layer(target, found, numbered, known, stamp)
    except OSError:
        return False
    return True


def _key(found: Sequence[Reader], version: str) -> str:
    state = blake2b(version.encode(), digest_size=16)
    for reader in found:
        for path in reader.paths:
            state.update(f"{path.name}\n".encode())
            with open(path, "rb") as file:
                while part := file.read(1 << 20):
                    state.update(part)
    return state.hexdigest()
