"""Receivers from Maven Central: one small pinned project each in ``pom/``, fetched by the ordinary ``mvn`` client."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.receivers.cache import absent, fetch, once

POMS = Path(__file__).parent / "pom"
_LIST = "classpath"
_LIMIT = 600.0


def classpath(name: str) -> str:
    """Return the class path of the project ``pom/<name>.xml``; skips the test where it cannot be had."""
    pom = POMS / f"{name}.xml"
    place = once(f"maven-{name}", pom.read_bytes(), lambda target: _fetch(pom, target), sound=_whole)
    return _listed(place)


def _fetch(pom: Path, target: Path) -> None:
    client = shutil.which("mvn")
    if client is None:
        absent(f"{pom.stem} needs the Maven client mvn, which is not on the path")
    command = [client, "-q", "-B", "-f", str(pom), "dependency:build-classpath", f"-Dmdep.outputFile={target / _LIST}"]
    fetch(f"{pom.stem} (Maven)", command, limit=_LIMIT)


def _listed(place: Path) -> str:
    return (place / _LIST).read_text(encoding="utf-8").strip()


def _whole(place: Path) -> bool:
    """Return whether every jar is still in the client's own store, which others may have cleared."""
    return all(os.path.exists(jar) for jar in _listed(place).split(os.pathsep))
