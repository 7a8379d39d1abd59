"""Read CX2, or SIF with its tables, by ndex2, ask the questions of the README and print what the network holds; tables
are read by pandas.
"""

import json
import sys
from pathlib import Path
from typing import Any

import ndex2
import pandas
from ndex2.cx2 import SIFToCX2NetworkFactory


def table(name: str) -> Any:
    return pandas.read_csv(name, sep="\t", dtype=str, keep_default_na=False).to_dict("records")


job = json.load(sys.stdin)
space: dict[str, Any] = {}
exec(job["load"], space)
told: dict[str, Any]
if Path("network.sif").exists():
    network = SIFToCX2NetworkFactory().get_cx2network("network.sif")
    told = {"tables": {"nodes": table("nodes.tsv"), "edges": table("edges.tsv")}}
else:
    network = space["network"]
    told = {"about": network.get_network_attributes(), "style": network.get_visual_properties()}
told["answers"] = {name: int(eval(text, space)) for name, text in job["questions"].items()}
told["version"] = ndex2.__version__
told["nodes"] = list(network.get_nodes().values())
told["edges"] = list(network.get_edges().values())
json.dump(told, sys.stdout)
