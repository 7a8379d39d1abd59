"""Time and memory of whole processes, interleaved, so that a noisy machine hits both sides alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost: seconds from start to end, peak resident memory in megabytes (children included)."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table: what was measured, in multiples of what, and the limit it is held against.

    ``at_most`` says whether less is better; ``limit`` is None for a line that is only told. ``note`` is what may be
    another next time: the line is found again by the rest.
    """

    what: str
    peer: str
    ratio: float
    limit: float | None = None
    at_most: bool = True
    unit: str = "×"
    memory: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or (self.ratio <= self.limit if self.at_most else self.ratio >= self.limit)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end; raises ``RuntimeError`` where it fails."""
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "bench" / "timed.py"), *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "", **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=True,
    ).stdout
    code, seconds, peak = json.loads(told.splitlines()[-1])
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {code}")
    return Cost(seconds, peak / (1024 * 1024 if sys.platform == "darwin" else 1024))


def interleaved(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Return the median cost of each command, all of them run in turn, ``rounds`` times."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command))
    return {name: _median(found) for name, found in costs.items()}


def in_process(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median seconds of each way, run in turn within this process, the first turn not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: median(found) for name, found in seconds.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.seconds for cost in costs), max(cost.megabytes for cost in costs))
