"""Ask ``kg.spark`` in worker processes of its own, and tell what it answers.

``python spark_answers.py JOB`` reads a JSON job: ``folder`` of the tables, ``master``, ``asks`` (each ``what``: routes,
reach or concordance, and ``with``, its arguments; ``kill`` true where a worker is to be killed in the midst of it;
``count`` true where rows are counted, not told; ``folder`` where it is about another), maybe ``code``, a script that
names the ``graph`` that is asked and the ``frames`` to tell, and maybe ``names``, what each is asked for as and itself.
It writes JSON to stdout: ``version``; ``workers``, their numbers; ``page``, the rows of the frames; ``answers`` in
order with ``seconds``, ``rows`` and ``stopped``, or ``error``, its class and message; ``named``, the ids that the names
mean, all found in one job, or class and message of an error; and ``killed``: what was running, which process, which
came in its place.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pyspark
from pyspark.sql import DataFrame, SparkSession

import kg.spark
from kg.errors import KgError
from kg.spark.named import found, meant, stands_for

_EXECUTOR = re.compile(r"CoarseGrainedExecutorBackend.*--executor-id (\d+).*--app-id (\S+)")
_SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def session(master: str, home: Path) -> SparkSession:
    """Start Spark; ``home`` becomes its folder, so that workers leave nothing in that of the package."""
    for part in Path(pyspark.__file__).parent.iterdir():
        (home / part.name).symlink_to(part)
    os.environ["SPARK_HOME"] = str(home)
    builder = SparkSession.builder.master(master)
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def executors(app: str) -> dict[int, int]:
    """Executor id -> process id of the workers of an application that are alive."""
    found = {}
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        told = _EXECUTOR.search(line)
        if told and told[2] == app and "java" in line.split()[0]:
            found[int(told[1])] = int(place.parent.name)
    return found


class Killer(threading.Thread):
    """Kills one worker once jobs of an answer have ended and tasks of the next are running."""

    def __init__(self, spark: SparkSession) -> None:
        super().__init__(daemon=True)
        self._spark = spark.sparkContext
        self.over = threading.Event()
        self.told: dict[str, Any] | None = None

    def run(self) -> None:
        tracker, seen = self._spark.statusTracker(), set()
        while not self.over.wait(0.02):
            seen.update(tracker.getActiveJobsIds())
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if len(seen) > 12 and info is not None and info.numActiveTasks:
                    alive = executors(self._spark.applicationId)
                    victim = min(alive)
                    os.kill(alive[victim], signal.SIGKILL)
                    self.told = {"stage": stage, "tasks": info.numActiveTasks, "at": time.time()}
                    self.told |= {"executor": victim, "process": alive[victim], "before": sorted(alive)}
                    return

    def after(self) -> dict[str, Any] | None:
        """Return what was killed, and which workers are there once another has come."""
        self.over.set()
        self.join()
        if self.told is not None:
            for _ in range(300):
                alive = executors(self._spark.applicationId)
                if len(alive) >= len(self.told["before"]):
                    break
                time.sleep(0.1)
            self.told["after"] = sorted(alive)
        return self.told


def told(frame: DataFrame, ask: dict[str, Any]) -> Any:
    """The rows of a frame, or how many there are."""
    return frame.count() if ask.get("count") else [row.asDict() for row in frame.collect()]


def answer(graph: Any, ask: dict[str, Any]) -> dict[str, Any]:
    """Ask one question."""
    start = time.time()
    try:
        with kg.spark.open(ask["folder"]) if "folder" in ask else nullcontext(graph) as asked:
            found = getattr(asked, ask["what"])(**ask["with"])
            frame, stopped = (found.rows, told(found.stopped, {})) if ask["what"] == "routes" else (found, [])
            return {"seconds": time.time() - start, "stopped": stopped, "rows": told(frame, ask)}
    except KgError as error:
        return {"error": [type(error).__name__, str(error)]}


def named(graph: Any, names: list[list[str]]) -> list[list[str]]:
    """What each name means, a thing as an end of a route."""
    told = []
    for (part, name), row in zip(names, found(graph.tables, [(part, name) for part, name in names]), strict=True):
        try:
            end = part == "thing"
            told.append([stands_for(graph.tables, name, row) if end else meant(graph.tables, part, name, row).means])
        except KgError as error:
            told.append([type(error).__name__, str(error)])
    return told


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run the script of a job; return what it names."""
    names: dict[str, Any] = {}
    exec(compile(job["code"], "page", "exec"), names)
    return names


def main() -> int:
    """Answer the job."""
    job = json.loads(Path(sys.argv[1]).read_text())
    told_killed, answers = None, []
    with tempfile.TemporaryDirectory() as home:
        spark = session(job["master"], Path(home))
        try:
            workers = sorted(executors(spark.sparkContext.applicationId))
            names = run(job) if "code" in job else {}
            page = {name: told(names[name], {}) for name in job.get("frames", ())}
            with names.get("graph") or kg.spark.open(job["folder"], spark) as graph:
                for ask in job["asks"]:
                    killer = Killer(spark) if ask.get("kill") else None
                    if killer:
                        killer.start()
                    answers.append(answer(graph, ask))
                    told_killed = killer.after() if killer else told_killed
                meanings = named(graph, job.get("names", []))
        finally:
            spark.stop()
    version = pyspark.__version__
    told_all = {"version": version, "workers": workers, "page": page, "answers": answers}
    json.dump({**told_all, "named": meanings, "killed": told_killed}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
