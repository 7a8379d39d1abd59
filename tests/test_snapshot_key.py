"""A snapshot is made anew where code that shapes it changed, and kept where other code did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.snapshot.closure import ROOT, reached

PACKAGE = Path(ROOT)
CHECKOUT = PACKAGE.parent
REACHED = [Path(path).relative_to(PACKAGE).as_posix() for path in reached()]
OTHERS = sorted({path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")} - set(REACHED))
KEYS = """
import sys
from pathlib import Path
from kg.snapshot import _key
print(_key(()))
for name in sys.argv[1:]:
    path = Path("kg", name)
    text = path.read_bytes()
    path.write_bytes(text + b"#")
    print(_key(()))
    path.write_bytes(text)
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with its data, in a folder of its own."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("kg", "ontology", "queries", "shapes"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(copy: Path, *arguments: str) -> str:
    """Run Python on the copy, with a cache of its own; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "SERM_BONE_CACHE": str(copy / "cache")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def changed(copy: Path, modules: list[str]) -> set[str]:
    """Return those of ``modules`` whose change by one byte changes the key."""
    first, *keys = run(copy, "-c", KEYS, *modules).split()
    return {module for module, key in zip(modules, keys, strict=True) if key != first}


def test_rules_loader_and_compiler_are_reached_and_answers_are_not() -> None:
    assert {"rdf/rules.py", "rdf/loader.py", "snapshot/compile.py", "__init__.py"} <= set(REACHED)
    assert {"answers/explain.py", "cli/verbs.py"} <= set(OTHERS)


def test_each_module_that_compiling_reaches_changes_the_key(copy: Path) -> None:
    assert changed(copy, REACHED) == set(REACHED)


@pytest.mark.slow
def test_no_module_that_compiling_does_not_reach_changes_the_key(copy: Path) -> None:
    assert len(OTHERS) > 100
    assert changed(copy, OTHERS) == set()


def test_what_is_imported_late_counts_and_what_is_imported_for_types_does_not(tmp_path: Path) -> None:
    (tmp_path / "snapshot").mkdir()
    for name in ("__init__.py", "late.py", "typed.py", "snapshot/__init__.py"):
        (tmp_path / name).touch()
    (tmp_path / "snapshot" / "compile.py").write_text(
        "if TYPE_CHECKING:\n    from kg import typed\n\ndef made():\n    from kg.late import one\n", encoding="utf-8"
    )
    found = {Path(path).relative_to(tmp_path).as_posix() for path in reached(root=str(tmp_path))}
    assert found == {"__init__.py", "late.py", "snapshot/__init__.py", "snapshot/compile.py"}


@pytest.mark.slow
def test_a_stale_cache_is_compiled_anew_and_a_sound_one_is_kept(copy: Path) -> None:
    ask = ("-m", "kg", "find", "toremifene")
    assert "compiling" in run(copy, *ask)
    with (copy / "kg" / "answers" / "explain.py").open("a", encoding="utf-8") as file:
        file.write("# kept\n")
    assert "compiling" not in run(copy, *ask)
    with (copy / "kg" / "rdf" / "rules.py").open("a", encoding="utf-8") as file:
        file.write("# stale\n")
    assert "compiling" in run(copy, *ask)
