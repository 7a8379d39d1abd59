"""Without Spark or Java, ``kg.spark`` says what to install, and nothing else of the package needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kg.spark
from kg.errors import BadParameter, WrongUse
from kg.spark.asked import steps_within
from tests.receivers.python import interpreter

ROOT = Path(__file__).parents[1]


def test_without_pyspark_it_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(WrongUse, match=r"pip install 'serm-bone-kg\[spark\]'"):
        kg.spark.open("tables")


@pytest.mark.parametrize("steps", [-1, 0, 13])
def test_a_number_of_steps_has_bounds(steps: int) -> None:
    with pytest.raises(BadParameter, match="from 1 to 12"):
        steps_within(steps)


@pytest.mark.slow
def test_without_java_it_says_which(tmp_path: Path) -> None:
    """In an environment with pyspark, where no Java is on the path and ``JAVA_HOME`` leads nowhere."""
    (tmp_path / "bash").symlink_to("/bin/bash")
    bare = {"PATH": str(tmp_path), "JAVA_HOME": str(tmp_path / "none"), "PYTHONPATH": str(ROOT)}
    script = "import kg.spark\ntry:\n    kg.spark.open('t')\nexcept kg.WrongUse as error:\n    print(error)\n"
    done = subprocess.run(
        [interpreter("spark"), "-c", script],
        capture_output=True, text=True, timeout=120, check=True,
        env={**bare, "HOME": os.environ["HOME"]},
    )  # fmt: skip
    assert done.stdout.startswith("Spark does not start")
    assert "Java 17 or newer" in done.stdout
