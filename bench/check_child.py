"""Check the shapes on a file as a process of its own: ``python -m bench.check_child RELEASE.nq``.

Prints the number of results and a hash of them, as ``peer_turbo`` does.
"""

from __future__ import annotations

import hashlib
import sys

import pyoxigraph as ox

from kg.check.shacl import validate
from kg.check.shapes import load_shapes

SH = "http://www.w3.org/ns/shacl#"
SHAPE = "https://w3id.org/serm-bone/shape/"


def main() -> int:
    """Validate, and print what was found."""
    store = ox.Store()
    store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
    rows = set()
    for result in validate(store, load_shapes(), unmatched=True):
        shape, component = result.rule.split()
        cells = (
            SH + result.severity.capitalize(),
            result.focus,
            result.path or "",
            result.value or "",
            SHAPE + shape,
            SH + component,
            result.message,
        )
        rows.add("\t".join(cells))
    print(len(rows), hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
