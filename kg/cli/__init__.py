"""The command ``kg``: parse, ask, print, return the exit code. Decisions live in the answers, words in ``words``."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from kg.errors import KgError, LimitReached


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code (see ``docs/reference/exit-codes.md``).

    No traceback without ``--debug``. Without ``argv`` that of the process is run, in a child where memory is limited.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None and _limited():
        from kg.cli import memory

        return memory.in_child(lambda: _run(arguments))
    code = _run(arguments)
    if argv is None:
        gc.freeze()  # else the end of the process looks through all that it is about to drop: a tenth of an answer
    return code


def _limited() -> bool:
    """Return whether this process may not take all the memory there is."""
    try:
        import resource
    except ImportError:  # not a system of the POSIX kind
        return False
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA)
    return hasattr(os, "fork") and any(resource.getrlimit(kind)[0] != resource.RLIM_INFINITY for kind in kinds)


def _run(arguments: Sequence[str]) -> int:
    debug = "--debug" in arguments
    gc.disable()  # an answer is over before collecting pays: 5 to 10 % of its time
    try:
        from kg.cli.parser import parse

        options = parse([argument for argument in arguments if argument != "--debug"])
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except KgError as error:
        if debug:
            raise
        print(f"kg: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return LimitReached.exit_code
    except OSError as error:
        if debug:
            raise
        if (ran_out := _no_memory(error)) is not None:
            return ran_out
        print(
            f"kg: {error.filename or 'output'}: {error.strerror}; check the path, the space and the permissions",
            file=sys.stderr,
        )
        return LimitReached.exit_code
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if debug:
            raise
        if (ran_out := _no_memory(error)) is not None:
            return ran_out
        print(
            f"kg: internal fault ({type(error).__name__}: {error}); please report it, with --debug for the details",
            file=sys.stderr,
        )
        return KgError.exit_code
    finally:
        gc.enable()


def _no_memory(error: Exception) -> int | None:
    from kg.cli import memory

    return memory.tell() if memory.spent(error) else None
