"""The first questions that every README gives, in the language of the program, with the counts they must return.

Their texts are the files of ``queries/questions/<family>``; a family is a language and what it is asked of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.base.namespaces import ENT
from kg.base.prefixes import compress
from kg.base.resources import folder
from kg.export import convenient, lossless

if TYPE_CHECKING:
    from kg.export.format import Format, Request, Written

_DRUG = ENT + "toremifene"
_LOSSLESS = f"-{lossless.NAME}"
LANGUAGES = {
    "cypher": "Cypher",
    "cytoscapejs": "JavaScript, of Cytoscape.js",
    "drugmechdb": "Python",
    "graphology": "JavaScript, of graphology",
    "graphson": "Gremlin",
    "igraph": "Python, of igraph",
    "kgx": "Python, of KGX",
    "kgx-lenient": "Python, of KGX",
    "ladybug": "Cypher",
    "nanopub": "SPARQL over all graphs as one",
    "ndex2": "Python, of ndex2",
    "obograph": "Python, of obographs",
    "ontology": "SPARQL",
    "pykeen": "Python, of NumPy",
    "ro-crate": "Python, of rocrate",
    "sif": "Python, of pandas",
    "sparql": "SPARQL over all graphs as one",
    "sql": "SQL",
    "sssom": "Python, of sssom",
}
"""Family -> the language of its texts, in words."""

_WORDS: Mapping[str, Mapping[str, str]] = {
    convenient.NAME: {
        "assertions": "How many assertions are there?",
        "acts-on": "How many assertions that its evidence supports begin at toremifene?",
        "outcomes": "How many outcomes of trials were measured with toremifene?",
    },
    lossless.NAME: {
        "statements": "How many statements join two nodes?",
        "literals": "How many literals are there?",
        "subject-of": "How many assertions have toremifene as their subject?",
    },
    "drugmechdb": {
        "paths": "How many paths are there?",
        "links": "How many steps do they have together?",
        "toremifene": "How many paths begin at toremifene?",
    },
    "kgx": {
        "edges": "How many edges are there?",
        "toremifene": "How many edges begin at toremifene?",
        "derived": "How many edges did a rule derive?",
    },
    "kgx-lenient": {
        "edges": "How many edges are there?",
        "toremifene": "How many edges begin at toremifene?",
        "unsupported": "How many edges does no source that was read support?",
    },
    "nanopub": {
        "nanopublications": "How many nanopublications are there?",
        "toremifene": "How many assert something of toremifene?",
        "works": "How many works do they rest on?",
    },
    "obograph": {
        "terms": "How many terms are there?",
        "classes": "How many of them are classes?",
        "drugs": "How many are drugs?",
    },
    "ontology": {
        "classes": "How many classes are there?",
        "relations": "How many relations between things are there?",
        "drugs": "How many drugs are there?",
    },
    "pykeen": {
        "train": "How many triples are there to learn from?",
        "held-out": "How many are held out, for validation and test?",
        "toremifene": "How many triples, in any part, begin at toremifene?",
    },
    "ro-crate": {
        "files": "How many files does the crate describe?",
        "folders": "How many formats have a folder in it?",
        "tables": "How many of the files are tables in CSV?",
    },
    "sif": {
        "assertions": "How many assertions are there?",
        "acts-on": "How many assertions that its evidence supports begin at toremifene?",
        "signed": "How many assertions have a sign?",
    },
    "sssom": {
        "mappings": "How many mappings are there?",
        "exact": "How many of them are exact?",
        "things": "How many things of the graph are mapped?",
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a README: its name, its words, its text in the language of the program, what it must count."""

    name: str
    words: str
    text: str
    count: int


def asked(request: Request, format: Format, written: Written) -> list[Question]:
    """Return the three first questions of an export that was ``written``.

    Counts of the property graph come from its rows, all others from the writer.
    """
    view = request.view or convenient.NAME
    family = format.queries + (_LOSSLESS if view == lossless.NAME else "")
    counts = written.answers if format.queries in _WORDS else _counted(request, view)
    return [Question(name, told, _text(family, name), counts[name]) for name, told in words(family).items()]


def words(family: str) -> Mapping[str, str]:
    """Return question -> its words, of a folder of ``queries/questions``."""
    view = lossless.NAME if family.endswith(_LOSSLESS) else convenient.NAME
    return _WORDS.get(family, _WORDS[view])


def _text(family: str, name: str) -> str:
    (found,) = (folder("queries") / "questions" / family).glob(f"{name}.*")
    return found.read_text(encoding="utf-8").strip()


def _counted(request: Request, view: str) -> dict[str, int]:
    return _lossless(request) if view == lossless.NAME else _convenient(request)


def _convenient(request: Request) -> dict[str, int]:
    graph, drug = request.property_graph, compress(_DRUG)
    edges, links = graph.edges[:2]
    source, status = edges.place("source"), edges.place("status")
    target, relation = links.place("target"), links.place("relation")
    assertions = acts_on = 0
    for row in edges.rows():
        assertions += 1
        acts_on += row[source] == drug and row[status] == "supported"
    outcomes = sum(row[target] == drug and row[relation] == "measured-with" for row in links.rows())
    return {"assertions": assertions, "acts-on": acts_on, "outcomes": outcomes}


def _lossless(request: Request) -> dict[str, int]:
    nodes, edges = request.property_graph.nodes[0], request.property_graph.edges[0]
    place, target, relation = nodes.place("literals"), edges.place("target"), edges.place("relation")
    statements = subject_of = 0
    for row in edges.rows():
        statements += 1
        subject_of += row[target] == _DRUG and row[relation] == "sb:subject"
    literals = sum(len(cell) for row in nodes.rows() if isinstance(cell := row[place], tuple))
    return {"statements": statements, "literals": literals, "subject-of": subject_of}
