"""What an editor and mypy know of the Python API: every filter and context has its name, and the package its types."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.api import Graph

CHECKOUT = Path(kg.__file__).parents[1]
CONTEXT = {"anatomy", "population", "milieu", "species", "max_steps"}
RIGHT = """
import kg

graph = kg.load()
why = graph.explain("toremifene", "lumbar spine BMD", population="men on ADT", without=["RANKL"])
rows = graph.outcomes(drug="Fareston", endpoint="BMD")
"""


@pytest.mark.parametrize("verb", [Graph.explain, Graph.robust, Graph.concordance, Graph.paths, Graph.compare])
def test_a_verb_names_each_part_of_its_context(verb: Callable[..., Any]) -> None:
    found = inspect.signature(verb).parameters
    assert set(found) >= CONTEXT
    assert not any(one.kind is inspect.Parameter.VAR_KEYWORD for one in found.values())


def test_a_misspelt_filter_is_refused(graph: Graph) -> None:
    with pytest.raises(TypeError, match="populaton"):
        graph.outcomes(populaton="men on ADT")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="populaton"):
        graph.explain("toremifene", "BMD", populaton="men on ADT")  # type: ignore[call-arg]


@pytest.mark.slow
@pytest.mark.parametrize(("program", "code"), [(RIGHT, 0), (RIGHT.replace("population", "populaton"), 1)])
def test_a_program_of_a_user_is_checked_against_the_types(tmp_path: Path, program: str, code: int) -> None:
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "program.py"]
    environment = {"MYPYPATH": str(CHECKOUT), "PATH": "", "MYPY_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, "populaton" in done.stdout) == (code, bool(code)), done.stdout
