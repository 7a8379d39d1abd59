"""The examples in the pages: run as a reader would, in one empty folder a page, and their answers pasted back.

A fenced block is run when it says how:

``console``  each line ``$ command`` is run by bash; what it prints stands below it
``pycon``    each ``>>>`` is run; what it shows stands below it
``LANG file=NAME``  is written to NAME, for the blocks after it
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^```(?P<kind>\w+)(?P<rest>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"\bfile=(\S+)")


def pages() -> list[Path]:
    """Return the pages that may hold examples: the README and everything written by hand under ``docs``."""
    found = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path.parent.name not in ("drugs", "reference")]
    return [ROOT / "README.md", *found]


def refreshed(page: str) -> str:
    """Return the text of a page with every answer as it is today.

    Raises ``RuntimeError`` where an example fails without the page showing it.
    """
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        program = _program(Path(folder) / ".bin")

        def answer(block: re.Match[str]) -> str:
            kind, rest, body = block["kind"], block["rest"], block["body"]
            if named := _FILE.search(rest):
                (Path(folder) / named[1]).write_text(body, encoding="utf-8")
            elif kind == "console":
                body = "".join(_shell(command, Path(folder), program) for command in _commands(body))
            elif kind == "pycon":
                with contextlib.chdir(folder):
                    body = "".join(_python(statement, names) for statement in _statements(body))
            return f"```{kind}{rest}\n{body}```"

        return _BLOCK.sub(answer, page)


def _program(folder: Path) -> str:
    """Return a folder for PATH where ``kg`` is this checkout run by this interpreter."""
    folder.mkdir()
    script = folder / "kg"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return str(folder)


def _commands(body: str) -> list[str]:
    return [line[2:] for line in body.splitlines() if line.startswith("$ ")]


def _shell(command: str, folder: Path, program: str) -> str:
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([program, os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    told = [line for line in done.stderr.splitlines() if not line.startswith("compiling the graph")]
    code = f"(exit code {done.returncode})\n" if done.returncode else ""
    ending = "" if done.stdout.endswith("\n") or not done.stdout else "\n"
    return f"$ {command}\n{done.stdout}{ending}" + "".join(f"{line}\n" for line in told) + code


def _statements(body: str) -> list[str]:
    found: list[str] = []
    for line in body.splitlines():
        if line.startswith(">>> "):
            found.append(line[4:])
        elif line.startswith("...") and found:
            found[-1] += "\n" + line[4:]
    return found


def _python(statement: str, names: dict[str, Any]) -> str:
    lines = statement.split("\n")
    shown = "".join(f"{'...' if number else '>>>'} {line}".rstrip() + "\n" for number, line in enumerate(lines))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(statement + "\n", "<example>", "single"), names)
        except Exception as error:
            raise RuntimeError(f"the example {statement!r} fails: {error}") from error
    return shown + out.getvalue()
