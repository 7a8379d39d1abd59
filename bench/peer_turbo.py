"""The same shapes on the same file by pyshacl-turbo: ``python peer_turbo.py RELEASE.nq SHAPES.ttl``, in a venv with it.

It reads the file itself: of a store of pyoxigraph it does not take plain strings for what they are. Prints the number
of results and a hash of them.
"""

from __future__ import annotations

import hashlib
import sys

import pyshacl_turbo
import rdflib

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
PARTS = (
    "resultSeverity",
    "focusNode",
    "resultPath",
    "value",
    "sourceShape",
    "sourceConstraintComponent",
    "resultMessage",
)


def main() -> int:
    """Validate, and print what was found."""
    data, shapes = sys.argv[1:]
    _, report, _ = pyshacl_turbo.validate(data, data_graph_format="nquads", shacl_graph=shapes, allow_warnings=True)
    rows = set()
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        cells = {part: report.value(result, SH[part]) for part in PARTS}
        if not isinstance(cells["resultPath"], rdflib.URIRef):
            cells["resultPath"] = None
        rows.add("\t".join("" if cell is None else str(cell) for cell in cells.values()))
    print(len(rows), hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
