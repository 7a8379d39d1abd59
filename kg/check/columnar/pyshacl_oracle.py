"""Ask pyshacl and rdflib about single terms and messages, where it is their word that counts. Imported when needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.check import to_rdflib
from kg.check.columnar.term_keys import AS_READ, is_iri, is_literal, parts

if TYPE_CHECKING:
    import rdflib


@lru_cache(maxsize=100_000)
def literal(key: str) -> rdflib.Literal:
    """Return a literal as rdflib has it; what is not of its datatype stays as it is spelt."""
    with to_rdflib.quiet():
        return to_rdflib.literal(*parts(AS_READ.get(key, key)))


@lru_cache(maxsize=100_000)
def term(key: str) -> rdflib.term.Node:
    """Return a term of rdflib."""
    import rdflib

    if is_literal(key):
        return literal(key)
    return rdflib.URIRef(key[1:-1]) if is_iri(key) else rdflib.BNode(key[2:])


def respelt(key: str) -> str | None:
    """Return the text of a literal as rdflib spells it; None for what is not of its datatype."""
    value = literal(key)
    return None if value.ill_typed else str(value)


def is_of(key: str, datatype: str) -> bool:
    """Whether pyshacl takes a literal to be of a datatype."""
    import rdflib
    from pyshacl.constraints.core import value_constraints

    known: Callable[..., bool] = value_constraints.DatatypeConstraintComponent._assert_actual_datatype
    value, wanted = literal(key), rdflib.URIRef(datatype)
    if value.datatype == wanted:
        well_formed = value.ill_typed is not True
        return well_formed and known(None, value, wanted)
    if wanted == rdflib.RDFS.Literal:
        return True
    if wanted == rdflib.RDFS.Datatype:
        return value.datatype is not None
    string = value.datatype is None and value.language is None and wanted == rdflib.XSD.string
    return string or (wanted == rdflib.RDF.langString and bool(value.language))


def order(key: str, bound: str) -> int | None:
    """Return how pyshacl orders two literals; None where it cannot, or breaks off."""
    from pyshacl.rdfutil import compare

    ordered: Callable[..., int] = compare.compare_literal
    one, other = literal(key), literal(bound)
    if isinstance(one.value, str) != isinstance(other.value, str):
        return None
    try:
        return int(ordered(one, other))
    except (TypeError, NotImplementedError, ArithmeticError):
        return None


def less(key: str, bound: str, *, strictly: bool) -> bool:
    """Whether rdflib has one term before another, or equal where not ``strictly``.

    What cannot be compared is not: so the standard has it, where pyshacl breaks off.
    """
    (words, one), (too, other) = _meant(key), _meant(bound)
    if words != too:
        return False
    try:
        return bool(one < other) if strictly else bool(one <= other)  # type: ignore[operator]
    except (ArithmeticError, TypeError):
        return False


def _meant(key: str) -> tuple[bool, object]:
    """Return whether a term is compared as text, and what is compared."""
    if is_iri(key):
        return True, key[1:-1]
    value = literal(key).value
    return (True, value) if isinstance(value, str) else (False, literal(key))
