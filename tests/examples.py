"""Read the example files of shapes and quality queries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.base.resources import folder
from kg.check.shacl import validate
from kg.check.shapes import Shapes, load_shapes
from kg.rdf.loader import parse

_BASE = Path(__file__).parent / "shapes" / "base.ttl"


@cache
def _shapes() -> Shapes:
    return load_shapes()


@cache
def _base() -> tuple[ox.Triple, ...]:
    return tuple(parse(_BASE))


def expectation(path: Path) -> str:
    """Return what the first line of an example promises: constraint and component."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# expect: ").removeprefix("sbs:")


def example_store(path: Path) -> ox.Store:
    """Return the base records, with the subjects of the example in their place, and the vocabulary."""
    own = parse(path)
    replaced = {triple.subject for triple in own}
    kept = [triple for triple in _base() if triple.subject not in replaced]
    store = ox.Store()
    vocabulary = parse(folder("ontology") / "serm-bone.ttl")
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in (*vocabulary, *kept, *own))
    return store


def broken_by(path: Path) -> set[str]:
    """Return the (constraint, component) pairs that an example breaks."""
    return {result.rule for result in validate(example_store(path), _shapes(), unmatched=True)}
