"""The same questions put to others: networkx, igraph, and Ladybug by Cypher.

``python peer_paths.py networkx|igraph|ladybug FOLDER`` reads what ``bench.scale`` wrote and prints JSON as
``bench.searched`` does. It stands alone: igraph and Ladybug run in an environment that has nothing of ours.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

Routes = list[list[int]]
Asker = Callable[[int, int], Routes]

ROUNDS = 7

_CYPHER = (
    "MATCH (a:Thing {{id: $source}})-[e:Step* ACYCLIC 1..{steps}]->(b:Thing {{id: $target}}) "
    "RETURN list_transform(rels(e), step -> step.number) AS steps ORDER BY length(e) LIMIT {best}"
)


def networkx(columns: list[array[int]], asked: dict[str, Any]) -> Asker:
    """All simple paths of a multigraph up to the number of steps."""
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from(range(asked["nodes"]))
    graph.add_edges_from((a, b, number) for number, (a, b) in enumerate(zip(*columns, strict=True)))

    def ask(source: int, target: int) -> Routes:
        paths = nx.all_simple_edge_paths(graph, source, target, cutoff=asked["steps"])
        return [[key for *_, key in path] for path in paths]

    return ask


def igraph(columns: list[array[int]], asked: dict[str, Any]) -> Asker:
    """The shortest paths by Yen's algorithm; it knows no bound on the steps."""
    import igraph as ig

    graph = ig.Graph(asked["nodes"], list(zip(*columns, strict=True)), directed=True)

    def ask(source: int, target: int) -> Routes:
        found: Routes = graph.get_k_shortest_paths(source, to=target, k=asked["best"], mode="out", output="epath")
        return found

    return ask


def ladybug(columns: list[array[int]], asked: dict[str, Any]) -> Asker:
    """The shortest acyclic paths by Cypher, on a database on disk; some pass the target and come back to it."""
    import ladybug as lb

    folder = Path(tempfile.mkdtemp(dir=sys.argv[2]))
    (folder / "things.csv").write_text("\n".join(map(str, range(asked["nodes"]))))
    with (folder / "steps.csv").open("w") as file:
        for number, (a, b) in enumerate(zip(*columns, strict=True)):
            if a != b:  # ACYCLIC lets a loop pass, and no route has one
                file.write(f"{a},{b},{number}\n")
    connection = lb.Connection(lb.Database(str(folder / "database")))
    connection.execute("CREATE NODE TABLE Thing(id INT64 PRIMARY KEY)")
    connection.execute("CREATE REL TABLE Step(FROM Thing TO Thing, number INT64)")
    for name, table in (("things", "Thing"), ("steps", "Step")):
        connection.execute(f"COPY {table} FROM '{folder / name}.csv' (header=false)")
    prepared = connection.prepare(_CYPHER.format(steps=asked["steps"], best=asked["best"]))

    def ask(source: int, target: int) -> Routes:
        rows: Any = connection.execute(prepared, {"source": source, "target": target})
        found = []
        while rows.has_next():
            found.append(rows.get_next()[0])
        return found

    return ask


def peak() -> float:
    """Return the peak resident megabytes of this process alone, NaN where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> int:
    """Answer the questions of a folder with one of the peers."""
    folder = Path(sys.argv[2])
    asked = json.loads((folder / "questions.json").read_text())
    columns = []
    for name in ("source", "target"):
        column = array("i")
        with (folder / name).open("rb") as file:
            column.fromfile(file, asked["edges"])
        columns.append(column)
    start = time.perf_counter()
    ask = {"networkx": networkx, "igraph": igraph, "ladybug": ladybug}[sys.argv[1]](columns, asked)
    building = time.perf_counter() - start
    answers = []
    for source, target in asked["pairs"]:
        seconds = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            routes = ask(source, target)
            seconds.append(time.perf_counter() - start)
        answers.append({"seconds": min(seconds), "routes": routes})
    json.dump({"building": building, "megabytes": peak(), "answers": answers}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
