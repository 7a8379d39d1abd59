"""What is asked: one graph with its names, its signed network and its compiled sections, nothing heavy until used."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kg.network.name_index import Item, Names
from kg.snapshot import Snapshot
from kg.unreviewed import refuse

if TYPE_CHECKING:
    import pyoxigraph

    from kg.network.signed_graph import Network
    from kg.network.support import Standing
    from kg.remote.endpoint import Endpoint
    from kg.remote.snapshot import RemoteSnapshot
    from kg.unreviewed.layer import Layer

Made = TypeVar("Made")


class KnowledgeGraph:
    """The packaged graph, with the user's overlays where these were given, or that of an endpoint: its data, and none
    of the verbs, which ``kg.api.Graph`` adds.
    """

    def __init__(
        self, data: Sequence[Path] = (), endpoint: Endpoint | None = None, *, drafts: Sequence[Path] = ()
    ) -> None:
        self._snapshot = Snapshot(data) if endpoint is None else _remote(endpoint)
        self.data, self.endpoint, self.drafts = tuple(data), endpoint, tuple(drafts)
        self._standings: dict[frozenset[str], Standing] = {}
        self._kept: dict[Hashable, Any] = {}

    def __repr__(self) -> str:
        counts = self.section("counts")
        told = ", ".join(f"{counts[what]} {what}" for what in ("assertions", "outcomes", "publications"))
        return f"{type(self).__name__}({told})"

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

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what ``make`` returns; it is called once for each ``key`` for as long as the graph is held."""
        if key not in self._kept:
            self._kept[key] = make()
        made: Made = self._kept[key]
        return made

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The Oxigraph store, read-only, with every curated and derived quad."""
        return self._snapshot.store()


def _remote(endpoint: Endpoint) -> RemoteSnapshot:
    from kg.remote.snapshot import RemoteSnapshot

    return RemoteSnapshot(endpoint)
