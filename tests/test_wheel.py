"""The wheel carries every file, and does the main job in an empty environment, from the root folder, without a home."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
DATA = ("ontology", "shapes", "queries")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command ``kg`` of an environment that holds the wheel and the locked runtime packages, nothing else.

    The packages are copied from the environment of the tests, so that no network is needed.
    """
    place = tmp_path_factory.mktemp("empty")
    venv.create(place, with_pip=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)}))
    for name in PIN.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")):
        copy(name, site)
    pip: list[str | Path] = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, wheel], check=True, capture_output=True, text=True)
    return place / "bin" / "kg"


def copy(name: str, site: Path) -> None:
    """Copy the files of an installed distribution to ``site``, its scripts left out."""
    for file in distribution(name).files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(Path(str(file.locate())).read_bytes())


def test_the_wheel_holds_the_tree_and_nothing_else(wheel: Path) -> None:
    def files(folder: Path) -> set[Path]:
        return {path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}

    expected = {path.relative_to(ROOT).as_posix() for path in files(ROOT / "kg")}
    for name in DATA:
        expected |= {f"kg/_data/{path.relative_to(ROOT).as_posix()}" for path in files(ROOT / name)}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = {Path(name).name for name in archive.namelist() if "/licenses/" in name}
    assert held == expected
    assert licences == {"LICENSE", "LICENSE-DATA"}


@pytest.mark.parametrize("home", ["/dev/null", "read-only"])
def test_kg_answers_from_the_root_folder_without_a_home(program: Path, tmp_path: Path, home: str) -> None:
    """Where no cache can be kept at home, the compiled graph goes to the temporary folder."""
    if home == "read-only":
        place = tmp_path / "home"
        place.mkdir(mode=0o555)
        home = str(place)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def run(*arguments: str) -> str:
        environment = {"HOME": home, "TMPDIR": str(scratch), "PATH": os.defpath}
        done = subprocess.run(
            [program, *arguments], cwd="/", env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    answer = json.loads(run("explain", "toremifene", "lumbar spine BMD", "--population", "men on ADT", "--json"))
    assert answer["prediction"]["sign"] == "+"
    assert "NCT00129142" in run("outcomes", "--drug", "toremifene", "--endpoint", "lumbar spine BMD", "--json")
    assert run("ask", "targets-of-drug", "drug=raloxifene", "--format", "tsv").count("\n") > 1
    assert run("check").splitlines()[-1].startswith("sound")
    run("build", "-o", str(tmp_path / "release"))
    manifest = json.loads((tmp_path / "release" / "manifest.json").read_text(encoding="utf-8"))
    assert {file["path"] for file in manifest["files"]} >= {"serm-bone.nq", "serm-bone.trig", "serm-bone.ttl"}
    assert run("--version").startswith(f"serm-bone-kg {manifest['version']} ")
    assert json.loads(run("schema", "explain"))["type"] == "object"
