"""A reader of Cypher text that shares no code with what writes it: the tokens of a script as Neo4j tells them apart."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<name>`(?:[^`]|``)*`)
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<end>;)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"', "`": "`"}


class Token(NamedTuple):
    """A kind of ``_TOKEN`` and what it means: the value of a string, the name without its backticks."""

    kind: str
    value: str


def tokens(text: str) -> list[Token]:
    """Return the tokens, without blanks and comments; outside of strings and names a backslash is none."""
    found = [(it.lastgroup or "", it[0]) for it in _TOKEN.finditer(text)]
    assert ("mark", "\\") not in found
    return [Token(kind, _value(kind, told)) for kind, told in found if kind not in ("blank", "comment")]


def statements(text: str) -> list[list[Token]]:
    """Return the statements of a script, each without its semicolon."""
    found: list[list[Token]] = [[]]
    for token in tokens(text):
        if token.kind == "end":
            found.append([])
        else:
            found[-1].append(token)
    assert not found[-1], "the last statement has no end"
    return found[:-1]


def value(read: list[Token], at: int) -> tuple[Any, int]:
    """Return the literal that begins at ``at`` and where it ends: a string, number, list, map, true or false."""
    kind, text = read[at]
    if kind == "string":
        return text, at + 1
    if kind in ("number", "word"):
        return json.loads(text), at + 1
    if read[at + 1].value == {"[": "]", "{": "}"}[text]:
        return ([] if text == "[" else {}), at + 2
    items: list[tuple[str, Any]] = []
    while read[at] != Token("mark", {"[": "]", "{": "}"}[text]):
        at += 1  # past the bracket or the comma
        key = ""
        if text == "{":
            key, at = read[at].value, at + 1
            assert (read[at - 1].kind, read[at]) == ("name", Token("mark", ":"))
            at += 1
        held, at = value(read, at)
        assert read[at].value in ",]}"
        items.append((key, held))
    return (dict(items) if text == "{" else [held for _, held in items]), at + 1


def _value(kind: str, told: str) -> str:
    if kind == "string":
        return _ESCAPE.sub(lambda it: chr(int(it[1], 16)) if it[1] else _ESCAPED[it[2]], told[1:-1])
    return told[1:-1].replace("``", "`") if kind == "name" else told
