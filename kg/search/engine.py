"""The search that every verb uses: all routes, the best ones, or only whether there is a way of each sign.

It decides what to look for and in which order; the loops that look (``kg.search.python_backend``, or
``kg.search.numba_backend`` where there are many edges) do the same steps and find the same routes in the same order.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from kg.search import CLOSED, NEVER, Ask, Found

if TYPE_CHECKING:
    from kg.search.backend import Loops
    from kg.search.csr_graph import Index

LONGEST = 50_000
COMPILED_FROM, PATIENCE = 100_000, 20
"""The number of edges, and of questions of one process, from which compiled loops pay: loading them takes as long as
starting Python fifty times, and plain ones answer most questions in less than one start.
"""
ROOM = 2 << 30
"""Bytes of address space that NumPy and Numba surely can do with. Short of memory they do not fail: they end the
process, and were seen to turn for ever in a fifth of it.
"""


def loops(ask: Ask, engine: str = "auto") -> Loops:
    """Return the inner loops for a question: ``plain``, ``compiled`` (raises ``ImportError`` without numba), or what
    suits the size of the graph and how often it was asked.
    """
    if engine == "compiled" or (engine == "auto" and _many(ask.graph) and _loadable()):
        return _compiled(ask)
    from kg.search import python_backend

    return python_backend.Plain(ask)


@cache
def roomy() -> bool:
    """Return whether this process may use as much address space as native code needs."""
    try:
        import resource
    except ImportError:  # not a system of the POSIX kind
        return True
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    return allowed == resource.RLIM_INFINITY or allowed >= ROOM


@cache
def _loadable() -> bool:
    """Whether Numba can be loaded, and not only found: it may lack memory, or be of another machine."""
    if not roomy():
        return False
    try:
        from kg.search import numba_backend  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def _compiled(ask: Ask) -> Loops:
    from kg.search import numba_backend

    return numba_backend.Compiled(ask)


def _many(index: Index) -> bool:
    if index.edges < COMPILED_FROM:
        return False
    index.asked += 1
    if index.asked <= PATIENCE and "numba" not in sys.modules:
        return False
    from importlib.util import find_spec

    return find_spec("numba") is not None


def every(ask: Ask, engine: str = "auto") -> Found:
    """Return all routes, or, where they are more than the budget allows, the best of them.

    Order of all: at each node first the steps that reach an end, then those that lead on, each by edge number. Order
    of the best: that of ``best``.
    """
    looped = loops(ask, engine)
    looped.begin(CLOSED - 1, hits=False)
    if looped.meet(ask.max_steps, ask.max_steps):
        most = ask.most
        if looped.walk(most + 1) or looped.count() > most:
            looped.forget()
            stopped = _best(looped, ask, most)
            return looped.found(stopped or looped.count() >= most)
    return looped.found(False)


def best(ask: Ask, most: int, engine: str = "auto") -> Found:
    """Return the ``most`` best routes: by grade (that of the worst edge, or of the end), then fewer steps, then edge
    numbers. ``stopped`` where the budget of work ended it before it had them.
    """
    looped = loops(ask, engine)
    stopped = _best(looped, ask, min(most, ask.most))
    return looped.found(stopped or (most > ask.most and looped.count() >= ask.most))


def just(ask: Ask, most: int, level: int, engine: str = "auto") -> Found:
    """Return the ``most`` routes with fewest steps whose grade is just ``level``: no edge worse, and one as bad.

    ``stopped`` where the budget of work ended it before it had them.
    """
    looped = loops(ask, engine)
    looped.begin(level, hits=True)
    return looped.found(looped.climb(most))


def _best(looped: Loops, ask: Ask, most: int) -> bool:
    for number, level in enumerate(ask.levels()):
        if looped.count() >= most:
            break
        looped.begin(level, hits=number > 0)
        if looped.climb(most):
            return True
    return False


def ways(ask: Ask, engine: str = "auto") -> dict[int, int | None]:
    """Return sign (1, -1, 0) -> the least number of steps of a way of that sign; None where there is none.

    A way may pass a node twice, which a route may not, and ends may lie further apart than ``max_steps``: None proves
    that there is no route of that sign, a number does not prove that there is one. Linear in the edges; ways of more
    than ``LONGEST`` steps are not looked for.
    """
    told: dict[int, int | None] = {}
    for sign in (1, -1, 0):
        looped = loops(ask._replace(sign=sign), engine)
        looped.begin(CLOSED - 1, hits=False)
        looped.meet(1, LONGEST)
        told[sign] = looped.shortest if looped.shortest < NEVER else None
        looped.found(False)
    return told
