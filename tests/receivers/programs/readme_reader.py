"""Do in Python what a README says, in the folder that it is in, and print the answers to its questions as JSON.

Run by an interpreter that has the program of the README; the job comes on the input.
"""

import contextlib
import json
import sys
from typing import Any

job = json.load(sys.stdin)
space: dict[str, Any] = {}
with contextlib.redirect_stdout(sys.stderr):
    exec(job["load"], space)
    answers = {name: int(eval(text, space)) for name, text in job["questions"].items()}
json.dump(answers, sys.stdout)
