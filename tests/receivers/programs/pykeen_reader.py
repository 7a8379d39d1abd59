"""The triples of ``pykeen`` as NumPy reads them by the lines of the how-to; ``pykeen_reader.py FOLDER`` prints JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy

parts = {
    name: numpy.loadtxt(Path(sys.argv[1]) / f"{name}.tsv", dtype=str, delimiter="\t", comments=None).tolist()
    for name in ("train", "valid", "test")
}
json.dump({"version": numpy.__version__, "parts": parts}, sys.stdout)
