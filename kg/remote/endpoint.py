"""A SPARQL 1.1 endpoint that holds the graph: asked by the W3C protocol, POST with a form, and nothing of any vendor.

Every request names the graphs that make up its default graph, so that the answer does not depend on how the server was
set up.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.base.namespaces import GR
from kg.base.records import Rows
from kg.base.resources import folder
from kg.errors import RemoteFailed, UnreadableInput
from kg.rdf.loader import home_graphs, parse
from kg.rdf.sparql_sandbox import graph_format, guard, names_graphs, written
from kg.remote import results
from kg.remote.http import LARGEST, SECONDS, Answer, checked, exchange, limited, printable

if TYPE_CHECKING:
    import pyoxigraph as ox

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_GRAPH = re.compile(re.escape(GR) + r"[\w.-]+", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,18}")


class Endpoint:
    """The graph as an endpoint holds it. Making one sends nothing; each question is one request.

    ``seconds`` limits each request, ``most`` the bytes of its answer. Raises ``BadParameter`` for an address that may
    not be asked and for a time that is none.
    """

    def __init__(self, url: str, *, seconds: float = SECONDS, most: int = LARGEST) -> None:
        self.url, self.seconds, self.most = checked(url), limited(seconds), most

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r})"

    @cached_property
    def graphs(self) -> dict[str, int]:
        """The named graphs of this knowledge graph that are there, by IRI, with their number of triples.

        Raises ``RemoteFailed`` where there are none, where one that curated records live in is missing, or where they
        are of another version of the vocabulary.
        """
        counted = {str(row.get("graph")): str(row.get("triples")) for row in self._select(_text("graphs"), ())}
        found = {name: int(n) for name, n in counted.items() if _GRAPH.fullmatch(name) and _COUNT.fullmatch(n)}
        if not found:
            raise RemoteFailed(
                self.url,
                "it holds no graph of serm-bone-kg; load the N-Quads or TriG export there, with its named graphs",
            )
        missing = sorted(set(home_graphs().values()) - found.keys())
        if missing:
            raise RemoteFailed(self.url, f"it lacks {', '.join(missing)}; load the whole export there")
        there = [row.get("version") for row in self._select(_text("version"), ())]
        if there != [version()]:
            raise RemoteFailed(
                self.url,
                f"it holds version {printable(', '.join(map(str, there))) or 'unknown'} of the vocabulary and this "
                f"program reads {version()}; load the export of this version there, or take the program of that one",
            )
        return found

    def rows(self, text: str) -> list[dict[str, str | None]]:
        """Return the rows of a SELECT over all graphs together; texts as our own store writes them, unbound as None."""
        return self._select(text, tuple(self.graphs))

    def triples(self, graph: str) -> list[ox.Triple]:
        """Return the triples of one graph, its blank nodes apart from those of others.

        Raises ``RemoteFailed`` where they are not as many as were counted.
        """
        import pyoxigraph as ox

        answer = self._ask(_text("triples"), _TRIPLES, (graph,))
        try:
            read = ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True)
            found = [quad.triple for quad in read]
        except SyntaxError as error:
            raise RemoteFailed(self.url, f"its answer is not N-Triples ({printable(error.msg)}); ask again") from error
        if len(set(found)) != self.graphs[graph]:
            raise RemoteFailed(
                self.url,
                f"it counts {self.graphs[graph]} triples in <{graph}> and gave {len(set(found))}; its answers are cut "
                "short, or the graph changed meanwhile: ask again, or raise its limit on the size of answers",
            )
        return found

    def run(self, text: str) -> Any:
        """Return ``Rows`` for SELECT, a bool for ASK, N-Triples text for CONSTRUCT and DESCRIBE."""
        form = guard(text)
        if form in ("CONSTRUCT", "DESCRIBE"):
            return self.serialise(text, "ntriples").decode()
        found = self._json(text, self._default(text), name="query")
        if "boolean" in found:
            return found["boolean"]
        return Rows(results.plain(found), columns=found["head"]["vars"])

    def serialise(self, text: str, style: str, *, name: str = "query") -> bytes:
        """Return the answer as the W3C formats have it; styles and errors as in ``kg.rdf.sparql_sandbox``."""
        import pyoxigraph as ox

        form = guard(text, name)
        if form in ("CONSTRUCT", "DESCRIBE"):
            wanted = graph_format(style)
            answer = self._ask(text, _TRIPLES, self._default(text), name=name)
            if not answer.framed:
                raise RemoteFailed(self.url, "it does not say where its answer ends, so that a part would look whole")
            try:
                return ox.serialize(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES), format=wanted) or b""
            except SyntaxError as error:
                raise RemoteFailed(
                    self.url, f"its answer is not N-Triples ({printable(error.msg)}); ask again"
                ) from error
        found = self._json(text, self._default(text), name=name)
        parsed = ox.parse_query_results(json.dumps(found).encode(), format=ox.QueryResultsFormat.JSON)
        return written(parsed, style)

    def _default(self, text: str) -> tuple[str, ...]:
        """Return the graphs to name in the request: none where the text has FROM, which they would override."""
        graphs = tuple(self.graphs)
        return () if names_graphs(text) else graphs

    def _select(self, text: str, graphs: Sequence[str]) -> list[dict[str, str | None]]:
        found = self._json(text, graphs)
        if "boolean" in found:
            raise RemoteFailed(self.url, "it answered yes or no where rows were asked for")
        return results.plain(found)

    def _json(self, text: str, graphs: Sequence[str], *, name: str | None = None) -> dict[str, Any]:
        """Return a whole and well-formed answer in SPARQL JSON, decimals in the form that our own store gives them."""
        answer = self._ask(text, _ROWS, graphs, name=name)
        try:
            return results.parsed(answer.body)
        except ValueError as error:
            raise RemoteFailed(self.url, f"its answer is no whole SPARQL JSON ({error}); ask again") from error

    def _ask(self, text: str, media: str, graphs: Sequence[str], *, name: str | None = None) -> Answer:
        """Return a good answer of the media type asked for. ``name`` is given where the text is the user's own."""
        fields = [("query", text)]
        fields += [(key, graph) for key in ("default-graph-uri", "named-graph-uri") for graph in graphs]
        answer = exchange(
            self.url,
            method="POST",
            body=urllib.parse.urlencode(fields).encode(),
            headers={"Accept": media, "Content-Type": "application/x-www-form-urlencoded"},
            seconds=self.seconds,
            most=self.most,
        )
        if answer.status == 400 and name is not None:
            raise UnreadableInput(name, f"is refused by {self.url}: {answer.told()}")
        if answer.status != 200:
            raise RemoteFailed(self.url, f"it answered {answer.told()}")
        if answer.media != media:
            raise RemoteFailed(
                self.url,
                f"it answered with {printable(answer.media) or 'no media type'} instead of {media}; is it the address "
                "of a SPARQL endpoint, and not of its web page?",
            )
        return answer


def version() -> str:
    """Return the version of the vocabulary that this program reads."""
    predicate = "http://www.w3.org/2002/07/owl#versionInfo"
    found = (t.object for t in parse(folder("ontology") / "serm-bone.ttl") if t.predicate.value == predicate)
    return str(getattr(next(found), "value", ""))


def _text(name: str) -> str:
    return (folder("queries") / "remote" / f"{name}.rq").read_text(encoding="utf-8")
