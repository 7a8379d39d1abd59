"""What a store states, subject by subject: what the sections of the snapshot are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.base.namespaces import GR, OBO, RDF_TYPE, RDFS_LABEL, RDFS_SUBCLASS, SB
from kg.base.prefixes import compress

INFERRED_TYPE = "inferred:type"  # a key of the snapshot: what a reasoner adds does not change what kind of thing it is
_INFERRED = ox.NamedNode(GR + "inferred")
_TYPE, _SUBCLASS = ox.NamedNode(RDF_TYPE), ox.NamedNode(RDFS_SUBCLASS)
_KEPT = 20_000
"""Subjects that are kept: all of the packaged graph, and enough for those that one entry of a section looks at."""


class Facts:
    """Subject -> predicate -> values, IRIs and literals alike as text.

    Values are sorted, so that answers are stable. A subject is looked up in the store when it is asked about, and kept
    for a while: a large graph does not fit into memory as Python sees it.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._facts: dict[str, Mapping[str, list[str]]] = {}
        self._depth: dict[str, int] = {}

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Facts:
        """Return the facts that ``quads`` state."""
        store = ox.Store()
        store.bulk_extend(quads)
        return cls(store)

    def subjects(self, class_name: str) -> list[str]:
        """Return the IRIs typed ``sb:<class_name>`` or a subclass of it, sorted."""
        typed: set[str] = set()
        for name in self.subclasses(SB + class_name):
            for quad in self._store.quads_for_pattern(None, _TYPE, ox.NamedNode(name), None):
                if isinstance(quad.subject, ox.NamedNode) and quad.graph_name != _INFERRED:
                    typed.add(quad.subject.value)
        return sorted(typed)

    def having(self, predicate: str, value: str) -> set[str]:
        """Return the IRIs of which ``predicate`` has the ``value``, both names of ours."""
        found = self._store.quads_for_pattern(None, ox.NamedNode(SB + predicate), ox.NamedNode(SB + value), None)
        return {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}

    def linking(self, predicate: str, iri: str) -> list[str]:
        """Return the IRIs of which ``predicate``, a name of ours, has the value ``iri``, sorted."""
        found = self._store.quads_for_pattern(None, ox.NamedNode(SB + predicate), ox.NamedNode(iri), None)
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)})

    def subclasses(self, class_iri: str) -> set[str]:
        """Return ``class_iri`` and every named class below it."""
        found, todo = {class_iri}, [class_iri]
        while todo:
            quads = self._store.quads_for_pattern(None, _SUBCLASS, ox.NamedNode(todo.pop()), None)
            below = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)} - found
            found |= below
            todo += below
        return found

    def _said(self, subject: str) -> Mapping[str, list[str]]:
        if subject not in self._facts:
            if len(self._facts) >= _KEPT:
                self._facts.clear()
            self._facts[subject] = self._read(subject)
        return self._facts[subject]

    def _read(self, subject: str) -> Mapping[str, list[str]]:
        gathered: dict[str, set[str]] = {}
        try:
            node = ox.NamedNode(subject)
        except ValueError:  # a text, of which nothing is stated
            return {}
        for quad in self._store.quads_for_pattern(node, None, None, None):
            if not isinstance(quad.object, ox.BlankNode | ox.Triple):
                predicate = INFERRED_TYPE if quad.graph_name == _INFERRED else quad.predicate.value
                gathered.setdefault(predicate, set()).add(quad.object.value)
        return {predicate: sorted(values) for predicate, values in gathered.items()}

    def many(self, subject: str, predicate: str) -> list[str]:
        """Return the values of ``predicate`` (a name of ours, or a whole IRI), sorted; empty where there are none."""
        return self._said(subject).get(predicate if ":" in predicate else SB + predicate, [])

    def one(self, subject: str, predicate: str) -> str | None:
        """Return the single value of ``predicate``; the first in sorted order where there are more; None where none."""
        values = self.many(subject, predicate)
        return values[0] if values else None

    def name(self, subject: str, predicate: str) -> str | None:
        """Return the local name of a code value, e.g. ``supports`` for ``sb:supports``."""
        value = self.one(subject, predicate)
        return local(value) if value is not None else None

    def label(self, subject: str) -> str:
        """Return the label; the CURIE where nobody gave one."""
        return self.one(subject, RDFS_LABEL) or compress(subject)

    def kind(self, subject: str) -> str:
        """Return the local name of the most specific of our classes; ``Thing`` for an IRI that is not described."""
        types = [t for t in self.many(subject, RDF_TYPE) if t.startswith(SB)]
        return local(max(types, key=lambda t: (self._class_depth(t), t))) if types else "Thing"

    def ref(self, subject: str) -> dict[str, str]:
        """Return the short form that answers use for an entity."""
        public = self.one(subject, "curie")
        return {
            "id": public or compress(subject),
            "iri": subject,
            "label": self.label(subject),
            "kind": self.kind(subject),
        }

    def closure(self, subject: str, predicate: str) -> list[str]:
        """Return what is reached by one or more ``predicate`` steps, nearest first."""
        found: list[str] = []
        todo = list(self.many(subject, predicate))
        while todo:
            reached = todo.pop(0)
            if reached not in found and reached != subject:
                found.append(reached)
                todo += self.many(reached, predicate)
        return found

    def _class_depth(self, class_iri: str) -> int:
        if class_iri not in self._depth:
            parents = [p for p in self.many(class_iri, RDFS_SUBCLASS) if p.startswith((SB, OBO))]
            self._depth[class_iri] = 1 + max((self._class_depth(p) for p in parents), default=0)
        return self._depth[class_iri]


def local(iri: str) -> str:
    """Return what follows the last ``/`` or ``#``."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]
