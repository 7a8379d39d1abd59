"""A remote graph compiled in memory: read graph by graph on first need, by the same code that compiles our own.

Catalogued queries run at the endpoint itself. Nothing is kept on disk, so that nothing can be stale.
"""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import WrongUse
from kg.snapshot.cache import digest, shard
from kg.snapshot.lazy_map import decoded, encoded

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.remote.endpoint import Endpoint

_ASK = "ask-"


class RemoteSnapshot:
    """What ``kg.snapshot.Snapshot`` offers, for the graph of an endpoint; opening it asks what the endpoint holds."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._sections: dict[str, Any] = {}
        _ = endpoint.graphs

    def section(self, name: str) -> Any:
        """Return section ``name`` as plain JSON values; the first that is no query reads the whole graph."""
        if name not in self._sections:
            if name.startswith(_ASK):
                from kg.rdf.catalogue import question

                self._sections[name] = self._endpoint.rows(question(name.removeprefix(_ASK)).text)
            else:
                self._sections[name] = decoded(name, b"".join(encoded(name, self._contents[name])))
        return self._sections[name]

    def shard(self, section: str, iri: str) -> Any:
        """Return the part of a section that is about one thing; None where it holds nothing of it."""
        name = shard(section, iri)
        return self.section(name) if name in self._contents else None

    def store(self) -> ox.Store:
        """Return a store in memory with every quad of the endpoint's graphs."""
        return self._store

    @cached_property
    def key(self) -> str:
        """The digest of every quad without a blank node; those with one belong to axioms of the vocabulary."""
        lines = sorted(line for line in map(str, self._store) if "_:" not in line)
        return digest("\n".join(lines).encode())

    @property
    def folder(self) -> Path:
        """There is none: always raises ``WrongUse``."""
        raise WrongUse(f"the graph of {self._endpoint.url} has no folder here; export it, or load the packaged graph")

    @cached_property
    def _contents(self) -> dict[str, Any]:
        from kg.snapshot.compile import contents

        return contents(self._store)

    @cached_property
    def _store(self) -> ox.Store:
        import pyoxigraph as ox

        graphs = self._endpoint.graphs
        print(f"reading {sum(graphs.values())} triples from {self._endpoint.url} …", file=sys.stderr)
        store = ox.Store()
        for name in graphs:
            graph = ox.NamedNode(name)
            store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in self._endpoint.triples(name))
        return store
