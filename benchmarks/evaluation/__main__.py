"""`python -m benchmarks.evaluation`: simulate teams, diagnose them, and print how good the knowledge base is."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.evaluation import report, weak
from benchmarks.evaluation.judge import on_processes, run_task, tasks_of
from benchmarks.evaluation.score import Figures, score

TEAMS, SHORT = 20_000, 1_000
SEED = 2026
WEAK_TEAMS = 120
"""Drawn for each cell of the experiment with weak sellers."""


def evaluate(seed: int, teams: int, weak_teams: int, processes: int) -> Figures:
    """All figures of a run."""
    began = time.perf_counter()
    parts = list(on_processes(run_task, tasks_of(seed, teams), processes))
    found = list(on_processes(weak.run_cell, weak.cells(seed, weak_teams), processes)) if weak_teams else []
    figures = score(parts, found)
    return {"seed": seed, "processes": processes, "seconds": time.perf_counter() - began, **figures}


def main() -> None:
    """Read the options, run, print; keep the figures where `--json` says."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__)
    options.add_argument("--teams", type=int, default=TEAMS, help=f"how many teams (default {TEAMS})")
    options.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers (default {SEED})")
    options.add_argument("--short", action="store_true", help=f"{SHORT} teams, and few weak sellers")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = options.parse_args()
    teams = SHORT if chosen.short else chosen.teams
    figures = evaluate(chosen.seed, teams, 6 if chosen.short else WEAK_TEAMS, chosen.processes)
    print(report.text(figures), end="")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
