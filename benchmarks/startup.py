"""Start-up: the command's help, and the knowledge base in a fresh process and in a running one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import diagnosis
from benchmarks.figures import Extent, Figure, Goal, Report, interleaved, timed
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge

_PROCESSES = {
    "python that does nothing": ("-c", "pass"),
    "diagnosis --help": ("-m", "diagnosis", "--help"),
    "python that loads the knowledge base": ("-c", "import diagnosis; diagnosis.load_knowledge()"),
}
WARM = "load_knowledge() again, in the same process"
ROUNDS: Mapping[Extent, int] = {"full": 15, "short": 3, "least": 1}


def startup(knowledge: Knowledge, extent: Extent) -> Report:
    """How long whole processes take, by the clock."""
    del knowledge  # it is loaded anew each time
    report = Report("startup", "Start-up")
    processes = dict(_PROCESSES)
    if find_spec("diagnosis.__main__") is None:
        del processes["diagnosis --help"]
        report.notes.append("diagnosis --help: the command is not there yet")
    runs: list[Callable[[], float]] = [partial(_process, arguments) for arguments in processes.values()]
    runs.append(lambda: timed(load_knowledge)[0])
    for run in runs:
        run()
    seconds = interleaved(runs, ROUNDS[extent])
    report.figures += [Figure(name, "s", tuple(v), 3) for name, v in zip([*processes, WARM], seconds, strict=True)]
    report.goals.append(Goal("diagnosis --help under 0.4 s", "diagnosis --help", 0.4))
    report.notes.append("processes are timed as a whole, with bytecode and files read before")
    return report


def _process(arguments: tuple[str, ...]) -> float:
    """The time of a process, begun in a folder that has nothing in it."""
    home = str(Path(diagnosis.__file__).resolve().parent.parent)
    with tempfile.TemporaryDirectory() as empty:
        taken, _ = timed(
            lambda: subprocess.run(
                [sys.executable, *arguments],
                check=True,
                cwd=empty,
                env=os.environ | {"PYTHONPATH": home},
                stdout=subprocess.DEVNULL,
            )
        )
    return taken
