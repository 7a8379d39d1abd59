"""Write Turtle in the canonical form of the curated files.

Prefixes sorted and only those used; one block a subject; ``a`` first, then one predicate a line in
alphabetical order; an assertion is followed by its evidence, an outcome by its reports. Curated
files hold no blank nodes, so the same triples always give the same bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.base.namespaces import RDF_TYPE, SB, XSD
from kg.base.prefixes import compress, table

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?\Z")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+\Z"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    XSD + "boolean": re.compile(r"(?:true|false)\Z"),
}
_FOLLOWS = (SB + "evidenceFor", SB + "reportOf", SB + "stepOf")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NUMBERS = re.compile(r"(\d+)")


def canonical(triples: Iterable[ox.Triple], *, comment: str = "") -> str:
    """Return ``triples`` as canonical Turtle; ``comment`` is the file's opening line, without ``#``.

    Raises ``ValueError`` on a blank node: curated records have IRIs of their own.
    """
    blocks: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.BlankNode):
            raise ValueError(f"blank node at {triple.subject} {triple.predicate}: give it an IRI")
        blocks[triple.subject.value][triple.predicate.value].append(triple.object)
    writer = _Writer()
    body = "\n\n".join(
        writer.block(subject, blocks[subject]) for subject in sorted(blocks, key=lambda s: _order(s, blocks[s]))
    )
    head = "\n".join(f"@prefix {prefix}: <{table()[prefix]}> ." for prefix in sorted(writer.used))
    return "\n\n".join(part for part in (f"# {comment}" if comment else "", head, body) if part) + "\n"


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sort key that puts ``O2`` before ``O10``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in _NUMBERS.split(text)]


def _order(subject: str, block: dict[str, list[Term]]) -> tuple[object, ...]:
    for link in _FOLLOWS:
        if link in block:
            owner = block[link][0]
            assert isinstance(owner, ox.NamedNode)
            return (natural(owner.value), 1, natural(subject))
    return (natural(subject), 0, [])


class _Writer:
    """Terms to text, remembering which prefixes were used."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._namespaces = sorted(table().items(), key=lambda item: -len(item[1]))

    def block(self, subject: str, block: dict[str, list[Term]]) -> str:
        lines = [self._line(predicate, block[predicate]) for predicate in sorted(block, key=self._rank)]
        return f"{self.iri(subject)}\n    " + " ;\n    ".join(lines) + " ."

    def _rank(self, predicate: str) -> tuple[bool, str]:
        return (predicate != RDF_TYPE, compress(predicate))

    def _line(self, predicate: str, objects: list[Term]) -> str:
        verb = "a" if predicate == RDF_TYPE else self.iri(predicate)
        return f"{verb} {' , '.join(sorted({self.term(value) for value in objects}, key=natural))}"

    def term(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        if not isinstance(term, ox.Literal):
            raise ValueError(f"cannot write {term}")
        datatype = term.datatype.value
        if datatype in _BARE and _BARE[datatype].match(term.value):
            return term.value
        quoted = '"' + "".join(_ESCAPES.get(char, char) for char in term.value) + '"'
        if term.language:
            return f"{quoted}@{term.language}"
        return quoted if datatype == XSD + "string" else f"{quoted}^^{self.iri(datatype)}"

    def iri(self, iri: str) -> str:
        for prefix, namespace in self._namespaces:
            local = iri[len(namespace) :] if iri.startswith(namespace) else None
            if local is not None and _LOCAL.match(local) and prefix != "obo":
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return f"<{iri}>"
