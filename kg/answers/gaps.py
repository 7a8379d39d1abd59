"""``gaps``: what the graph does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.parts.route_rows import borrowed as borrowed_from

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_WORDS = {"unsupported": "stated without evidence", "claimed": "cited, but the source was not read"}


def gaps(graph: KnowledgeGraph, name: str | None = None) -> list[dict[str, Any]]:
    """Return rows ``{kind, what, about, assertion}``: borrowed steps, unsupported claims, blank cells, unread or
    unresolved citations.

    With ``name``, only what is about that entity (citations belong to no entity and are left out).
    """
    wanted = graph.names.find(name) if name is not None else None
    rows = [*_steps(graph), *_cells(graph)]
    if wanted is not None:
        rows = [row for row in rows if wanted in row["entities"]]
    else:
        rows += [*_citations(graph), *_fields(graph)]
    return [{key: value for key, value in row.items() if key != "entities"} for row in rows]


def _steps(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    names, items = graph.names, graph.section("assertions")["items"]
    borrowed: dict[tuple[str, str], dict[str, Any]] = {}
    bare = []
    for iri, item in sorted(items.items()):
        about = {item["subject"], item["object"], *names.items.get(item["subject"], {}).get("ligand", ())}
        if borrowed_from(graph, item):
            drug, target = names.items[item["subject"]]["label"], names.items[item["object"]]["label"]
            row = borrowed.setdefault(
                (drug, target),
                {
                    "kind": "never measured with this drug",
                    "what": "",
                    "about": drug,
                    "assertion": iri,
                    "entities": about,
                    "with": set(),
                },
            )
            row["with"].update(names.items[ligand]["label"] for ligand in item["ligand"])
        elif item["status"] in _WORDS:
            bare.append(
                {
                    "kind": _WORDS[item["status"]],
                    "what": item["label"],
                    "about": names.items[item["subject"]]["label"],
                    "assertion": iri,
                    "entities": about,
                }
            )
    for (drug, target), row in borrowed.items():
        row["what"] = (
            f"{drug} on {target}: expected from {', '.join(sorted(row.pop('with')))}, never measured with {drug}"
        )
    return bare + [borrowed[key] for key in sorted(borrowed)]


def _cells(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    rows = []
    for outcome in graph.section("outcomes"):
        if outcome["value_status"] not in ("notReported",) and outcome["statistic"] != "unresolved":
            continue
        arm = outcome["arm"] or {"label": "", "drugs": []}
        months = outcome["timepoint_months"]
        what = f"{outcome['study']['label']}: {outcome['endpoint']['label']}, {arm['label']}" + (
            f", {months} months" if months else ""
        )
        kind = "unresolved figure" if outcome["statistic"] == "unresolved" else "unreported cell"
        entities = {outcome["quantity"], outcome["endpoint"]["iri"], *(drug["iri"] for drug in arm["drugs"])}
        rows.append(
            {"kind": kind, "what": what, "about": outcome["endpoint"]["label"], "assertion": None, "entities": entities}
        )
    return rows


def _citations(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    return [
        {
            "kind": "citation not resolved",
            "what": f"[{entry['number']}] {entry['printed']}",
            "about": entry["document"],
            "assertion": None,
            "entities": set(),
        }
        for entry in graph.section("citations")
        if entry["resolution"] != "resolved" or entry["resolves_to"] is None
    ]


def _fields(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    return [
        {
            "kind": "bibliographic field not verified",
            "what": f"{work['id']}: {field}",
            "about": work["label"],
            "assertion": None,
            "entities": set(),
        }
        for work in graph.section("references").values()
        for field in work["unverified"]
    ]
