"""Small HTTP servers for tests of the remote: one that answers SPARQL as it should, and whatever else a test writes."""

from __future__ import annotations

import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox

Form = dict[str, list[str]]
Answering = Callable[[BaseHTTPRequestHandler, Form], None]

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"


@contextmanager
def serving(answer: Answering, *, protocol: str = "HTTP/1.1") -> Iterator[str]:
    """Run a server of this machine whose every request ``answer`` answers; yield its address with the path /sparql.

    The form of a POST is given to ``answer``; the body of a PUT under the name ``body``, as it came.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def _form(self) -> Form:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command == "PUT":
                return {"body": [body.decode()]}
            return urllib.parse.parse_qs(body.decode())

        def do_POST(self) -> None:
            self.close_connection = True
            answer(self, self._form())

        do_PUT = do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up on a bad answer is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def send(handler: BaseHTTPRequestHandler, status: int, media: str, body: bytes, **headers: str) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", media)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def sending(data: bytes) -> Answering:
    """Return what sends these bytes and closes, headers and all."""

    def answer(handler: BaseHTTPRequestHandler, form: Form) -> None:
        handler.wfile.write(data)

    return answer


def replying(status: int, media: str, body: bytes, **headers: str) -> Answering:
    """Return what sends the same whole answer to everything."""
    return lambda handler, form: send(handler, status, media, body, **headers)


def sparql(store: ox.Store) -> Answering:
    """Return what answers by the SPARQL 1.1 Protocol from ``store``; its default graph is not the union of the rest."""

    def answer(handler: BaseHTTPRequestHandler, form: Form) -> None:
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*map(ox.NamedNode, form.get(_DEFAULT, []))]
        named: list[ox.NamedNode | ox.BlankNode] = [*map(ox.NamedNode, form.get(_NAMED, []))]
        try:
            found = store.query(form["query"][0], default_graph=default or None, named_graphs=named or None)
        except SyntaxError as error:
            send(handler, 400, "text/plain; charset=utf-8", error.msg.encode())
            return
        if isinstance(found, ox.QueryTriples):
            send(handler, 200, TRIPLES, found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
        else:
            send(handler, 200, f"{ROWS}; charset=utf-8", found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    return answer
