"""The peer of the ``kgx`` export: KGX's own transformer, streaming, from its tables to its JSON Lines.

``python bench/peer_kgx.py FOLDER`` in an environment that has KGX; prints JSON: seconds, peak megabytes. Nothing is
fetched: the Biolink Model comes from its wheel.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import resource
import sys
import time
from pathlib import Path

READER = Path(__file__).parents[1] / "tests" / "receivers" / "programs" / "kgx_reader.py"


def main(folder: str) -> dict[str, float]:
    """Transform the files of ``folder`` once."""
    known = importlib.util.spec_from_file_location("kgx_reader", READER)
    assert known is not None
    assert known.loader is not None
    reader = importlib.util.module_from_spec(known)
    known.loader.exec_module(reader)
    reader.offline()
    from kgx.transformer import Transformer

    files = [str(Path(folder) / f"serm-bone_{side}.tsv") for side in ("nodes", "edges")]
    output = {"filename": str(Path(folder) / "by-kgx"), "format": "jsonl"}
    start = time.perf_counter()
    Transformer(stream=True).transform(input_args={"filename": files, "format": "tsv"}, output_args=output)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        told = main(sys.argv[1])
    json.dump(told, sys.stdout)
