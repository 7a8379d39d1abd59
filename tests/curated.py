"""The curated Turtle as plain blocks, for tests of the knowledge that do not go through the code under test."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kg.base.prefixes import compress
from kg.rdf.loader import parse

Block = dict[str, list[str]]


def blocks(paths: Iterable[Path]) -> dict[str, Block]:
    """Return subject CURIE -> predicate CURIE -> objects (CURIEs, or the text of a literal)."""
    found: dict[str, Block] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        for triple in parse(path):
            value = getattr(triple.object, "value", "")
            is_iri = type(triple.object).__name__ == "NamedNode"
            subject = compress(getattr(triple.subject, "value", ""))
            found[subject][compress(triple.predicate.value)].append(compress(value) if is_iri else value)
    return {subject: dict(block) for subject, block in found.items()}
