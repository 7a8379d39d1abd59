"""Receivers from the npm registry: one pinned project in ``npm/``, installed without running any of its scripts."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.receivers.cache import absent, fetch, once

PROJECTS = Path(__file__).parent / "npm"
_LIMIT = 600.0


def modules(name: str = "package") -> Path:
    """Return the folder that holds ``node_modules`` with the packages of ``npm/<name>.json`` and its lock.

    Skips the test where node or npm is missing or the packages cannot be had.
    """
    sources = {f"package{end}": PROJECTS / f"{name}{end}" for end in (".json", "-lock.json")}
    described = b"\0".join(path.read_bytes() for path in sources.values())
    return once(f"npm-{name}", described, lambda target: _install(sources, target), sound=_installed)


def program() -> Path:
    """Return the ``node`` of this machine; skips the test where there is none."""
    found = shutil.which("node")
    if found is None:
        absent("this receiver needs node, which is not on the path")
    return Path(found)


def _install(sources: dict[str, Path], target: Path) -> None:
    client = shutil.which("npm")
    if client is None:
        absent("this receiver needs npm, which is not on the path")
    for name, source in sources.items():
        shutil.copy(source, target / name)
    fetch("npm packages", [client, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], limit=_LIMIT, cwd=target)


def _installed(place: Path) -> bool:
    return (place / "node_modules").is_dir()
