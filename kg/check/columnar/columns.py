"""Columns: the subjects and values of one property, read from the store in one go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache, cached_property

import pyoxigraph as ox

from kg.base.namespaces import RDFS_SUBCLASS
from kg.base.resources import folder
from kg.check.columnar.lexical_forms import key_of, normal
from kg.check.columnar.pairs import Relation

_KEPT = 6  # columns held at a time; constraints are sorted by path, so that few are read twice


class Columns:
    """The columns of a store, over the union of its graphs. A few are kept, so that memory does not grow with them."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Relation] = OrderedDict()
        self._members: dict[str, set[str]] = {}

    def column(self, predicate: str) -> Relation:
        """Return the relation of a property, given by its key."""
        return self._kept_or_read(predicate, lambda: self._relation("column", "?property", predicate))

    def counted(self, predicate: str) -> Relation:
        """Return a relation with the same number of values for each subject, whatever the values: quicker to read."""
        if predicate in self._kept:
            return self.column(predicate)
        found = self._kept_or_read(f"{predicate} counted", lambda: self._counted(predicate))
        return found if found.single else self.column(predicate)

    def _counted(self, predicate: str) -> Relation:
        subjects = self._table("subjects", "?property", predicate).split("\n")[:-1]
        return Relation(subjects, subjects)

    def about(self, node: str) -> Relation:
        """Return property -> value of one IRI or blank node, given by its key; nothing of a literal."""
        if node[0] == "<":
            return self._relation("about", "?subject", node)
        quads = self._store.quads_for_pattern(ox.BlankNode(node[2:]), None, None) if node[0] == "_" else ()
        return Relation.of((str(quad.predicate), key_of(quad.object)) for quad in quads)

    def below(self, kind: str) -> set[str]:
        """Return a class and every class below it, as the data says."""
        found, todo = {kind}, [kind]
        while todo:
            fresh = self._narrower.get(todo.pop(), set()) - found
            found |= fresh
            todo += fresh
        return found

    def instances(self, kind: str) -> set[str]:
        """Return the instances of a class and of the classes below it."""
        return set().union(*map(self._own, self.below(kind)))

    def _own(self, kind: str) -> set[str]:
        if kind not in self._members:
            self._members[kind] = (
                set(self._table("members", "?class", kind).split("\n")[:-1]) if kind[0] == "<" else set()
            )
        return self._members[kind]

    @cached_property
    def _narrower(self) -> dict[str, set[str]]:
        return self.column(f"<{RDFS_SUBCLASS}>").turned().by_subject()

    def _kept_or_read(self, name: str, read: Callable[[], Relation]) -> Relation:
        if name not in self._kept:
            self._kept[name] = read()
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return self._kept[name]

    def _table(self, query: str, place: str, key: str) -> str:
        """Return the rows that a query gives with ``key`` in its place, as TSV without the head."""
        solutions = self._store.query(_text(query).replace(place, key), use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        table = (solutions.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode()
        return table[table.index("\n") + 1 :]

    def _relation(self, query: str, place: str, key: str) -> Relation:
        cells = self._table(query, place, key).replace("\n", "\t").split("\t")
        return _normalised(cells[0:-1:2], cells[1::2])


@cache
def _text(query: str) -> str:
    return (folder("queries") / "check" / f"{query}.rq").read_text(encoding="utf-8")


def _normalised(subjects: list[str], values: list[str]) -> Relation:
    """Return the relation, values under their keys and each pair once; statements about statements are left out."""
    odd = {value for value in set(values) if value[-1] != '"' and (value[0] not in "<_" or value[1] == "<")}
    keys = {value: normal(value) for value in odd if not value.startswith("<<")}
    if any(key != value for value, key in keys.items()):
        values = [keys.get(value, value) for value in values]
    if len(keys) < len(odd):
        return Relation.of(pair for pair in zip(subjects, values, strict=True) if not pair[1].startswith("<<"))
    found = Relation(subjects, values)
    return found if found.single else Relation.of(found)
