"""`python -m benchmarks.companies`: simulate companies, diagnose them, and print how good the knowledge base is.

With `--ceiling`: also what boosted trees read out of the same facts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import date

from benchmarks.companies import injected, levels, report
from benchmarks.companies.judge import Part, run_task, tasks_of
from benchmarks.evaluation.judge import on_processes

TEAMS, SEED = 5_000, 2026
INJECTED, LEAST = 300, 1_000
"""Teams for each change that is put into the records; the fewest that trees can learn from."""


def evaluate(seed: int, teams: int, processes: int) -> list[Part]:
    """Judge so many teams, in chunks that depend on the seed and their number alone."""
    return list(on_processes(run_task, tasks_of(seed, teams), processes))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, run, print; write the page if `--write` is given."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.companies", description=__doc__)
    options.add_argument("--teams", type=int, default=TEAMS, help=f"how many teams (default {TEAMS})")
    options.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers (default {SEED})")
    options.add_argument("--injected", type=int, default=INJECTED, help="teams for each change put into the records")
    options.add_argument("--ceiling", type=int, nargs="?", const=20_000, default=0, help="teams to learn from")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--write", action="store_true", help=f"write the tables into {report.RESULTS}")
    chosen = options.parse_args(arguments)
    if 0 < chosen.ceiling < LEAST:
        options.error(f"--ceiling: from fewer than {LEAST} teams rare causes cannot be learnt")
    began = time.perf_counter()
    results = report.Results.of(evaluate(chosen.seed, chosen.teams, chosen.processes), chosen.seed)
    changes = [injected.Task(chosen.seed, place, chosen.injected) for place in range(len(injected.INJECTIONS))]
    rows = list(on_processes(injected.run_task, changes, chosen.processes)) if chosen.injected else []
    seconds = time.perf_counter() - began
    tables = [levels.table(), *report.tables(results), injected.table(rows, chosen.injected)]
    if chosen.ceiling:
        # Nothing else needs scikit-learn.
        from benchmarks.companies import ceiling

        tables += ceiling.tables(ceiling.run(chosen.ceiling, chosen.processes), results)
    print(report.text(results, seconds, tables), end="")
    if chosen.write:
        report.write(results, seconds, tables, date.today())
        print(f"written: {report.RESULTS}")


if __name__ == "__main__":
    main()
