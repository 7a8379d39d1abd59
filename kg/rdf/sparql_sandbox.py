"""Raw SPARQL 1.1 from outside: measured first, then run in a child that can be ended.

A deep text overflows the stack of the engine and takes the process with it, and no thread can stop a query. So a lexer
refuses updates, SERVICE and texts too long or too deep, and the rest runs in a forked child with limits on time and
memory. An answer is whole or an error, never short.
"""

from __future__ import annotations

import os
import re
import select
import signal
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.records import Rows
from kg.errors import BadParameter, LimitReached, UnreadableInput

if TYPE_CHECKING:
    import pyoxigraph as ox

    Source = ox.Store | Path

LONGEST = 32 * 1024
MOST_TOKENS = 4_000
DEEPEST = 64
MEMORY = 2 * 1024**3
LARGEST = 256 * 1024**2
_OK, _FAULT, _USE, _SYNTAX = 0, 1, 2, 3
_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n\r]*)
    |(?P<quoted>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|<[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<named>[?$]\w+|[\w-]*:[\w-]*)
    |(?P<word>[^\W\d]\w*)
    |(?P<rest>\d+|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"}
_GRAPH_STYLES = {"table": "TURTLE", "turtle": "TURTLE", "ntriples": "N_TRIPLES", "json": "JSON_LD", "jsonld": "JSON_LD"}
_ROW_STYLES = {"json": "JSON", "csv": "CSV", "tsv": "TSV", "xml": "XML"}


def guard(text: str, name: str = "query") -> str:
    """Return the form of the query, such as ``SELECT``, where the text may be run; empty where it has no word.

    Raises ``BadParameter`` for an update and for SERVICE, ``LimitReached`` for a text too long or too deep.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise LimitReached(f"{name} has more than {LONGEST} bytes; ask in smaller pieces")
    plain = _ESCAPE.sub(lambda found: _character(found[1] or found[2]), text)
    if plain != text:
        _measure(text, name)
    return _measure(plain, name)


def run(store: Source, text: str, *, seconds: float = 30.0) -> Any:
    """Return ``Rows`` for SELECT, a bool for ASK, N-Triples text for CONSTRUCT and DESCRIBE.

    The limits and errors are those of ``serialise``.
    """
    import json

    raw = serialise(store, text, "api", seconds=seconds)
    if not raw.startswith(b"{"):
        return raw.decode()
    answer = json.loads(raw)
    if "boolean" in answer:
        return answer["boolean"]
    columns = answer["head"]["vars"]
    rows = [{c: b[c]["value"] if c in b else None for c in columns} for b in answer["results"]["bindings"]]
    return Rows(rows, columns=columns)


def serialise(store: Source, text: str, style: str, *, seconds: float, name: str = "query") -> bytes:
    """Return the answer as the W3C formats have it. ``store`` is a store, or the folder of one, opened in the child.

    ``style``: table, md, json, csv, tsv or xml for SELECT and ASK; turtle (table), ntriples or jsonld (json) for
    CONSTRUCT and DESCRIBE. Raises ``UnreadableInput`` with the line of a syntax error, ``BadParameter`` for an update,
    SERVICE or a style that does not fit, ``LimitReached`` after ``seconds`` or where memory or size run out.
    """
    guard(text, name)
    if not hasattr(os, "fork"):
        return _unforked(store, text, style, name)
    code, raw = _fork(store, text, style, seconds)
    if code == _OK:
        return raw
    _raise(code, raw.decode("utf-8", "replace"), name)
    raise LimitReached(f"{name} did not end within {seconds:g} s, its memory or its size; ask for less")


def _character(digits: str) -> str:
    value = int(digits, 16)
    return chr(value) if value < 0x110000 else " "


def _measure(text: str, name: str) -> str:
    depth = tokens = 0
    first = ""
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "skip":
            continue
        tokens += 1
        depth += (token in "{([") - (token in "})]") if kind == "rest" else 0
        if depth > DEEPEST or tokens > MOST_TOKENS:
            raise LimitReached(
                f"{name} is deeper than {DEEPEST} brackets or longer than {MOST_TOKENS} words; ask in smaller pieces"
            )
        word = token.upper() if kind == "word" else ""
        if word == "SERVICE":
            raise BadParameter(f"{name} uses SERVICE, which would send it to another machine; leave it out")
        if word and not first and word not in ("PREFIX", "BASE", "VERSION"):
            first = word
    if first in _UPDATES:
        raise BadParameter(f"{name} is an update ({first}) and the graph is read-only; ask with SELECT or CONSTRUCT")
    return first


def names_graphs(text: str) -> bool:
    """Return whether the text has FROM: the union of all graphs would override it."""
    return any(match.lastgroup == "word" and match[0].upper() == "FROM" for match in _TOKEN.finditer(text))


def _raise(code: int, message: str, name: str) -> None:
    if code == _USE:
        raise BadParameter(message)
    if code == _SYNTAX:
        place = re.search(r"at (\d+):\d+", message)
        raise UnreadableInput(name, f"is not SPARQL 1.1: {message}", line=int(place[1]) if place else None)


def _unforked(store: Source, text: str, style: str, name: str) -> bytes:
    """Answer in this process, where the system cannot fork; the lexer is then the only limit."""
    import pyoxigraph as ox

    try:
        return _evaluate(ox.Store.read_only(str(store)) if isinstance(store, Path) else store, text, style)
    except SyntaxError as error:
        _raise(_SYNTAX, error.msg, name)
        raise


def _fork(store: Source, text: str, style: str, seconds: float) -> tuple[int, bytes]:
    """Return how the child ended, ``_OK`` only where the answer is whole, and what it wrote."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons warn of threads at a fork; the child takes no lock that a thread of the store could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _child(store, text, style, writer, seconds)
    os.close(writer)
    whole = False
    try:
        raw, whole = _collect(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        if not whole:
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return (code, raw) if whole else (_FAULT, b"")


def _child(store: Source, text: str, style: str, writer: int, seconds: float) -> None:
    """Answer into ``writer`` and end the process; never returns."""
    code = _FAULT
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        code, raw = _answer(_opened(store, seconds), text, style)
        while raw:
            raw = raw[os.write(writer, raw) :]
    finally:
        os._exit(code)


def _opened(store: Source, seconds: float) -> ox.Store:
    """Return the store, opened where it is a folder; from here on the process may open nothing more."""
    import resource

    import pyoxigraph as ox

    opened = ox.Store.read_only(str(store)) if isinstance(store, Path) else store
    processor = int(seconds) + 1
    for limit, most in (
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(limit)[1]
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(limit, (least, least))
    return opened


def _answer(store: ox.Store, text: str, style: str) -> tuple[int, memoryview]:
    try:
        raw = _evaluate(store, text, style)
    except SyntaxError as error:
        return _SYNTAX, memoryview(error.msg.encode())
    except BadParameter as error:
        return _USE, memoryview(str(error).encode())
    return (_OK, memoryview(raw)) if len(raw) <= LARGEST else (_FAULT, memoryview(b""))


def _evaluate(store: ox.Store, text: str, style: str) -> bytes:
    import pyoxigraph as ox

    answer = store.query(text, use_default_graph_as_union=not names_graphs(text))
    if isinstance(answer, ox.QueryTriples):
        return answer.serialize(format=graph_format("ntriples" if style == "api" else style)) or b""
    return written(answer, style)


def graph_format(style: str) -> ox.RdfFormat:
    """Return the form in which ``style`` writes a graph; raises ``BadParameter`` for one that holds rows."""
    import pyoxigraph as ox

    if style not in _GRAPH_STYLES:
        raise BadParameter(f"{style} cannot hold a graph; take one of turtle, ntriples, jsonld")
    found: ox.RdfFormat = getattr(ox.RdfFormat, _GRAPH_STYLES[style])
    return found


def written(answer: ox.QuerySolutions | ox.QueryBoolean, style: str) -> bytes:
    """Return rows, or yes or no, in ``style``; raises ``BadParameter`` for one that holds graphs."""
    import pyoxigraph as ox

    if style != "api" and style not in (*_ROW_STYLES, "table", "md"):
        raise BadParameter(f"{style} holds graphs, not rows; take one of table, md, json, csv, tsv, xml")
    if isinstance(answer, ox.QueryBoolean) and style in ("table", "md", "csv", "tsv"):
        return b"true\n" if answer else b"false\n"
    if isinstance(answer, ox.QuerySolutions) and style in ("table", "md"):
        from kg.base.text_table import rows

        columns = [variable.value for variable in answer.variables]
        return rows([{c: None if s[c] is None else s[c].value for c in columns} for s in answer], style).encode()
    return answer.serialize(format=getattr(ox.QueryResultsFormat, _ROW_STYLES.get(style, "JSON"))) or b""


def _collect(reader: int, deadline: float) -> tuple[bytes, bool]:
    """Return what the child wrote, and whether it closed its end before ``deadline``."""
    parts = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            part = os.read(reader, 1 << 16)
            if not part:
                return bytes(parts), True
            parts += part
    return b"", False
