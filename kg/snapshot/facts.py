"""All statements of a store, grouped by subject: what the sections of the snapshot are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.names import BASE, GR, OBO, RDF_TYPE, RDFS_LABEL, RDFS_SUBCLASS, SB
from kg.prefixes import compress

INFERRED_TYPE = "inferred:type"  # a key of the snapshot: what a reasoner adds does not change what kind of thing it is
_INFERRED = ox.NamedNode(GR + "inferred")


class Facts:
    """Subject -> predicate -> values, IRIs and literals alike as text.

    Values are sorted, so that answers are stable.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        gathered: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, (ox.BlankNode, ox.Triple)):
                predicate = INFERRED_TYPE if quad.graph_name == _INFERRED else quad.predicate.value
                gathered[quad.subject.value][predicate].add(quad.object.value)
        self._facts = {s: {p: sorted(values) for p, values in by.items()} for s, by in gathered.items()}
        self._depth: dict[str, int] = {}

    def subjects(self, class_name: str) -> list[str]:
        """Return the IRIs typed ``sb:<class_name>`` or a subclass of it, sorted."""
        wanted = self.subclasses(SB + class_name)
        return sorted(s for s, by in self._facts.items() if wanted.intersection(by.get(RDF_TYPE, ())))

    def subclasses(self, class_iri: str) -> set[str]:
        """Return ``class_iri`` and every named class below it."""
        found, todo = {class_iri}, [class_iri]
        while todo:
            parent = todo.pop()
            below = {s for s, by in self._facts.items() if parent in by.get(RDFS_SUBCLASS, ())} - found
            found |= below
            todo += below
        return found

    def many(self, subject: str, predicate: str) -> list[str]:
        """Return the values of ``predicate`` (a name of ours, or a whole IRI), sorted; empty where there are none."""
        return self._facts.get(subject, {}).get(predicate if ":" in predicate else SB + predicate, [])

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

    def described(self) -> list[str]:
        """Return every subject IRI in our own namespaces, sorted."""
        return sorted(s for s in self._facts if s.startswith(BASE))

    def _class_depth(self, class_iri: str) -> int:
        if class_iri not in self._depth:
            parents = [p for p in self.many(class_iri, RDFS_SUBCLASS) if p.startswith((SB, OBO))]
            self._depth[class_iri] = 1 + max((self._class_depth(p) for p in parents), default=0)
        return self._depth[class_iri]


def local(iri: str) -> str:
    """Return what follows the last ``/`` or ``#``."""
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]
