"""The graph as Python meets it: one object, every verb a method, nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.records import Record, Rows
from kg.errors import BadParameter
from kg.network.name_index import Item, Names
from kg.snapshot import Snapshot
from kg.unreviewed import drafts, refuse

if TYPE_CHECKING:
    import networkx
    import pyoxigraph
    import rdflib

    from kg.answers.predictor import Predictor
    from kg.network.signed_graph import Network
    from kg.network.support import Standing
    from kg.remote.endpoint import Endpoint
    from kg.remote.snapshot import RemoteSnapshot
    from kg.unreviewed.layer import Layer


class Graph:
    """The packaged graph, with the user's overlays where these were given to ``kg.load``, or that of an endpoint."""

    def __init__(
        self, data: Sequence[Path] = (), endpoint: Endpoint | None = None, *, drafts: Sequence[Path] = ()
    ) -> None:
        self._snapshot = Snapshot(data) if endpoint is None else _remote(endpoint)
        self.data, self.endpoint, self.drafts = tuple(data), endpoint, tuple(drafts)
        self._standings: dict[frozenset[str], Standing] = {}
        self._predictors: dict[tuple[int, str | None, frozenset[str]], Predictor] = {}

    def __repr__(self) -> str:
        counts = self.section("counts")
        told = ", ".join(f"{counts[what]} {what}" for what in ("assertions", "outcomes", "publications"))
        return f"Graph({told})"

    def section(self, name: str) -> Any:
        """Return a section of the compiled snapshot, as plain JSON values; the shape is internal."""
        return self._snapshot.section(name)

    def shard(self, section: str, iri: str) -> Any:
        """Return the part of a section that is about one thing; None where it holds nothing of it."""
        return self._snapshot.shard(section, iri)

    @property
    def data_version(self) -> str:
        """The digest of the sources and rules that this graph was compiled from; for an endpoint, of its triples."""
        return self._snapshot.key

    @property
    def snapshot_folder(self) -> Path:
        """Where the compiled snapshot lies; a cache, never to be edited. Raises ``WrongUse`` for an endpoint."""
        return self._snapshot.folder

    @cached_property
    def names(self) -> Names:
        """The name index."""

        def records() -> tuple[Mapping[str, Item], Mapping[str, Any]]:
            return self.section("records")["items"], self.section("record-names")

        return Names(self.section("entities"), self.section("names"), records, self._beyond if self.drafts else None)

    @cached_property
    def layer(self) -> Layer | None:
        """The unreviewed edges of the files that were laid over the graph; None where there are none."""
        if not self.drafts:
            return None
        from kg.network.encoding import numbered
        from kg.unreviewed.opening import open_layer

        return open_layer(self.drafts, numbered(self.network), self.names.identifiers(), self.data_version)

    def reviewed(self, done: str) -> None:
        """Raise ``BadParameter`` where unreviewed edges are laid over the graph: these are not ``done``."""
        refuse(self.drafts, done)

    def _beyond(self, name: str) -> Item | None:
        return self.layer.item(name) if self.layer is not None else None

    @cached_property
    def network(self) -> Network:
        """The signed graph that routes are walked on."""
        from kg.network.signed_graph import Network

        assertions, walked, scanned = (self.section(name) for name in ("assertions", "walked", "scanned"))
        return Network(assertions, self.names, walked, scanned, self.section("superseded"))

    def assertion(self, iri: str) -> Item:
        """Return what the snapshot knows of an assertion, a superseded one included; raises ``KeyError`` otherwise."""
        items: dict[str, Item] = self.section("assertions")["items"]
        spares: dict[str, Item] = {} if iri in items else self.section("superseded")
        return items[iri] if iri in items else spares[iri]

    def standing(self, withdrawn: frozenset[str] = frozenset()) -> Standing:
        """Return what stands without the studies and publications ``withdrawn``; what a drug's own evidence superseded
        takes part once that evidence is gone.
        """
        from kg.network.support import Standing

        if withdrawn not in self._standings:
            whole = self.standing() if withdrawn else None
            self._standings[withdrawn] = Standing(self.network, withdrawn, whole)
        return self._standings[withdrawn]

    def predictor(
        self, max_steps: int = 8, anatomy: str | None = None, without: frozenset[str] = frozenset()
    ) -> Predictor:
        """Return what predicts outcomes under these limits; it keeps its answers for as long as the graph is held."""
        from kg.answers.predictor import Predictor

        key = (max_steps, anatomy, without)
        if key not in self._predictors:
            self._predictors[key] = Predictor(self, *key)
        return self._predictors[key]

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The Oxigraph store, read-only, with every curated and derived quad."""
        return self._snapshot.store()

    def explain(self, source: str, target: str, **context: Any) -> Record:
        """Return the routes from ``source`` to ``target`` with signs, grades, evidence, what speaks against and what
        is not known.

        ``context``: ``anatomy``, ``population``, ``milieu``, ``species`` names, ``max_steps`` (default 8), and
        ``without``, names of studies, publications, assertions or things to leave out.
        """
        from kg.answers.explain import explain

        return Record(explain(self, source, target, **context))

    def outcomes(self, **filters: Any) -> Rows:
        """Return trial outcomes; filters: ``drug endpoint population study statistic comparator pooled``."""
        from kg.answers.outcomes import outcomes

        return Rows(outcomes(self, **filters))

    def concordance(self, **where: Any) -> Record:
        """Return every usable outcome with what the mechanism predicts, what was observed, and the verdict.

        ``where``: ``drug endpoint population milieu species`` narrow the outcomes, ``anatomy`` the routes;
        ``max_steps``; ``without`` names what is left out.
        """
        from kg.answers.concordance import concordance

        return Record(concordance(self, **where))

    def robust(self, source: str, target: str, **context: Any) -> Record:
        """Return which publications and studies carry the conclusion of ``explain`` with the same arguments."""
        from kg.answers.robust import robust

        return Record(robust(self, source, target, **context))

    def evidence(self, subject: str, object: str | None = None) -> Rows:
        """Return every evidence line of one assertion, or of all assertions from ``subject`` to ``object``."""
        from kg.answers.evidence import evidence

        return Rows(evidence(self, subject, object))

    def conflicts(self, name: str | None = None) -> Rows:
        """Return controversies and opposed assertions, with the dimensions in which the two sides differ."""
        from kg.answers.conflicts import conflicts

        return Rows(conflicts(self, name))

    def gaps(self, name: str | None = None) -> Rows:
        """Return what the graph does not know: steps never measured with a drug, blank cells, unread citations."""
        from kg.answers.gaps import gaps

        return Rows(gaps(self, name))

    def conclusions(self) -> Rows:
        """Return what the graph concludes, one stable row each; ``kg.diff`` compares them between two versions."""
        from kg.answers.conclusions import conclusions

        return Rows(conclusions(self))

    def audit(self, document: str | None = None) -> Rows:
        """Return every claim, cell, citation and step of a source document with its verdict."""
        from kg.answers.audit import audit

        return Rows(audit(self, document))

    def compare(self, *drugs: str, anatomy: str | Sequence[str], **context: Any) -> Record:
        """Return how drugs act through the estrogen receptor, tissue by tissue, and the trials that compare them.

        ``anatomy``: one tissue, several with commas between, or a list; ``context`` as for ``explain``.
        """
        from kg.answers.compare import compare

        return Record(compare(self, drugs, anatomy, **context))

    def protocol(self, name: str) -> Record:
        """Return a laboratory or clinical protocol as ordered steps."""
        from kg.answers.protocol import protocol

        return Record(protocol(self, name))

    def entity(self, name: str) -> Record:
        """Return the card of an entity, assertion, study or publication."""
        from kg.answers.show import show

        return Record(show(self, name))

    def find(self, text: str) -> Rows:
        """Return what has ``text`` in its label, synonyms or identifiers, best match first."""
        from kg.answers.show import find

        return Rows(find(self, text))

    def neighbours(self, name: str) -> Rows:
        """Return the assertions that begin or end at an entity."""
        from kg.answers.assertions import neighbours

        return Rows(neighbours(self, name))

    def assertions(self, subject: str | None = None, object: str | None = None, relation: str | None = None) -> Rows:
        """Return the assertions that match; an argument left out matches all."""
        from kg.answers.assertions import assertions

        return Rows(assertions(self, subject, object, relation))

    def pathway(self, name: str) -> networkx.MultiDiGraph[str]:
        """Return a named set of assertions, such as ``RANKL/OPG``, as a graph keyed by assertion."""
        from kg.interop.networkx import pathway

        return pathway(self, name)

    def paths(
        self, source: str, target: str, *, engine: str = "search", max_steps: int = 8, **context: Any
    ) -> Iterator[Record]:
        """Yield the signed routes, best first; ``engine="networkx"`` walks the same routes with networkx."""
        from kg.answers.explain import paths

        return (Record(route) for route in paths(self, source, target, engine=engine, max_steps=max_steps, **context))

    def ask(self, question: str, **parameters: str) -> Rows:
        """Return the rows of a catalogued query, its parameters bound by name."""
        from kg.answers.ask import ask

        return ask(self, question, parameters)

    def query(self, text: str) -> Any:
        """Return what raw SPARQL 1.1 answers: ``Rows`` for SELECT, a bool for ASK, N-Triples text for CONSTRUCT."""
        from kg.answers.ask import query

        return query(self, text)

    def cite(self, what: str | None = None, *, style: str = "bibtex") -> str:
        """Return citations of the software, or of the works behind a named thing, as BibTeX, RIS or CSL JSON."""
        from kg.answers.cite import cite

        return cite(self, what, style=style)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """Return a ``MultiDiGraph``, one edge an assertion, keyed by its IRI."""
        from kg.interop.networkx import to_networkx

        return to_networkx(self)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return an ``rdflib.Dataset`` with union default graph that holds every quad."""
        from kg.interop.rdflib import to_rdflib

        return to_rdflib(self)

    def export(self, format: str, folder: str, *, view: str | None = None, raw: bool = False) -> Record:
        """Write one format to ``folder``; return the manifest.

        ``view``: ``convenient`` or ``lossless``, for formats of a property graph; ``raw`` leaves cells of tables for
        spreadsheets as they are.
        """
        from kg.export import write

        return Record(write(self, format, Path(folder), view=view, raw=raw))

    def push(self, url: str, *, format: str = "nquads") -> dict[str, int]:
        """Put every named graph into the graph store at ``url``; return graph IRI -> number of triples.

        ``format`` is how they travel: ``nquads``, ``trig`` or ``jsonld``, or ``turtle`` for all merged in the default
        graph. Each graph is replaced whole or not at all; raises ``PartlyWritten`` where one is not taken.
        """
        from kg.export.graph_store import push

        return push(self, format, url)

    def figure(self, name: str, *arguments: str, **options: Any) -> str:
        """Return a figure as SVG text."""
        from kg.figures import figure

        return figure(self, name, *arguments, **options)


def load(data: Sequence[str | Path] = (), *, endpoint: str | Endpoint | None = None) -> Graph:
    """Return the packaged graph with ``data`` laid over it for this object: files or folders of Turtle, and files of
    unreviewed edges (KGX, SIGNOR, SIF or plain signed lists, by the ends of their names).

    With ``endpoint``, the address of a SPARQL 1.1 endpoint that holds the graph, every answer is made from what is
    there: ``ask`` and ``query`` are sent to it, everything else is read from it once, on first need, and compiled here.
    Raises ``UnreadableInput`` where a file is missing, blank or malformed, ``RemoteFailed`` where the endpoint does not
    answer or holds something else.
    """
    if endpoint is None:
        paths = [Path(path) for path in data]
        unread = drafts(paths)
        if unread:
            from kg.unreviewed.opening import readers

            readers(unread)  # one that is missing, or of another form, is said by every verb
        return Graph([path for path in paths if path not in unread], drafts=unread)
    if data:
        raise BadParameter(
            "own data is laid over the packaged graph only; load it into the endpoint, or ask without it"
        )
    from kg.remote.endpoint import Endpoint

    return Graph(endpoint=Endpoint(endpoint) if isinstance(endpoint, str) else endpoint)


def _remote(endpoint: Endpoint) -> RemoteSnapshot:
    from kg.remote.snapshot import RemoteSnapshot

    return RemoteSnapshot(endpoint)
