"""Decisions per second. A decision takes one measured team to the verdicts on all its causes and stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import mean

import numpy as np
import polars as pl

from benchmarks.figures import Extent, Figure, Report, interleaved, timed
from benchmarks.teams import measured_teams
from diagnosis.inference.columnar import ColumnarExecutor
from diagnosis.inference.durable import available
from diagnosis.inference.team_tables import Chunk, UnitTable
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject

COLUMNAR, OUTCOMES, RETE, DIRECT = (
    "columnar, tables to arrays",
    "columnar, teams to outcomes",
    "rete",
    "durable-rules alone",
)


@dataclass(frozen=True)
class Size:
    """How much is measured: different teams, rows of the big chunk, teams a round in the Rete network, rounds."""

    teams: int
    chunk: int
    chained: int
    rounds: int


SIZES: Mapping[Extent, Size] = {
    "full": Size(500, 100_000, 100, 9),
    "short": Size(100, 20_000, 25, 5),
    "least": Size(10, 100, 5, 2),
}


def repeated(chunk: Chunk, teams: int) -> Chunk:
    """A chunk of so many teams: a small chunk, repeated."""
    few = len(chunk.met)
    times = -(-teams // few)
    units: dict[Subject, UnitTable] = {}
    for subject, table in chunk.units.items():
        owners = np.concatenate([table.owners + few * number for number in range(times)])
        rows = owners < teams
        units[subject] = UnitTable(
            variables=pl.concat([table.variables] * times, rechunk=True)[: int(rows.sum())],
            bands=np.tile(table.bands, (times, 1))[rows],
            fresh=np.tile(table.fresh, (times, 1))[rows],
            fresh_needs=np.tile(table.fresh_needs, (times, 1))[rows],
            owners=owners[rows],
        )
    return Chunk(units, np.tile(chunk.met, times)[:teams])


def decisions(knowledge: Knowledge, extent: Extent) -> Report:
    """Decisions per second of the executors, and of durable-rules called directly."""
    size = SIZES[extent]
    report = Report("decisions", "Decisions per second (a team with its members, from facts to all verdicts)")
    teams = measured_teams(knowledge, size.teams)
    columnar = ColumnarExecutor(knowledge, knowledge.program)
    big = repeated(columnar.chunk(teams), size.chunk)
    units = {subject: len(table) for subject, table in big.units.items()}
    runs: dict[str, Callable[[], float]] = {
        COLUMNAR: _speed(size.chunk, lambda: columnar.judge_chunk(big)),
        OUTCOMES: _speed(len(teams), lambda: list(columnar.judge(teams))),
    }
    report.notes += [
        f"columnar: {size.chunk:,} rows made of {size.teams:,} different teams, with "
        + ", ".join(f"{units[subject] / size.chunk:.1f} {subject}s" for subject in units if subject != "team")
        + " each"
    ]
    if available():
        from benchmarks.direct import Direct
        from diagnosis.inference.rete import ReteExecutor

        rete = ReteExecutor(knowledge, knowledge.program)
        few = teams[: size.chained]
        direct = Direct(knowledge, few)
        runs[RETE] = _speed(len(few), lambda: list(rete.judge(few)))
        runs[DIRECT] = _speed(len(few), lambda: [direct.run(script) for script in direct.scripts])
        rules = {subject: len(rules) for subject, rules in knowledge.program.rules.items() if rules}
        report.notes += [
            f"rules: {sum(rules.values())} ({', '.join(f'{subject} {count}' for subject, count in rules.items())}); "
            f"a team asserts {mean(script.asserted for script in direct.scripts):.0f} facts and makes "
            f"{mean(direct.run(script) for script in direct.scripts):.0f} firings",
            "durable-rules alone: the same networks, facts and agenda runs as rete, recorded and called again; no "
            "conditions evaluated, no folds, no messages read",
        ]
    else:
        report.notes += ["durable-rules cannot be imported on this Python: rete and durable-rules alone are left out"]
    for run in runs.values():
        run()
    rounds = dict(zip(runs, interleaved(list(runs.values()), size.rounds), strict=True))
    report.figures += [Figure(name, "1/s", tuple(values), 0) for name, values in rounds.items()]
    for name, above, below in (("columnar / rete", COLUMNAR, RETE), ("rete / durable-rules alone", RETE, DIRECT)):
        if above in rounds and below in rounds:
            ratios = tuple(a / b for a, b in zip(rounds[above], rounds[below], strict=True))
            report.figures.append(Figure(name, "x", ratios, 2))
    return report


def _speed(teams: int, run: Callable[[], object]) -> Callable[[], float]:
    return lambda: teams / timed(run)[0]
