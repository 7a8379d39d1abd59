"""What the package promises: its names, its console script, and that importing and answering stay light."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import kg
from kg.cli.parser import VERBS

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"rdflib", "networkx", "pyshacl", "owlready2", "oxrdflib", "pandas", "numpy", "numba", "curies", "pydantic"}
NETWORK = {"http", "ssl"}
ANSWERS = [
    ["--help"],
    [],
    ["explain", "toremifene", "lumbar spine BMD", "--population", "men on ADT"],
    ["outcomes", "--drug", "toremifene"],
    ["evidence", "toremifene", "ESR1"],
    ["evidence", "out:O0003"],
    ["conflicts", "toremifene"],
    ["compare", "toremifene", "raloxifene", "--in", "bone,breast"],
    ["gaps", "toremifene"],
    ["audit"],
    ["protocol"],
    ["show", "toremifene"],
    ["find", "BMD"],
    ["ask", "targets-of-drug", "drug=raloxifene"],
    ["diff", "now", "now"],
]


def loaded_by(program: str, *arguments: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter has loaded after ``program``."""
    ending = "\nimport sys; print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program + ending, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return set(done.stderr.split())


def test_all_names_what_is_exported_and_each_is_documented() -> None:
    for name in kg.__all__:
        assert getattr(kg, name).__doc__, name
    assert list(kg.__all__) == sorted(kg.__all__)
    public = {name for name, value in vars(kg).items() if getattr(value, "__module__", "").startswith("kg.")}
    assert public <= set(kg.__all__)


def test_what_is_not_promised_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        _ = kg.laod


def test_importing_loads_nothing_heavy() -> None:
    assert loaded_by("import kg") & (HEAVY | {"pyoxigraph"}) == set()


@pytest.mark.parametrize("command", ANSWERS, ids=lambda command: (command or ["overview"])[0])
def test_answering_loads_nothing_heavy(command: list[str]) -> None:
    kg.load().section("counts")  # compiled before, as after the first call of a user
    program = "import sys\nfrom kg.cli import main\nassert main(sys.argv[1:]) == 0"
    assert loaded_by(program, *command) & (HEAVY | NETWORK) == set()


def test_the_console_script_loads() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        scripts = tomllib.load(file)["project"]["scripts"]
    assert set(scripts) == {"kg"}
    module, function = scripts["kg"].split(":")
    assert callable(getattr(importlib.import_module(module), function))


def test_every_verb_has_a_function_and_its_help_a_sentence() -> None:
    from kg.cli import verbs

    for verb in VERBS:
        assert callable(getattr(verbs, verb.name)), verb.name
        assert verb.help, verb.name
