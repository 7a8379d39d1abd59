"""The graph as networkx sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from kg.errors import UnknownName

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def to_networkx(graph: KnowledgeGraph) -> nx.MultiDiGraph[str]:
    """Return one node an entity and one edge an assertion, keyed by its IRI; parallel assertions stay parallel.

    Nodes have ``label kind id``; edges ``label relation sign status inferred_by`` and lists of IRIs for ``milieu sex
    species anatomy ligand references``. ``sign`` is 1 or -1; it is absent where the relation has none.
    """
    section = graph.section("assertions")
    built: nx.MultiDiGraph[str] = nx.MultiDiGraph(data_version=graph.data_version)
    for iri, item in sorted(section["items"].items()):
        for end in (item["subject"], item["object"]):
            thing = graph.names.items.get(end, {"label": end, "kind": "Thing", "id": end})
            built.add_node(end, label=thing["label"], kind=thing["kind"], id=thing["id"])
        relation = section["relations"][item["relation"]]
        facts = {
            "label": item["label"],
            "relation": item["relation"],
            "relation_kind": relation["kind"],
            "status": item["status"],
            "inferred_by": item["rule"],
            "anatomy": item["object_anatomy"],
            **{name: item[name] for name in ("milieu", "sex", "species", "ligand")},
            "references": sorted({line["reference"] for line in item["evidence"]}),
        }
        if relation["sign"] is not None:
            facts["sign"] = relation["sign"]
        built.add_edge(item["subject"], item["object"], key=iri, **facts)
    return built


def pathway(graph: KnowledgeGraph, name: str) -> nx.MultiDiGraph[str]:
    """Return the assertions of a named pathway as a ``MultiDiGraph`` keyed by assertion IRI; raises ``UnknownName``."""
    items = graph.section("assertions")["items"]
    wanted = "".join(char for char in name.casefold() if char.isalnum())
    known = sorted({pathway for item in items.values() for pathway in item["pathway"]})
    slugs = {"".join(char for char in known_name.casefold() if char.isalnum()): known_name for known_name in known}
    chosen = slugs.get(_ALIASES.get(wanted, wanted))
    if chosen is None:
        raise UnknownName(name, kind="pathway", nearest=tuple(known[:3]))
    whole = to_networkx(graph)
    return whole.edge_subgraph(
        [(u, v, key) for u, v, key in whole.edges(keys=True) if chosen in items[key]["pathway"]]
    ).copy()


_ALIASES = {"ranklopg": "rankligand", "rankrankl": "rankligand", "rankranklopg": "rankligand"}
