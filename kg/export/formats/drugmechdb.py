"""DrugMechDB: the best route of each drug to each bone outcome as a path in its YAML.

Format: the curation guide of SuLab/DrugMechDB. Only routes whose every step is supported by evidence that was read, and
whose every thing has an identifier that DrugMechDB takes; nothing is invented to fill a field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.answers.conclusions import drugs
from kg.answers.explain import paths
from kg.base.namespaces import REL
from kg.base.prefixes import compress
from kg.base.progress import shown
from kg.export.construct import selected
from kg.export.format import Format, Request, Written
from kg.export.yaml import document

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_FILE = "serm-bone.drugmechdb.yaml"
_NO_ROUTE = "pairs of drug and outcome without a supported route of two steps or more"
_NO_NAME = "pairs whose routes pass through a thing or a relation that DrugMechDB has no name for"


def write(request: Request, folder: Path) -> Written:
    """Write ``serm-bone.drugmechdb.yaml``, one record for each drug and bone outcome that MeSH has, best route only."""
    words = _Words(request.graph)
    answers = dict.fromkeys(("paths", "links", "toremifene"), 0)
    with open(folder / _FILE, "w", encoding="utf-8", newline="\n") as file:
        for record in shown(_records(request.graph, words), "paths"):
            file.write(document([record]))
            answers["paths"] += 1
            answers["links"] += len(record["links"])
            answers["toremifene"] += record["graph"]["drug"] == "toremifene"
        if not answers["paths"]:
            file.write("[]\n")
    losses = dict(sorted((+words.lost).items()))
    return Written(rows={_FILE: answers["paths"]}, losses=losses, answers=answers)


@dataclass
class _Words:
    """What DrugMechDB calls our things and relations, and what is lost by that."""

    graph: KnowledgeGraph
    lost: Counter[str] = field(default_factory=Counter)

    @cached_property
    def ends(self) -> dict[str, str]:
        """Thing -> its MeSH identifier, for the outcomes that a path may end at."""
        rows = selected(self.graph.store, "drugmechdb/ends.rq")
        return {row["thing"].value: row["id"].value for row in sorted(rows, key=str)}

    @cached_property
    def links(self) -> dict[str, tuple[str, str | None]]:
        """Relation -> its predicate, and what that does not tell."""
        rows = selected(self.graph.store, "drugmechdb/links.rq")
        return {
            row["relation"].value.removeprefix(REL): (
                row["key"].value,
                None if row["untold"] is None else row["untold"].value,
            )
            for row in rows
        }

    @cached_property
    def nodes(self) -> dict[str, tuple[str, list[str]]]:
        """Thing -> its concept and its identifiers, the preferred first."""
        found: dict[str, tuple[str, list[str]]] = {}
        for row in selected(self.graph.store, "drugmechdb/nodes.rq"):
            found.setdefault(row["thing"].value, (row["concept"].value, []))[1].append(row["id"].value)
        return found


def _records(graph: KnowledgeGraph, words: _Words) -> Iterator[dict[str, Any]]:
    for drug in drugs(graph):
        for end in words.ends:
            routes = [route["steps"] for route in paths(graph, drug, end, engine="search", max_steps=8)]
            supported = [steps for steps in routes if _is_path(steps, end)]
            named = [steps for steps in supported if _has_words(words, drug, steps)]
            if named:
                yield _record(graph, words, drug, named[0], end)
            else:
                words.lost[_NO_NAME if supported else _NO_ROUTE] += 1


def _is_path(steps: list[dict[str, Any]], end: str) -> bool:
    """Whether a route says how the drug comes to the outcome itself, each step resting on evidence that was read."""
    whole = len(steps) > 1 and steps[-1]["object"]["iri"] == end
    return whole and all(step["status"] == "supported" and step["inferred_by"] is None for step in steps)


def _has_words(words: _Words, drug: str, steps: list[dict[str, Any]]) -> bool:
    first = words.nodes.get(drug, ("", []))[1]
    things = (step["object"]["iri"] for step in steps)
    return (
        any(name.startswith(("MESH:", "DB:")) for name in first)
        and all(thing in words.nodes for thing in things)
        and all(step["relation"] in words.links for step in steps)
    )


def _record(graph: KnowledgeGraph, words: _Words, drug: str, steps: list[dict[str, Any]], end: str) -> dict[str, Any]:
    names = words.nodes[drug][1]
    mesh = next((name for name in names if name.startswith("MESH:")), None)
    bank = next((name for name in names if name.startswith("DB:")), None)
    for step in steps:
        untold = words.links[step["relation"]][1]
        words.lost.update([f"untold: {untold}"] if untold else [])
        words.lost["steps whose own references are those of the path"] += 1
        words.lost["steps whose context stands in the comment only"] += any(step["context"].values())
    own = "_".join(part.replace("DB:", "").replace(":", "_") for part in (bank or mesh or "", words.ends[end]))
    ids = [mesh or bank, *(words.nodes[step["object"]["iri"]][1][0] for step in steps[:-1]), words.ends[end]]
    things = [drug, *(step["object"]["iri"] for step in steps)]
    return {
        "comment": "; ".join(f"{compress(step['assertion'])}: {_label(graph, step['assertion'])}" for step in steps),
        "directed": True,
        "graph": {
            "_id": f"{own}_1",
            "disease": steps[-1]["object"]["label"],
            "disease_mesh": words.ends[end],
            "drug": steps[0]["subject"]["label"],
            "drug_mesh": mesh,
            "drugbank": bank,
        },
        "links": [
            {"key": words.links[step["relation"]][0], "source": source, "target": target}
            for step, source, target in zip(steps, ids, ids[1:], strict=False)
        ],
        "multigraph": True,
        "nodes": [_node(graph, words, thing, name) for thing, name in zip(things, ids, strict=True)],
        "reference": _references(words, steps),
    }


def _node(graph: KnowledgeGraph, words: _Words, thing: str, name: str | None) -> dict[str, Any]:
    concept, names = words.nodes[thing]
    others = [other for other in names if other != name]
    told = {"id": name, "label": concept, "name": graph.names.items[thing]["label"]}
    return {**told, "alt_ids": others} if others else told


def _label(graph: KnowledgeGraph, assertion: str) -> str:
    return str(graph.assertion(assertion)["label"])


def _references(words: _Words, steps: list[dict[str, Any]]) -> list[str]:
    """Return the addresses of the works that support the steps, in the order of the steps; count those without one."""
    works = words.graph.section("references")
    found: dict[str, None] = {}
    for step in steps:
        for line in words.graph.assertion(step["assertion"])["evidence"]:
            if line["direction"] == "supports":
                address = _address(works.get(line["reference"], {}))
                found |= {address: None} if address else {}
                words.lost["works that have no address"] += not address
    return list(found)


def _address(work: dict[str, Any]) -> str | None:
    if work.get("pmid"):
        return f"https://pubmed.ncbi.nlm.nih.gov/{work['pmid']}/"
    return f"https://doi.org/{quote(work['doi'], safe='/')}" if work.get("doi") else work.get("url")


FORMAT = Format(
    name="drugmechdb",
    target="DrugMechDB: paths from a drug to what it does to bone",
    files=_FILE,
    how_to_load="""\
import yaml
paths = yaml.safe_load(open("serm-bone.drugmechdb.yaml", encoding="utf-8"))""",
    loaded_with="PyYAML 6.0.4 and js-yaml 5.5.0",
    writer=write,
    queries="drugmechdb",
)
