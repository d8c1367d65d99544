"""The latency of one diagnosis, from typed facts to the result in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from statistics import median
from time import process_time

from benchmarks.figures import Extent, Figure, Goal, Report, T, percentile, timed
from benchmarks.teams import varied_teams
from diagnosis.assembly.build import build
from diagnosis.evaluation import Engine, Executor, diagnose, executor
from diagnosis.inference.durable import available
from diagnosis.inference.outcome import Outcome
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import Measured, measure

TEAMS: Mapping[Extent, int] = {"full": 300, "short": 30, "least": 3}
"""Diagnosed in each round."""


def latency(knowledge: Knowledge, extent: Extent) -> Report:
    """How long one `diagnose()` takes by each executor, and its parts."""
    teams = list(_sound(knowledge, TEAMS[extent]))
    engines: list[Engine] = ["rete", "columnar"] if available() else ["columnar"]
    report = Report("latency", "Latency of one diagnose(), from a typed team to the diagnosis in words")
    # Once each, untimed: executors are built and templates compiled on first use, which start-up measures.
    for engine in engines:
        for team in teams:
            diagnose(team, knowledge, engine=engine)
    rounds = [_round(knowledge, teams, engines) for _ in range(3)]
    for engine in engines:
        for share, name in ((0.5, "p50"), (0.95, "p95")):
            values = tuple(percentile(taken[engine], share) * 1000 for taken in rounds)
            report.figures.append(Figure(f"diagnose() by {engine}, {name}", "ms", values, 2))
        values = tuple(percentile(taken[f"{engine}, processor"], 0.95) * 1000 for taken in rounds)
        report.figures.append(Figure(f"diagnose() by {engine}, p95, processor time", "ms", values, 2))
        report.goals.append(Goal(f"diagnose() by {engine} under 25 ms (p95)", f"diagnose() by {engine}, p95", 25))
    for part in ("measure", *(f"judge by {engine}" for engine in engines), "put into words"):
        report.figures.append(
            Figure(f"of it: {part}, p50", "ms", tuple(percentile(taken[part], 0.5) * 1000 for taken in rounds), 2)
        )
    report.notes.append(f"{len(teams)} varied teams in each of {len(rounds)} rounds, one at a time, engines in turn")
    if "rete" in engines:
        from benchmarks.direct import Direct

        direct = Direct(knowledge, [measure(team, knowledge, knowledge.program)[0] for team in teams])
        firings = [direct.run(script) for script in direct.scripts]
        report.notes.append(
            f"a diagnosis makes {median(firings):.0f} firings (median; {min(firings)} to {max(firings)}) on "
            f"{sum(map(len, knowledge.program.rules.values()))} rules"
        )
    return report


def _round(knowledge: Knowledge, teams: Sequence[Team], engines: Sequence[Engine]) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {}

    def take(name: str, run: Callable[[], T]) -> T:
        began = process_time()
        taken, result = timed(run)
        seconds.setdefault(f"{name}, processor", []).append(process_time() - began)
        seconds.setdefault(name, []).append(taken)
        return result

    for number, team in enumerate(teams):
        for engine in engines if number % 2 else reversed(engines):
            take(engine, partial(diagnose, team, knowledge, engine=engine))
        measured, _ = take("measure", partial(measure, team, knowledge, knowledge.program))
        for engine in engines:
            (outcome,) = take(f"judge by {engine}", partial(_judge, executor(knowledge, engine), measured))
        take("put into words", partial(build, knowledge, measured, outcome, "en"))
    return seconds


def _judge(by: Executor, team: Measured) -> list[Outcome]:
    return list(by.judge([team]))


def _sound(knowledge: Knowledge, count: int) -> list[Team]:
    """So many varied teams, without those whose facts contradict each other."""
    sound: list[Team] = []
    for team in varied_teams(knowledge, 2 * count):
        if len(sound) < count and not measure(team, knowledge, knowledge.program)[1]:
            sound.append(team)
    return sound
