"""Whether there is room for native code. Where that gets no memory it does not fail: it ends the process, or never."""

from __future__ import annotations

from functools import cache

NATIVE = 2 << 30
"""Bytes of address space that NumPy and Numba surely can do with; they were seen to turn for ever in a fifth of it."""


@cache
def roomy() -> bool:
    """Return whether this process may use as much address space as native code needs."""
    try:
        import resource
    except ImportError:  # not a system of the POSIX kind
        return True
    allowed = resource.getrlimit(resource.RLIMIT_AS)[0]
    return allowed == resource.RLIM_INFINITY or allowed >= NATIVE
