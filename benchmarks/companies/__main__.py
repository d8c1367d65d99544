"""`python -m benchmarks.companies`: simulate companies, diagnose them, and print how good the knowledge base is."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import date

from benchmarks.companies import report
from benchmarks.companies.judge import Part, run_chunk

TEAMS, SEED, CHUNK = 5_000, 2026, 250


def evaluate(seed: int, teams: int) -> list[Part]:
    """Judge so many teams, in chunks that depend on the seed and their number alone."""
    return [run_chunk(seed, number, min(CHUNK, teams - at)) for number, at in enumerate(range(0, teams, CHUNK))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, run, print; write the page if `--write` is given."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.companies", description=__doc__)
    options.add_argument("--teams", type=int, default=TEAMS, help=f"how many teams (default {TEAMS})")
    options.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers (default {SEED})")
    options.add_argument("--write", action="store_true", help=f"write the tables into {report.RESULTS}")
    chosen = options.parse_args(arguments)
    began = time.perf_counter()
    results = report.Results.of(evaluate(chosen.seed, chosen.teams), chosen.seed)
    seconds = time.perf_counter() - began
    print(report.text(results, seconds), end="")
    if chosen.write:
        report.write(results, seconds, date.today())
        print(f"written: {report.RESULTS}")


if __name__ == "__main__":
    main()
