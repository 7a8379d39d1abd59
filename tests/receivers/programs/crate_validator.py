"""roc-validator and rocrate in an environment of their own, without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.receivers.python import interpreter
from tests.receivers.rdf import PROGRAMS, said


def told(folder: Path) -> Any:
    """Return what both say of the crate in ``folder``: the issues of the validator, the files that rocrate sees."""
    return json.loads(said([interpreter("rocrate"), PROGRAMS / "rocrate_reader.py", folder]))
