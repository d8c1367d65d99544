"""Memory: does a process that chains many cases keep its size? `python -m benchmarks.memory 2000 20000`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path

from benchmarks.figures import Extent, Figure, Goal, Report
from benchmarks.teams import measured_teams
from diagnosis.inference.durable import available
from diagnosis.knowledge.base import Knowledge

_TEAMS = 200
CASES: Mapping[Extent, tuple[int, int]] = {"full": (2000, 20_000), "short": (150, 600), "least": (10, 20)}
"""After how many cases the process is measured, first and last."""


def memory(knowledge: Knowledge, extent: Extent) -> Report:
    """The resident memory of a process after its first cases, and after many more."""
    del knowledge  # a process of its own loads it
    early, late = CASES[extent]
    report = Report("memory", "Memory of a process that takes case after case through rete")
    if not available():
        report.notes.append("durable-rules cannot be imported on this Python: left out")
        return report
    command = [sys.executable, "-m", "benchmarks.memory", str(early), str(late)]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, check=True, cwd=root, capture_output=True, text=True)
    first, last = json.loads(done.stdout)
    report.figures += [
        Figure(f"after {early:,} cases", "MB", (first,)),
        Figure(f"after {late:,} cases", "MB", (last,)),
        Figure("growth", "MB", (last - first,)),
    ]
    report.goals.append(Goal("memory stays flat: it grows by no more than 5 MB", "growth", 5))
    report.notes.append(f"one round; {min(_TEAMS, late)} varied full-size teams again and again, measured beforehand")
    return report


def resident() -> float:
    """The resident memory of this process in MB; its peak, where the system does not tell the present size."""
    status = Path("/proc/self/statm")
    if status.exists():
        import resource

        return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def _run(early: int, late: int) -> tuple[float, float]:
    from diagnosis.inference.rete import ReteExecutor
    from diagnosis.loading import load_knowledge

    knowledge = load_knowledge()
    rete = ReteExecutor(knowledge, knowledge.program)
    cases = cycle(measured_teams(knowledge, min(_TEAMS, late)))
    for team in islice(cases, early):
        list(rete.judge([team]))
    first = resident()
    for team in islice(cases, late - early):
        list(rete.judge([team]))
    return first, resident()


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]), int(sys.argv[2]))))
