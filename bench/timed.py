"""Run a command and tell its seconds and its peak memory: in a small process of its own, since the peak that Linux
tells of a child begins at that of the process which started it.

``python -I -S bench/timed.py COMMAND …`` prints ``[exit code, seconds, peak of ru_maxrss]``; children of the command
count too.
"""

import json
import os
import sys
import time

_QUIET = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=_QUIET)
_, status, usage = os.wait4(process, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), time.perf_counter() - start, usage.ru_maxrss]))
