"""What KGX reads from its own files, and what its validator says of them; run by an interpreter that has KGX.

``kgx_reader.py FORM FOLDER`` prints JSON: version, nodes, edges, the errors by type, and the answers to the questions
that its input gives. The Biolink Model comes from the wheel ``biolink-model``: nothing is fetched. The prefixes of
``context.jsonld`` are added to those of Biolink.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import biolink_model
import bmt
import requests

MODEL = Path(next(iter(biolink_model.__path__)))


def offline() -> None:
    """Give KGX the model, the table of predicates and the prefixes that it would fetch."""
    made = bmt.Toolkit.__init__

    def from_wheel(self: Any, *_: object, **__: object) -> None:
        made(self, str(MODEL / "schema" / "biolink_model.yaml"), {"predicate mappings": []})

    class Answer:
        def json(self) -> Any:
            prefixes = MODEL / "prefixmaps" / "biolink_model_prefix_map.json"
            return {"@context": json.loads(prefixes.read_text(encoding="utf-8"))}

    def get(url: str, *_: object, **__: object) -> Answer:
        assert url.endswith("/context.jsonld"), f"KGX would fetch {url}"
        return Answer()

    bmt.Toolkit.__init__ = from_wheel
    requests.get = get


def main(form: str, folder: str, job: dict[str, Any]) -> dict[str, Any]:
    """Read every record by KGX's transformer and show each to its validator; then do as the
    README says."""
    offline()
    from kgx.transformer import Transformer
    from kgx.utils.kgx_utils import GraphEntityType
    from kgx.validator import Validator

    judge = Validator()
    judge.prefixes |= set(json.loads((Path(folder) / "context.jsonld").read_text(encoding="utf-8"))["@context"])
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []

    def seen(kind: Any, record: list[Any]) -> None:
        (nodes if kind == GraphEntityType.NODE else edges).append(record[-1])
        judge(kind, record)

    files = [str(Path(folder) / f"serm-bone_{side}.{form}") for side in ("nodes", "edges")]
    Transformer(stream=True).transform(
        input_args={"filename": files, "format": form}, output_args={"format": "null"}, inspector=seen
    )
    return {
        "version": f"{version('kgx')}, Biolink {judge.get_validation_model_version()}",
        "nodes": nodes,
        "edges": edges,
        "errors": judge.get_errors("ERROR"),
        "answers": _answers(folder, job),
    }


def _answers(folder: str, job: dict[str, Any]) -> dict[str, int]:
    os.chdir(folder)
    space: dict[str, Any] = {}
    exec(job["load"], space)
    return {name: int(eval(text, space)) for name, text in job["questions"].items()}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        told = main(sys.argv[1], sys.argv[2], json.load(sys.stdin))
    json.dump(told, sys.stdout)
