"""Raw SPARQL 1.1 from outside: refused where it is an update or would leave the machine, run in a child that can be ended.

A deep text overflows the stack of the engine and would take the process with it, and no thread can stop a query; so the
text is measured first, and then run in a forked child with limits on time and memory.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from kg.errors import BadParameter, LimitReached, UnreadableInput
from kg.record import Rows

if TYPE_CHECKING:
    import pyoxigraph as ox

_LONGEST = 100_000
_DEEPEST = 200
_MOST_OPERATORS = 2_000
_MEMORY = 4 * 1024**3
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*|[?$:]?[A-Za-z_][\w-]*:?|[{}()\[\]]|&&|\|\||[-+*/!]',
    re.S,
)
_REFUSED = {"SERVICE": "it would send the query to another machine", "LOAD": "this graph is read-only"}
_UPDATES = ("INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")  # fmt: skip


def guard(text: str, name: str = "query") -> None:
    """Refuse a text that is an update, leaves the machine, or is too long or too deep; raises ``BadParameter``."""
    if len(text) > _LONGEST:
        raise BadParameter(f"{name} has {len(text)} characters; the most is {_LONGEST}")
    depth = deepest = operators = 0
    for token in _TOKEN.findall(text):
        if token in "{([":
            depth += 1
            deepest = max(deepest, depth)
        elif token in "})]":
            depth -= 1
        elif token in ("&&", "||", "+", "-", "*", "/", "!"):
            operators += 1
        word = token.upper()
        if word in _REFUSED:
            raise BadParameter(f"{name} uses {word}: {_REFUSED[word]}; leave it out")
        if word in _UPDATES:
            raise BadParameter(
                f"{name} uses {word}: this graph is read-only; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
            )
    if deepest > _DEEPEST or operators > _MOST_OPERATORS:
        raise BadParameter(
            f"{name} is nested {deepest} deep with {operators} operators; the most are {_DEEPEST} and {_MOST_OPERATORS}"
        )


def run(store: ox.Store, text: str) -> Any:
    """Return ``Rows`` for SELECT, a bool for ASK, N-Triples text for CONSTRUCT and DESCRIBE; same limits as the command line."""
    import json

    raw = serialise(store, text, "json", seconds=30.0)
    if raw.startswith(b"{"):
        answer = json.loads(raw)
        if "boolean" in answer:
            return answer["boolean"]
        columns = answer["head"]["vars"]
        rows = [{c: b[c]["value"] if c in b else None for c in columns} for b in answer["results"]["bindings"]]
        return Rows(rows, columns=columns)
    return raw.decode()


def serialise(store: ox.Store, text: str, style: str, *, seconds: float, name: str = "query") -> bytes:
    """Return the answer as the W3C formats have it: whole, or an error, never short.

    ``style``: table, json, csv, tsv, xml or md for SELECT and ASK; turtle, ntriples, jsonld for CONSTRUCT and DESCRIBE
    (N-Triples otherwise). Raises ``UnreadableInput`` with the line of a syntax error, ``LimitReached`` after ``seconds``.
    """
    guard(text, name)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(store, text, style, writer, seconds)
    os.close(writer)
    raw = _collect(reader, child, seconds)
    mark, body = raw[:1], raw[1:]
    if mark == b"E":
        line, _, message = body.decode().partition(" ")
        raise UnreadableInput(name, f"is not SPARQL 1.1: {message}", line=int(line) or None)
    if mark != b"A" or not body.endswith(b"\0"):
        raise LimitReached(f"{name} did not end within {seconds:g} s or its memory; ask for less")
    return body[:-1]


def _answer(store: ox.Store, text: str, style: str, writer: int, seconds: float) -> None:
    """Run in the child; the last byte says that the answer is whole."""
    code = 1
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        with os.fdopen(writer, "wb") as out:
            try:
                out.write(b"A" + _evaluate(store, text, style) + b"\0")
            except SyntaxError as error:
                place = re.search(r"error at (\d+):", error.msg)
                out.write(f"E{place.group(1) if place else 0} {error.msg}".encode())
        code = 0
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(code)


def _evaluate(store: ox.Store, text: str, style: str) -> bytes:
    import pyoxigraph as ox

    answer = store.query(text, use_default_graph_as_union=True)
    if isinstance(answer, ox.QueryTriples):
        formats = {"turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}
        return answer.serialize(format=formats.get(style, ox.RdfFormat.N_TRIPLES)) or b""
    if isinstance(answer, ox.QueryBoolean) and style in ("table", "md", "csv", "tsv"):
        return b"true\n" if answer else b"false\n"
    if isinstance(answer, ox.QuerySolutions) and style in ("table", "md"):
        from kg.cli.render import rows

        columns = [variable.value for variable in answer.variables]
        found = [{c: None if s[c] is None else s[c].value for c in columns} for s in answer]
        return rows(found, style).encode()
    formats_of = {"csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV, "xml": ox.QueryResultsFormat.XML}
    return answer.serialize(format=formats_of.get(style, ox.QueryResultsFormat.JSON)) or b""


def _collect(reader: int, child: int, seconds: float) -> bytes:
    import select

    deadline = time.monotonic() + seconds
    gathered = io.BytesIO()
    try:
        while (left := deadline - time.monotonic()) > 0:
            if select.select([reader], [], [], left)[0]:
                part = os.read(reader, 1 << 16)
                if not part:
                    break
                gathered.write(part)
        else:
            os.kill(child, signal.SIGKILL)
            return b""
    finally:
        os.close(reader)
        os.waitpid(child, 0)
    return gathered.getvalue()
