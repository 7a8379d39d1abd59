"""The release as RO-Crate: its validator finds nothing that is required missing, and rocrate sees every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.export import FORMATS
from tests.receivers.programs import crate_validator
from tests.receivers.programs.outside import answers, manifest
from tests.receivers.python import interpreter
from tests.receivers.rows import ReceiverRow, told
from tests.receivers.test_rdf import HOSTILE

pytestmark = pytest.mark.slow


def test_the_crate_is_valid_and_whole(tmp_path: Path, hold: Callable[[ReceiverRow], None]) -> None:
    """No issue that the specification requires mended; of what it recommends only an address of the makers, who have
    none. Each file that rocrate sees has the SHA-256 that it is said to have.
    """
    out = tmp_path / "out"
    kg.load(data=[HOSTILE]).export("ro-crate", str(out))
    found = crate_validator.told(out)
    assert found["required"] == []
    assert found["recommended"] == ["The organization SHOULD have a URL."]
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert found["files"].keys() == present - {"ro-crate-metadata.json"}
    measured = {name: it["sha256"] for name, it in found["files"].items() if "sha256" in it}
    assert measured == {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in measured}
    assert found["files"].keys() - measured.keys() == {"README.md", "manifest.json"}
    assert answers(interpreter("rocrate"), out) == manifest(out)["questions"]
    assert f"roc-validator {found['version']}" in FORMATS["ro-crate"].loaded_with
    assert f"rocrate {found['read with']}" in FORMATS["ro-crate"].loaded_with
    hold(
        ReceiverRow(
            format="ro-crate",
            view="release",
            receiver="roc-validator",
            version=found["version"],
            nodes=len(found["files"]) + len(found["folders"]),
            edges=sum(len(parts) for parts in found["folders"].values()),
            signs=0,
            pmids=0,
            strings=sum(isinstance(value, str) for it in found["files"].values() for value in it.values()),
            losses=told({}),
        )
    )


def test_the_validator_notices_what_is_missing(tmp_path: Path) -> None:
    """A crate without its licence, and one with a file that is not there, are not valid."""
    out = tmp_path / "out"
    kg.load().export("ro-crate", str(out))
    path = out / "ro-crate-metadata.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    (root,) = (entity for entity in whole["@graph"] if entity["@id"] == "./")
    licence = root.pop("license")
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert any("license" in issue for issue in crate_validator.told(out)["required"])
    root["license"] = licence
    path.write_text(json.dumps(whole), encoding="utf-8")
    (out / "turtle" / "serm-bone.ttl").unlink()
    assert any("turtle/serm-bone.ttl" in issue for issue in crate_validator.told(out)["required"])
