"""The property graph as KGX nodes and edges, in the terms of Biolink; outcomes of trials have no place there.

Node ids are identifiers of public vocabularies where there are any. A direction is said only where the relation has
one, a null is negated, and the original relation stands beside the predicate.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from kg.base.prefixes import table as prefix_table
from kg.errors import UnreadableInput
from kg.export import biolink
from kg.export.format import Request, Written
from kg.export.kgx_fields import Encoder, Fields
from kg.export.table import Cell, Row, Table
from kg.network.signed_graph import WALKED

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

CONTEXT = "context.jsonld"
FILES = "serm-bone_nodes.tsv, serm-bone_edges.tsv, serm-bone_nodes.jsonl, serm-bone_edges.jsonl"
HOW_TO_LOAD = """\
kgx transform --input-format tsv --output out.jsonl --output-format jsonl serm-bone_nodes.tsv serm-bone_edges.tsv
# In Python, as a stream, since KGX's own store keeps one edge of those that join the same two things alike:
from kgx.transformer import Transformer
edges = []
Transformer(stream=True).transform(
    {"filename": ["serm-bone_nodes.tsv", "serm-bone_edges.tsv"], "format": "tsv"},
    {"format": "null"},
    inspector=lambda kind, record: edges.append(record[-1]) if len(record) == 4 else None,
)"""
_BATCH = 4096
_OURS = "sermbone_"
_FIRST = "ent:toremifene"
_NODE = {"label": "name", "iri": "iri", "definition": "description", "synonyms": "synonym", "xrefs": "xref"}
_NODE_EXTRA = ("drug_class", "classes")
# Columns of an edge that Biolink can say: always, and only where the relation has a direction or the species is one.
_ALWAYS = ("id", "source", "target", "relation", "label", "iri", "tissue", "tissue_ids", "pmids", "publications")
_DIRECTED, _ONE = ("relation_kind", "sign"), ("species", "species_ids")
_LEVEL = ("category", "knowledge_level", "agent_type", "primary_knowledge_source")


class _Said(NamedTuple):
    """A relation in Biolink: predicate and the rest, each as (field of TSV, member of JSON)."""

    predicate: tuple[str, str]
    rest: tuple[str, str]
    tells_sign: bool


def evidence_codes(graph: KnowledgeGraph) -> Mapping[str, tuple[str, ...]]:
    """Return assertion IRI -> terms of the Evidence and Conclusion Ontology of what supports it, sorted."""
    return {
        iri: tuple(sorted({c for line in item["evidence"] if line["direction"] == "supports" for c in line["eco"]}))
        for iri, item in graph.section("assertions")["items"].items()
    }


def write_graph(request: Request, folder: Path, codes: Mapping[str, tuple[str, ...]], *, lenient: bool) -> Written:
    """Write the files; ``lenient`` adds columns with what Biolink has no slot for, and the assertions nobody verified.
    ``context.jsonld`` has the prefixes, for not all are in Biolink's own table.

    Raises ``UnreadableInput`` where two nodes have the same public identifier. Memory is that of a few thousand rows
    and of the nodes that have a public identifier.
    """
    graph = request.property_graph
    writer = _Writer(request, graph.nodes[0], codes, lenient)
    names = FILES.split(", ")
    with ExitStack() as stack:
        files = [stack.enter_context(open(folder / name, "w", encoding="utf-8", newline="\n")) for name in names]
        counts = [
            writer.nodes(graph.nodes[0], (files[0], files[2])),
            writer.edges(graph.edges[0], (files[1], files[3])),
        ]
    for table in (*graph.nodes[1:], *graph.edges[1:]):
        for batch in _batches(request.rows(table)):
            writer.lose(table, batch)
    prefixes = prefix_table()
    text = json.dumps({"@context": prefixes}, indent=1, sort_keys=True)
    (folder / CONTEXT).write_text(text + "\n", encoding="utf-8")
    return Written(
        rows={**dict(zip(names, counts * 2, strict=True)), CONTEXT: len(prefixes)},
        losses={what: count for what, count in writer.losses.items() if count},
        escaped=dict(writer.encoder.escaped),
        answers=writer.answers,
    )


class _Writer:
    """Writes nodes and edges in batches of columns, and counts what is lost and what escaped."""

    def __init__(self, request: Request, things: Table, codes: Mapping[str, tuple[str, ...]], lenient: bool) -> None:
        self.request, self.codes, self.lenient = request, codes, lenient
        self.public = _public(things)
        self.encoder, self.losses = Encoder(), Counter[str]()
        self.answers = dict.fromkeys(("edges", "toremifene", "derived", "unsupported"), 0)
        self._said: dict[Cell, _Said] = {}
        levels = {None: biolink.CURATED, True: biolink.DERIVED}
        self._levels = {derived: _level(*level) for derived, level in levels.items()}

    def nodes(self, table: Table, files: Sequence[TextIO]) -> int:
        """Write every node; return how many."""
        extra = _NODE_EXTRA if self.lenient else ()
        _head(files[0], ("id", *_NODE.values(), "category", "type", *(_OURS + name for name in extra)))
        count, categories = 0, biolink.categories()
        for batch in _batches(self.request.rows(table)):
            cells = _columns(table, batch)
            kinds = [labels[-1] if isinstance(labels, tuple) and labels else "Thing" for labels in cells["labels"]]
            made = [self._ids("id", cells["id"])]
            made += [self._column(table, name, new, cells[name]) for name, new in _NODE.items()]
            made.append(self.encoder.lists("category", [(categories.get(k, categories["Thing"]),) for k in kinds]))
            made.append(self.encoder.lists("type", [(f"sb:{k}",) for k in kinds]))
            made += [self._column(table, name, _OURS + name, cells[name]) for name in extra]
            _write(files, made)
            if not self.lenient:
                self.lose(table, batch, _NODE_EXTRA)
            count += len(batch)
        return count

    def edges(self, table: Table, files: Sequence[TextIO]) -> int:
        """Write every edge that is to be written; return how many."""
        names = [column.name for column in table.columns]
        left = [name for name in names if name not in {*_ALWAYS, *_DIRECTED, *_ONE}]
        extra = [*_DIRECTED, *_ONE, *left] if self.lenient else []
        _head(files[0], (
            "id", "subject", "predicate", "object", "name", *biolink.QUALIFIERS, "negated", "original_predicate",
            *_LEVEL, "anatomical_context_qualifier", "species_context_qualifier", "publications", "has_evidence",
            *(_OURS + name for name in extra),
        ))  # fmt: skip
        status, count = table.place("status"), 0
        for batch in _batches(self.request.rows(table)):
            kept = batch if self.lenient else [row for row in batch if row[status] in WALKED]
            if len(kept) < len(batch):
                self.lose(table, [row for row in batch if row[status] not in WALKED])
            if kept:
                cells = _columns(table, kept)
                self._count(cells)
                extras = [self._column(table, name, _OURS + name, cells[name]) for name in extra]
                _write(files, [*self._edge(cells), *extras])
                if not self.lenient:
                    self.lose(table, kept, left)
                    self._lose_partly(table.name, cells)
                count += len(kept)
        return count

    def _count(self, cells: Mapping[str, Sequence[Cell]]) -> None:
        self.answers["edges"] += len(cells["id"])
        self.answers["toremifene"] += cells["source"].count(_FIRST)
        self.answers["derived"] += len(cells["id"]) - cells["inferred_by"].count(None)
        self.answers["unsupported"] += cells["status"].count("unsupported")

    def _edge(self, cells: Mapping[str, Sequence[Cell]]) -> list[Fields]:
        said = [
            self._said.get(relation) or self._say(relation, kind)
            for relation, kind in zip(cells["relation"], cells["relation_kind"], strict=True)
        ]
        levels = [self._levels[None if rule is None else True] for rule in cells["inferred_by"]]
        species = [ids[0] if isinstance(ids, tuple) and len(ids) == 1 else None for ids in cells["species_ids"]]
        texts, lists = self.encoder.texts, self.encoder.lists
        return [
            self._ids("id", cells["id"]),
            self._ids("subject", cells["source"]),
            _parts(one.predicate for one in said),
            self._ids("object", cells["target"]),
            texts("name", [str(label) for label in cells["label"]]),
            _parts(one.rest for one in said),
            _parts(levels),
            lists("anatomical_context_qualifier", cells["tissue_ids"]),
            texts("species_context_qualifier", species),
            lists("publications", cells["publications"]),
            lists("has_evidence", [self.codes.get(str(iri), ()) for iri in cells["iri"]]),
        ]

    def _say(self, relation: Cell, kind: Cell) -> _Said:
        known = biolink.predicates().get(str(relation), biolink.Predicate("biolink:related_to", ("",) * 4))
        rest = dict(zip(biolink.QUALIFIERS, known.qualifiers, strict=True))
        null = kind == "null"
        members = "".join(_member(name, value) for name, value in rest.items() if value)
        members += ',"negated":true' if null else ""
        original = f"rel:{relation}"
        fields = "\t".join((*known.qualifiers, "True" if null else "", original))
        self._said[relation] = _Said(
            (known.predicate, _member("predicate", known.predicate)),
            (fields, members + _member("original_predicate", original)),
            null or known.directed,
        )
        return self._said[relation]

    def _lose_partly(self, table: str, cells: Mapping[str, Sequence[Cell]]) -> None:
        silent = [not self._said[relation].tells_sign for relation in cells["relation"]]
        several = [isinstance(ids, tuple) and len(ids) > 1 for ids in cells["species_ids"]]
        for names, lost in ((_DIRECTED, silent), (_ONE, several)):
            if any(lost):
                for name in names:
                    self.losses[f"{table}.{name}"] += sum(
                        gone and cell is not None for gone, cell in zip(lost, cells[name], strict=True)
                    )

    def lose(self, table: Table, rows: Sequence[Row], names: Iterable[str] | None = None) -> None:
        """Count the cells of ``rows`` in the columns ``names``, or in all, as not carried."""
        cells = _columns(table, rows)
        for name in cells if names is None else names:
            column = cells[name]
            self.losses[f"{table.name}.{name}"] += len(column) - column.count(None) - column.count(())

    def _ids(self, name: str, ids: Sequence[Cell]) -> Fields:
        public = self.public
        return self.encoder.texts(name, [public.get(own, own) for own in map(str, ids)])

    def _column(self, table: Table, name: str, new: str, cells: Sequence[Cell]) -> Fields:
        return self.encoder.column(new, table.columns[table.place(name)].kind, cells)


def _public(table: Table) -> dict[str, str]:
    """Own id -> public identifier of each node that has one; refuses what would make one node of two."""
    own, public = table.place("id"), table.place("curie")
    renamed = {str(row[own]): str(row[public]) for row in table.rows() if row[public] is not None}
    taken = Counter(renamed.values())
    taken.update(str(row[own]) for row in table.rows() if row[public] is None and row[own] in taken)
    twice = next((identifier for identifier, count in taken.items() if count > 1), None)
    if twice is not None:
        named = ", ".join(sorted(node for node, identifier in renamed.items() if identifier == twice))
        raise UnreadableInput("ontology", f"{twice} would be the id of two nodes ({named}); let only one have it")
    return renamed


def _level(knowledge: str, agent: str) -> tuple[str, str]:
    values = (biolink.ASSOCIATION, knowledge, agent, biolink.SOURCE)
    members = [f',"category":[{encode_basestring(biolink.ASSOCIATION)}]']
    members += [_member(name, value) for name, value in zip(_LEVEL[1:], values[1:], strict=True)]
    return "\t".join(values), "".join(members)


def _member(name: str, value: str) -> str:
    return f',"{name}":{encode_basestring(value)}'


def _parts(pairs: Iterable[tuple[str, str]]) -> Fields:
    fields, members = zip(*pairs, strict=True)
    return fields, members


def _columns(table: Table, rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
    return dict(zip((column.name for column in table.columns), zip(*rows, strict=True), strict=True))


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _head(file: TextIO, names: Iterable[str]) -> None:
    file.write("\t".join(names) + "\n")


def _write(files: Sequence[TextIO], made: Sequence[Fields]) -> None:
    """Write lines of TSV to the first file and JSON objects to the second; the first member loses its comma."""
    files[0].write("\n".join(map("\t".join, zip(*(fields for fields, _ in made), strict=True))) + "\n")
    joined = map("".join, zip(*(members for _, members in made), strict=True))
    files[1].write("".join([f"{{{line[1:]}}}\n" for line in joined]))
