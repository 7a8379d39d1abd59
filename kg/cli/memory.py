"""Where the memory of a process is limited, a command runs in a child of its own, so that its end can be told.

Python says with ``MemoryError`` that it gets no memory. The native code of the store, of NumPy and of Numba ends its
process instead, with exit codes that mean something else and words that help nobody.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from kg.errors import LimitReached

_TOLD = "memory ran out before the answer was whole; allow more (ulimit -v) or ask for less"
_LINE = f"kg: {_TOLD}"
_RAW = f"{_LINE}\n".encode()
_TOLD_SO = (
    "failed to map segment",
    "Cannot allocate memory",
    "can't start new thread",
    "without setting an exception",
    "without exception set",
)
"""What other errors say where there was no memory for a library, a thread, or the error itself."""


def spent(error: BaseException) -> bool:
    """Return whether an error means that there was no memory."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or any(told in str(error) for told in _TOLD_SO)


def tell() -> int:
    """Say that memory ran out; return the exit code."""
    try:
        print(_LINE, file=sys.stderr)
    except MemoryError:  # not even for these words
        os.write(2, _RAW)
    return LimitReached.exit_code


def in_child(command: Callable[[], int]) -> int:
    """Run ``command`` in a child; return its exit code, or say that memory ran out where something else ended it.

    What the child was writing aside is removed then.
    """
    import signal

    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        child = os.fork()
    except OSError:
        return tell()
    if child == 0:
        _answer(command, writer)
    os.close(writer)
    os.set_blocking(reader, False)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the child too, which ends by it
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    *asides, code = _read(reader).split("\n")
    if code:
        return int(code)
    for path in asides:
        _remove(path)
    return 128 + signal.SIGTERM if ended == -signal.SIGTERM else tell()


def _answer(command: Callable[[], int], writer: int) -> None:
    """Run ``command``, tell its exit code and end the process; never returns."""
    from kg.base import atomic_files

    # Without these, what native code says at its end is a list of frames, and it takes room for each processor at once.
    os.environ.update(RUST_BACKTRACE="0", OPENBLAS_NUM_THREADS="1")
    atomic_files.tell(writer)
    try:
        os.write(writer, str(_code(command)).encode())
    finally:
        os._exit(0)


def _code(command: Callable[[], int]) -> int:
    try:
        code = command()
    except SystemExit as error:  # after a help text
        code = int(error.code or 0)
    except MemoryError:  # while what went wrong was being told
        code = tell()
    except Exception:  # with --debug
        sys.excepthook(*sys.exc_info())
        code = 1
    except BaseException:  # Rust's panics come so
        code = tell()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _read(reader: int) -> str:
    """Return what was written; a child of the child may still hold the other end."""
    told = b""
    try:
        while part := os.read(reader, 1 << 16):
            told += part
    except BlockingIOError:
        pass
    return told.decode()


def _remove(path: str) -> None:
    import shutil

    if os.path.isdir(path):
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.exists(path):
        os.unlink(path)
