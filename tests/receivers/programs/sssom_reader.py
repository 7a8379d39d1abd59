"""What the SSSOM library reads from a table of mappings, and what its validators say; run where it is installed.

``sssom_reader.py FILE`` prints JSON: version, columns, rows, and the results of the validators.
"""

from __future__ import annotations

import contextlib
import json
import sys
from importlib.metadata import version
from typing import Any


def main(path: str) -> dict[str, Any]:
    """Read and validate one table."""
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    found = parse_sssom_table(path)
    reports = validate(found, fail_on_error=False)
    return {
        "version": version("sssom"),
        "columns": list(found.df.columns),
        "rows": found.df.fillna("").values.tolist(),
        "faults": [str(result.message) for report in reports.values() for result in report.results],
    }


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        told = main(sys.argv[1])
    json.dump(told, sys.stdout)
