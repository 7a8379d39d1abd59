"""Promises about the repository as a whole: one version, few packages, no machine in a file, no query in Python."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.base.resources import folder
from kg.rdf.loader import load_store

ROOT = Path(__file__).resolve().parent.parent
OURS = ("kg", "ontology", "shapes", "queries", "tests", "docs", "bench", ".ci", ".github")
MOST_RUNTIME_PACKAGES = 30
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home|tmp/venv|opt)/|shared/(?:design|curation)|(?:pypi\.|pythonhosted\.)org"
)
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
SPARQL = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?[?*(]|\bWHERE\s*\{|\bCONSTRUCT\s*\{|\bASK\s*\{|\bPREFIX\s+\S*:\s*<")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def files() -> Iterator[Path]:
    """Yield every text file of the project."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for name in OURS:
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def project() -> Any:
    """Return ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("pattern", [MACHINE, UNFINISHED], ids=["machine", "unfinished"])
def test_no_file_names_a_machine_or_work_left_undone(pattern: re.Pattern[str]) -> None:
    found = {str(path.relative_to(ROOT)) for path in files() if pattern.search(path.read_text(encoding="utf-8"))}
    assert found - {"tests/test_project.py"} == set()


def test_no_sparql_stands_in_python() -> None:
    for path in sorted((ROOT / "kg").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not SPARQL.search(node.value), f"{path.relative_to(ROOT)}:{node.lineno}"


def test_the_version_stands_in_one_place_and_the_others_agree() -> None:
    version = project()["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (\S+)$", citation, re.MULTILINE)[1] == version  # type: ignore[index]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{version}"' in (folder("ontology") / "serm-bone.ttl").read_text(encoding="utf-8")
    for path in (ROOT / "kg").rglob("*.py"):
        assert f'"{version}"' not in path.read_text(encoding="utf-8"), path


def test_few_packages_are_needed_to_run() -> None:
    pinned = PIN.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert len(pinned) <= MOST_RUNTIME_PACKAGES
    declared = {re.split(r"[<>=]", line)[0] for line in project()["project"]["dependencies"]}
    assert declared <= {name for name, _ in pinned}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_by_hash_and_names_no_place(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text
    assert "--index" not in text


def test_the_two_lock_files_agree() -> None:
    runtime, everything = (
        dict(PIN.findall((ROOT / name).read_text(encoding="utf-8")))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime.items() <= everything.items()
    developing = {re.split(r"[<>=]", line)[0] for line in project()["dependency-groups"]["dev"]}
    assert developing <= everything.keys()


def test_warnings_fail_and_an_empty_suite_is_seen() -> None:
    options = project()["tool"]["pytest"]["ini_options"]
    assert options["filterwarnings"][0] == "error"
    assert options["xfail_strict"] is True
    assert options["empty_parameter_set_mark"] == "fail_at_collect"
    assert {"--strict-markers", "--import-mode=importlib"} <= set(options["addopts"])


def test_the_makefile_documents_each_of_its_targets() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())  # type: ignore[index]
    assert set(re.findall(r"^([a-z-]+):.* ## \S", text, re.MULTILINE)) == targets


def test_curated_turtle_says_where_its_terms_are_licensed() -> None:
    notice = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    used = {quad.object.value for quad in load_store() if quad.predicate.value.endswith("#curie")}
    assert used
    for prefix in sorted({curie.partition(":")[0] for curie in used}):
        assert re.search(rf"\b{re.escape(prefix)}\b", notice, re.IGNORECASE), prefix
