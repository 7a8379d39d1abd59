"""Short names of JSON-LD: the context, and how terms are written under it so that nothing of them is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.base.namespaces import XSD
from kg.base.prefixes import compress, table
from kg.export.construct import selected

if TYPE_CHECKING:
    import pyoxigraph as ox

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NATIVE = {"true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A short name for a property: its key, and the type or language that a plain value under it has."""

    key: str
    type: str | None
    language: str | None


class Context:
    """The names that a document may use.

    A name that a graph uses as the scheme of a whole IRI (``<doi:10.1/x>``) would change the meaning of that IRI; it is
    left out, and what it would shorten stays long.
    """

    def __init__(self, store: ox.Store, schemes: Iterable[str] = ()) -> None:
        taken = set(schemes)
        self._prefixes = {name: iri for name, iri in table().items() if name not in taken}
        self._terms = {iri: term for iri, term in _terms(store).items() if term.key not in taken}

    def document(self) -> dict[str, Any]:
        """Return the context as JSON-LD 1.1 has it, sorted."""
        prefixes = {name: {"@id": iri, "@prefix": True} for name, iri in sorted(self._prefixes.items())}
        terms = {term.key: self._told(iri, term) for iri, term in sorted(self._terms.items(), key=lambda p: p[1].key)}
        return {"@version": 1.1, **prefixes, **terms}

    def iri(self, iri: str) -> str:
        """Return ``iri``, shortened where that can be undone."""
        short = compress(iri)
        prefix, _, local = short.partition(":")
        return short if prefix in self._prefixes and not local.startswith("//") else iri

    def key(self, predicate: str) -> str:
        """Return the key that values of ``predicate`` stand under; types have one of their own."""
        known = self._terms.get(predicate)
        return known.key if known else self.iri(predicate)

    def name(self, node: Any) -> str:
        """Return the name of a node, an IRI or a blank node."""
        import pyoxigraph as ox

        return str(node) if isinstance(node, ox.BlankNode) else self.iri(node.value)

    def value(self, predicate: str, object: Any) -> Any:
        """Return ``object``, a node or a literal, as it stands under the key of ``predicate``."""
        import pyoxigraph as ox

        known = self._terms.get(predicate)
        if isinstance(object, ox.Literal):
            return self._literal(known, object)
        name = self.name(object)
        return name if known and known.type == "@id" else {"@id": name}

    def _literal(self, known: Term | None, literal: ox.Literal) -> Any:
        type, language = (known.type, known.language) if known else (None, None)
        if literal.language:
            plain = language == literal.language
            return literal.value if plain else {"@value": literal.value, "@language": literal.language}
        datatype = literal.datatype.value
        if datatype == XSD + "string":
            return {"@value": literal.value} if type or language else literal.value
        if datatype != type:
            return {"@value": literal.value, "@type": self.iri(datatype)}
        if datatype == XSD + "integer" and _INTEGER.fullmatch(literal.value):
            return int(literal.value)
        return _NATIVE.get(literal.value, literal.value) if datatype == XSD + "boolean" else literal.value

    def _told(self, iri: str, term: Term) -> dict[str, str]:
        told = {"@id": self.iri(iri)}
        if term.type:
            told["@type"] = term.type if term.type == "@id" else self.iri(term.type)
        if term.language:
            told["@language"] = term.language
        return told


def _terms(store: ox.Store) -> Mapping[str, Term]:
    """Return property -> its term. No two have one key: the first in the order of the alphabet has it."""
    rows = {tuple("" if cell is None else cell.value for cell in row) for row in selected(store, "jsonld/terms.rq")}
    found: dict[str, Term] = {}
    keys = set(table())
    for name, property, type, language in sorted(rows):
        if property not in found and name not in keys and _KEY.fullmatch(name):
            keys.add(name)
            found[property] = Term(key=name, type=type or None, language=language or None)
    return found
