"""Ask a reader that runs in another interpreter: a job in JSON on its input, an inventory in JSON on its output.

The job says how to load (the very lines of the README) and the README's questions; the reader runs in the folder.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.base.resources import folder as resources
from kg.export import FORMATS, MANIFEST

HERE = Path(__file__).parent
_LIMIT = 300.0
_IN_PYTHON = re.compile(r"^(?:# )?In Python.*\n", re.MULTILINE)


def view(folder: Path) -> str:
    """Return the view that was exported to ``folder``."""
    return str(manifest(folder)["view"])


def manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of ``folder``."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def job(folder: Path) -> dict[str, Any]:
    """Return what the README of ``folder`` says: how to load, in Python where it has such lines, and the text of each
    question by its name.
    """
    told = manifest(folder)
    format = FORMATS[told["format"]]
    family = format.queries + ("-lossless" if told["view"] == "lossless" else "")
    questions = sorted((resources("queries") / "questions" / family).iterdir())
    texts = {path.stem: path.read_text(encoding="utf-8").strip() for path in questions}
    readme = " ".join((folder / "README.md").read_text(encoding="utf-8").split())
    assert all(" ".join(text.split()) in readme for text in (format.how_to_load, *texts.values()))
    return {"load": _IN_PYTHON.split(format.how_to_load)[-1], "questions": texts}


def answers(python: Path, folder: Path) -> dict[str, int]:
    """Return the answers to the questions of the README of ``folder``, whose lines ``python`` runs there."""
    return answer([python, "-P", HERE / "readme_reader.py"], folder)


def answer(command: Sequence[str | Path], folder: Path) -> dict[str, Any]:
    """Return what ``command`` prints as JSON when it is run in ``folder``; fails with its last words."""
    done = subprocess.run(
        command,
        cwd=folder,
        input=json.dumps(job(folder)),
        capture_output=True,
        encoding="utf-8",
        timeout=_LIMIT,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{command[-1]} ended with {done.returncode}:\n" + "\n".join(done.stderr.splitlines()[-20:]))
    found: dict[str, Any] = json.loads(done.stdout)
    return found
