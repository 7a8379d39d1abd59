"""The command ``kg``: parse, ask, print, return the exit code. Decisions live in the answers, words in ``words``."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from kg.cli import memory
from kg.errors import KgError, LimitReached


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit code (see ``docs/reference/exit-codes.md``).

    No traceback without ``--debug``. Without ``argv`` that of the process is run, in a child where memory is limited.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None and memory.limited():
        return memory.in_child(lambda: _run(arguments))
    return _run(arguments)


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
        if memory.spent(error):
            return memory.tell()
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
        if memory.spent(error):
            return memory.tell()
        print(
            f"kg: internal fault ({type(error).__name__}: {error}); please report it, with --debug for the details",
            file=sys.stderr,
        )
        return KgError.exit_code
    finally:
        gc.enable()
