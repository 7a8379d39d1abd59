"""Start a receiver that runs as a server, and stop it whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_PATIENCE = 10.0


def free_port() -> int:
    """Return a port of this machine that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def responds(url: str) -> Callable[[], bool]:
    """Return a test of readiness: whether anything answers HTTP at ``url``, with whatever status."""

    def asked() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return True
        except OSError:
            return False

    return asked


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    ready: Callable[[], bool],
    limit: float,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command`` in a process group of its own, from when ``ready()`` is true; ``env`` adds to the environment.

    Fails with the last lines of its log where it ends by itself or is not ready within ``limit`` seconds. On leaving,
    the whole group is asked to end and, after ten seconds, killed.
    """
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + limit
            while not ready():
                ended = server.poll()
                if ended is not None or time.monotonic() > deadline:
                    log.seek(0)
                    tail = "\n".join(log.read().decode("utf-8", "replace").splitlines()[-20:])
                    why = f"ended with {ended}" if ended is not None else f"was not ready within {limit:g} s"
                    pytest.fail(f"{Path(command[0]).name} {why}; its log ends:\n{tail}")
                time.sleep(0.1)
            yield server
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        server.wait(_PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
