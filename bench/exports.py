"""How fast exports write a generated graph, against a plain ``csv.writer`` loop and KGX's transformer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure import ROOT, Line

FORMATS = ("neo4j", "kgx", "parquet", "nquads")
SMOKE, SIZES = 1_000, (100_000, 1_000_000)
_OF_CSV, _OF_KGX = 0.8, 5.0
_GROWTH = 1.5
"""How many times the peak memory may grow while the graph grows tenfold: the hubs and lists it has met, no rows."""


def exports(smoke: bool) -> list[Line]:
    """Return the lines on 10^5 assertions; ``smoke`` writes a few, once."""
    size, rounds = (SMOKE, 1) if smoke else (SIZES[0], 3)
    return [_against_csv(name, size, rounds)[0] for name in FORMATS]


def exports_at_scale() -> list[Line]:
    """Return the lines on 10^6 assertions, how memory grows from 10^5 to them, and those against KGX."""
    lines = []
    for name in FORMATS:
        (_, small), (line, large) = (_against_csv(name, size, 1) for size in SIZES)
        what, peer = f"export `{name}`, peak memory of 10^6 assertions", "that of 10^5"
        lines += [line, Line(what=what, peer=peer, ratio=large / small, limit=_GROWTH, memory=large)]
    return [*lines, _against_kgx(SIZES[0])]


def _against_csv(name: str, size: int, rounds: int) -> tuple[Line, float]:
    """Rows a second of the writer, in multiples of the plain loop over the same rows; and its peak memory, in MB."""
    found: dict[str, list[dict[str, Any]]] = {"ours": [], "csv": []}
    for _ in range(rounds):
        for side, told in found.items():
            with tempfile.TemporaryDirectory() as folder:
                told.append(_child(side, name, size, folder))
    seconds = {side: median(one["seconds"] for one in told) for side, told in found.items()}
    rows, peak = found["ours"][0]["rows"], max(one["megabytes"] for one in found["ours"])
    line = Line(
        what=f"export `{name}`, {size:,} assertions",
        note=f"{rows / seconds['ours'] / 1e3:.0f} thousand rows/s",
        peer="plain `csv.writer` loop",
        ratio=seconds["csv"] / seconds["ours"],
        limit=_OF_CSV,
        at_most=False,
    )
    return line, peak


def _against_kgx(size: int) -> Line:
    """The writer of both KGX forms, in multiples of KGX's transformer from one to the other."""
    from tests.receivers.python import interpreter

    with tempfile.TemporaryDirectory() as folder:
        ours = _child("ours", "kgx", size, folder)
        command = [str(interpreter("kgx")), "bench/peer_kgx.py", folder]
        peer = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    return Line(
        what=f"export `kgx`, {size:,} assertions, times faster",
        peer="`kgx transform`, TSV to JSON Lines",
        ratio=peer["seconds"] / ours["seconds"],
        limit=_OF_KGX,
        at_most=False,
        memory=peer["megabytes"],
    )


def _child(side: str, name: str, size: int, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.export_child", side, name, str(size), str(Path(folder))]
    told: dict[str, Any] = json.loads(
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )
    return told
