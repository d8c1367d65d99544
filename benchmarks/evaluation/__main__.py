"""`python -m benchmarks.evaluation`: simulate teams, diagnose them, and print how good the knowledge base is."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.evaluation import pages, report, weak
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
    cells = list(on_processes(weak.run_cell, weak.cells(seed, weak_teams), processes)) if weak_teams else []
    figures = score(parts, cells)
    return {"seed": seed, "processes": processes, "seconds": time.perf_counter() - began, **figures}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, run, print; keep the figures where `--json` says, and write the pages if `--write` is given."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__)
    options.add_argument("--teams", type=int, help=f"how many teams (default {TEAMS})")
    options.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers (default {SEED})")
    options.add_argument("--also", type=int, nargs="*", default=[], help="other seeds to run beside it")
    options.add_argument(
        "--short", action="store_true", help=f"{SHORT} teams if not told otherwise, and few weak sellers"
    )
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--json", type=Path, help="write the figures to this file")
    options.add_argument("--write", action="store_true", help=f"write the tables into {pages.PAGE} and {pages.RESULTS}")
    chosen = options.parse_args(arguments)
    teams = chosen.teams or (SHORT if chosen.short else TEAMS)
    figures = evaluate(chosen.seed, teams, 6 if chosen.short else WEAK_TEAMS, chosen.processes)
    # The others come after, so that the time told is that of one run with all its tables.
    others = {str(seed): evaluate(seed, teams, 0, chosen.processes)["by_completeness"] for seed in chosen.also}
    figures["other_seeds"] = others
    print(report.text(figures), end="")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if chosen.write:
        for path in pages.write(figures, date.today()):
            print(f"written: {path}")


if __name__ == "__main__":
    main()
