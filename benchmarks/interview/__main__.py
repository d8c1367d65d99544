"""`python -m benchmarks.interview`: ask simulated managers, and print how many questions that takes, and how long."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.evaluation.judge import on_processes
from benchmarks.interview import pace, partial, report
from benchmarks.interview.managers import ORDERS
from benchmarks.interview.questions import askable
from benchmarks.interview.walks import Task, known, run_task

TEAMS, SHORT = 300, 20
PARTIAL_SHORT = 10
"""Managers who know little; each is asked twice."""
SEED = 2026
TIMED, SHORT_TIMED = 30, 5
"""Interviews that are timed, in a process of their own time: nothing else of this runs beside them."""

_CHUNK = 10


def measure(seed: int, teams: int, timed: int, processes: int) -> report.Figures:
    """All figures of a run."""
    began = time.perf_counter()
    tasks = [Task(seed, number, min(_CHUNK, teams - at), ORDERS) for number, at in enumerate(range(0, teams, _CHUNK))]
    waits = pace.waits(seed, timed)
    walks = [walk for part in on_processes(run_task, tasks, processes) for walk in part]
    figures = report.figures_of(walks, askable(known()))
    return {"seed": seed, "seconds": time.perf_counter() - began, **figures, "waits": waits}


def main() -> int:
    """Read the options, run, print; 1 where an interview ended otherwise than all facts would have it."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.interview", description=__doc__)
    options.add_argument("--teams", type=int, default=TEAMS, help=f"how many teams, each in every order ({TEAMS})")
    options.add_argument("--timed", type=int, default=TIMED, help=f"how many interviews are timed ({TIMED})")
    options.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers ({SEED})")
    options.add_argument("--short", action="store_true", help=f"{SHORT} teams, {SHORT_TIMED} interviews timed")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = options.parse_args()
    teams, timed = (SHORT, SHORT_TIMED) if chosen.short else (chosen.teams, chosen.timed)
    figures = measure(chosen.seed, teams, timed, chosen.processes)
    print(report.text(figures), end="")
    teams = PARTIAL_SHORT if chosen.short else partial.TEAMS
    few = {"a third of the facts": 0.0, "nine in ten of these": partial.FORGOTTEN}
    print(partial.text({words: partial.run(chosen.seed, teams, forgotten) for words, forgotten in few.items()}), end="")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if figures["same"] == figures["interviews"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
