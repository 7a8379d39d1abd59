"""Terms as text. Two values are the same term where their keys are equal.

A key is how Oxigraph writes the term in SPARQL's TSV: ``<iri>``, ``_:node``, ``"text"``, ``"text"@en``, ``5``, ``0.7``,
``true``, ``"1"^^<datatype>``. Reading a column is then splitting text, and comparing terms comparing strings.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pyoxigraph as ox

from kg.names import XSD

_QUOTED = re.compile(r'"(?P<text>.*)"(?:@(?P<language>[a-z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|U([0-9A-F]{8})|(.))", re.DOTALL)
_SHORT = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_BARE = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    "boolean": re.compile(r"true|false"),
}
# What rdflib keeps as it is written; every other typed literal is asked of it.
_STABLE = re.compile(
    r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]+|true|false"
    rf'|"(?:0|-?[1-9][0-9]*)"\^\^<{re.escape(XSD)}decimal>|"[^"\\]*"@[a-z0-9-]+'
)

# Key -> the key as it was read, of literals that rdflib spells otherwise: it remembers both.
AS_READ: dict[str, str] = {}
_REMEMBERED = 100_000  # literals; beyond it only the words of a message may differ in how they spell a value


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


@lru_cache(maxsize=_REMEMBERED)
def normal(key: str) -> str:
    """Return the key under which a term is compared: literals as rdflib spells them, so ``1`` for ``01``."""
    if plain(key) or _STABLE.fullmatch(key):
        return key
    from kg.check.sets.second import respelt

    text, (_, datatype, language) = respelt(key), parts(key)
    spelt = key if text is None else written(text, datatype, language)
    if spelt != key and len(AS_READ) < _REMEMBERED:
        AS_READ.setdefault(spelt, key)
    return spelt


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


def key_of(term: object) -> str:
    """Return the key of a term of pyoxigraph under which it is compared."""
    if isinstance(term, ox.Literal):
        return normal(written(term.value, term.datatype.value, term.language))
    return str(term)


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


def text_of(key: str) -> str:
    """Return what is shown of a term: the IRI, the name of the blank node, the text of the literal as rdflib has it."""
    if key[0] == "<":
        return key[1:-1]
    if key[0] == "_":
        return key[2:]
    if key[-1] == '"' or _STABLE.fullmatch(key):
        return parts(key)[0]
    from kg.check.sets.second import literal

    return str(literal(key))
