"""CURIE <-> IRI, from the one table ``ontology/prefixes.ttl``.

The ``curies`` library is the public converter (``converter()``); the two functions used by commands
that must answer at once read the same table with one regular expression and import nothing heavy.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kg.base.resources import folder

if TYPE_CHECKING:
    from curies import Converter

_DECLARATION = re.compile(r'sh:prefix "([^"]*)" ; sh:namespace "([^"]+)"')


@cache
def table() -> dict[str, str]:
    """Return prefix -> namespace, in the order of the file."""
    text = (folder("ontology") / "prefixes.ttl").read_text(encoding="utf-8")
    return dict(_DECLARATION.findall(text))


@cache
def _by_length() -> tuple[tuple[str, str], ...]:
    pairs = ((namespace, prefix) for prefix, namespace in table().items() if prefix != "obo")
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def compress(iri: str) -> str:
    """Return the CURIE of ``iri``, by its longest namespace; an IRI outside the table comes back as it is.

    >>> compress("https://w3id.org/serm-bone/entity/toremifene")
    'ent:toremifene'
    """
    for namespace, prefix in _by_length():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(curie: str) -> str | None:
    """Return the IRI of ``curie``, or None where its prefix is not in the table.

    >>> expand("CHEBI:9635")
    'http://purl.obolibrary.org/obo/CHEBI_9635'
    """
    prefix, colon, local = curie.partition(":")
    namespace = table().get(prefix)
    return namespace + local if colon and namespace is not None else None


def converter() -> Converter:
    """Return the table as a ``curies.Converter``, for programs that translate many identifiers."""
    from curies import Converter

    return Converter.from_prefix_map({prefix: ns for prefix, ns in table().items() if prefix != "obo"})
