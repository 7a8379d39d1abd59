"""Small made-up networks for tests of the search: plain sections, as a snapshot holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.network.context import DEPLETE, REPLETE, Context, Grader
from kg.network.edge_table import columns
from kg.network.name_index import Names
from kg.network.signed_graph import Network
from kg.network.support import Standing
from kg.reasoning.routes import Search
from kg.snapshot.sections.assertions import scanned
from kg.snapshot.sections.entities import things

RELATIONS = {
    "positively-regulates": {"iri": "r:+", "label": "raises", "sign": 1, "kind": "causal"},
    "negatively-regulates": {"iri": "r:-", "label": "lowers", "sign": -1, "kind": "causal"},
    "no-significant-effect-on": {"iri": "r:0", "label": "does not change", "sign": None, "kind": "null"},
}

RULES = {
    "ligandTransfer": {"label": "ligand transfer", "grade": "extrapolated", "dimension": "ligand", "walked": True},
    "partialAgonistDisplacement": {
        "label": "displacement",
        "grade": "extrapolated",
        "dimension": "milieu",
        "walked": True,
    },
    "siteRollUp": {"label": "site roll-up", "grade": "generalised", "dimension": "endpoint", "walked": False},
}


def entity(iri: str, kind: str = "GeneProduct", **fields: Any) -> dict[str, Any]:
    """Return an entity item named by its IRI."""
    bare: dict[str, list[str]] = {
        "broader": [],
        "part_of": [],
        "drug_class": [],
        "ligand": [],
        "receptor": [],
        "milieu": [],
        "sex": [],
        "species": [],
    }
    return {"id": iri, "iri": iri, "label": iri, "kind": kind, **bare, **fields}


def assertion(subject: str, object: str, sign: int, **fields: Any) -> dict[str, Any]:
    """Return a supported assertion with one clinical evidence line of a study of its own."""
    relation = {1: "positively-regulates", -1: "negatively-regulates", 0: "no-significant-effect-on"}[sign]
    line = {
        "iri": "e",
        "reference": "p",
        "study": f"study of {subject} {object}",
        "direction": "supports",
        "verification": "verifiedInAbstract",
        "system": "human-cells",
    }
    bare: dict[str, Any] = {
        name: []
        for name in (
            "subject_anatomy",
            "object_anatomy",
            "milieu",
            "sex",
            "species",
            "ligand",
            "opposed_by",
            "premise",
            "role_premise",
        )
    }
    return {
        "id": f"{subject}-{object}",
        "label": f"{subject} on {object}",
        "subject": subject,
        "relation": relation,
        "object": object,
        "status": "supported",
        "rule": None,
        "evidence": [line],
        **bare,
        **fields,
    }


def network(assertions: dict[str, dict[str, Any]], entities: Iterable[dict[str, Any]] = ()) -> Network:
    """Return a network over ``assertions``; things that are not described are gene products."""
    items = {item["iri"]: item for item in (entity(DEPLETE, "HormonalMilieu"), entity(REPLETE, "HormonalMilieu"))}
    items |= {end: entity(end) for a in assertions.values() for end in (a["subject"], a["object"])}
    items |= {item["iri"]: item for item in entities}
    section = {"relations": RELATIONS, "rules": RULES, "items": assertions}
    walked = columns(section, assertions, items)
    return Network(section, Names(things(items), {}), walked, scanned(section, {}), {})


def search(net: Network, source: str, target: str, *, max_steps: int = 8, asked: Context | None = None) -> Search:
    """Return a finished search from ``source`` to ``target``."""
    return Search(Standing(net), Grader(net.names, asked or Context(), source, net.rules), max_steps).run(
        source, [target]
    )
