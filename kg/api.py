"""The graph as Python meets it: every verb a method of one object, and ``load``, which returns it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.base.records import Record, Rows
from kg.errors import BadParameter
from kg.session import KnowledgeGraph
from kg.unreviewed import drafts

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.remote.endpoint import Endpoint


class Graph(KnowledgeGraph):
    """The packaged graph, with the user's overlays where these were given to ``kg.load``, or that of an endpoint."""

    def explain(
        self,
        source: str,
        target: str,
        *,
        anatomy: str | None = None,
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        max_steps: int = 8,
        without: Sequence[str] = (),
    ) -> Record:
        """Return the routes from ``source`` to ``target`` with signs, grades, evidence, what speaks against and what
        is not known.

        ``anatomy``, ``population``, ``milieu`` and ``species`` are names; no route is longer than ``max_steps``;
        ``without`` names studies, publications, assertions or things to leave out.
        """
        from kg.answers.explain import explain

        answer = explain(
            self,
            source,
            target,
            anatomy=anatomy,
            population=population,
            milieu=milieu,
            species=species,
            max_steps=max_steps,
            without=without,
        )
        return Record(answer)

    def outcomes(
        self,
        *,
        drug: str | None = None,
        endpoint: str | None = None,
        population: str | None = None,
        study: str | None = None,
        statistic: str | None = None,
        comparator: str | None = None,
        pooled: bool = False,
    ) -> Rows:
        """Return the trial outcomes that pass every filter given; those of several drugs in one arm with ``pooled``."""
        from kg.answers.outcomes import outcomes

        found = outcomes(
            self,
            drug=drug,
            endpoint=endpoint,
            population=population,
            study=study,
            statistic=statistic,
            comparator=comparator,
            pooled=pooled,
        )
        return Rows(found)

    def concordance(
        self,
        *,
        drug: str | None = None,
        endpoint: str | None = None,
        anatomy: str | None = None,
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        max_steps: int = 8,
        without: Sequence[str] = (),
    ) -> Record:
        """Return every usable outcome with what the mechanism predicts, what was observed, and the verdict.

        ``drug``, ``endpoint``, ``population``, ``milieu`` and ``species`` narrow the outcomes, ``anatomy`` the routes;
        ``without`` names what is left out.
        """
        from kg.answers.concordance import concordance

        answer = concordance(
            self,
            drug=drug,
            endpoint=endpoint,
            anatomy=anatomy,
            population=population,
            milieu=milieu,
            species=species,
            max_steps=max_steps,
            without=without,
        )
        return Record(answer)

    def robust(
        self,
        source: str,
        target: str,
        *,
        anatomy: str | None = None,
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        max_steps: int = 8,
        without: Sequence[str] = (),
    ) -> Record:
        """Return which publications and studies carry the conclusion of ``explain`` with the same arguments."""
        from kg.answers.robust import robust

        answer = robust(
            self,
            source,
            target,
            anatomy=anatomy,
            population=population,
            milieu=milieu,
            species=species,
            max_steps=max_steps,
            without=without,
        )
        return Record(answer)

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

    def compare(
        self,
        *drugs: str,
        anatomy: str | Sequence[str],
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        max_steps: int = 8,
    ) -> Record:
        """Return how drugs act through the estrogen receptor, tissue by tissue, and the trials that compare them.

        ``anatomy``: one tissue, several with commas between, or a list; the rest as for ``explain``.
        """
        from kg.answers.compare import compare

        answer = compare(
            self, drugs, anatomy, population=population, milieu=milieu, species=species, max_steps=max_steps
        )
        return Record(answer)

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
        self,
        source: str,
        target: str,
        *,
        engine: str = "search",
        anatomy: str | None = None,
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        max_steps: int = 8,
        without: Sequence[str] = (),
    ) -> Iterator[Record]:
        """Yield the signed routes, best first; ``engine="networkx"`` walks the same routes with networkx."""
        from kg.answers.explain import paths

        found = paths(
            self,
            source,
            target,
            engine=engine,
            anatomy=anatomy,
            population=population,
            milieu=milieu,
            species=species,
            max_steps=max_steps,
            without=without,
        )
        return (Record(route) for route in found)

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
