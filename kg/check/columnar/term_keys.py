"""Terms as text. Two values are the same term where their keys are equal.

A key is how Oxigraph writes the term in SPARQL's TSV: ``<iri>``, ``_:node``, ``"text"``, ``"text"@en``, ``5``, ``0.7``,
``true``, ``"1"^^<datatype>``. Reading a column is then splitting text, and comparing terms comparing strings.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.base.namespaces import XSD

_QUOTED = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[a-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|U([0-9A-F]{8})|(.))", re.DOTALL)
_SHORT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_BARE = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    "boolean": re.compile(r"true|false"),
}
# Key -> the key as it was read, of literals that rdflib spells otherwise: it remembers both.
AS_READ: dict[str, str] = {}


def plain(key: str) -> bool:
    """Whether a key is an IRI, a blank node or a string without a language."""
    return key[-1] == '"' or (key[0] in "<_" and key[1] != "<")


def is_literal(key: str) -> bool:
    """Whether a key is a literal."""
    return key[0] not in "<_"


def is_iri(key: str) -> bool:
    """Whether a key is an IRI."""
    return key[0] == "<"


def is_blank(key: str) -> bool:
    """Whether a key is a blank node."""
    return key[0] == "_"


def written(text: str, datatype: str, language: str | None) -> str:
    """Return the key of a literal, as it is spelt."""
    if language:
        return f"{ox.Literal(text)!s}@{language.lower()}"
    if datatype in ("", XSD + "string"):
        return str(ox.Literal(text))
    kind = datatype.removeprefix(XSD)
    if kind in _BARE and _BARE[kind].fullmatch(text):
        return text
    return f"{ox.Literal(text)!s}^^<{datatype}>"


def parts(key: str) -> tuple[str, str, str | None]:
    """Return text, datatype IRI and language tag of a literal; the language is None where there is none."""
    match = _QUOTED.fullmatch(key)
    if match is None:
        kind = "boolean" if key in ("true", "false") else "decimal" if "." in key else "integer"
        return key, XSD + kind, None
    text, language, datatype = match.group("text", "language", "datatype")
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return text, datatype or XSD + "string", language


def _unescaped(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    return chr(int(short or long, 16)) if short or long else _SHORT.get(letter, letter)
