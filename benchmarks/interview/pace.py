"""How long a manager waits for the next question, at the full knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks.figures import percentile
from benchmarks.interview.managers import answered, start_with
from benchmarks.interview.walks import Task, known, teams_of
from diagnosis.interview import Interview, agenda_of, why, why_not

PARTS: Mapping[str, str] = {
    "next": "the next question after an answer: taken, checked, diagnosed, and the next one chosen",
    "page": "all of a page: that, the diagnosis in words, stages, causes, and what could still matter",
    "why": "why this question is asked",
    "why_not": "why a cause of a seller is not the first",
}
GOALS = {"next": 100.0, "page": 100.0, "why": 300.0, "why_not": 500.0}
"""The milliseconds that 95 % shall not exceed."""

_WARM = 3
"""First interviews, not timed: they build executors and compile texts."""

T = TypeVar("T")


def waits(seed: int, teams: int) -> dict[str, dict[str, float]]:
    """By part: p50, p95 and max of the milliseconds waited, p95 of the processor's time, and how often it was timed."""
    kept: dict[str, list[tuple[float, float]]] = {part: [] for part in PARTS}
    # Teams of a number that no walk has; the first ones only warm up.
    for number, team in enumerate(teams_of(Task(seed, 10_000, _WARM + teams, ()))):
        timed: dict[str, list[tuple[float, float]]] = {part: [] for part in PARTS}
        interview = start_with(team, known())
        while (question := agenda_of(interview).next) is not None and not agenda_of(interview).finished:
            before, asked = interview, question
            interview, took = _timed(lambda: answered(before, asked, team))  # noqa: B023 - called at once
            after = interview
            agenda, more = _timed(lambda: agenda_of(after))  # noqa: B023
            following, chosen = _timed(lambda: agenda.next)  # noqa: B023
            timed["next"].append(_sum((took, more, chosen)))
            _, page = _timed(
                lambda: (agenda.finished, agenda.stages, agenda.first_settled, after.diagnosis("en"))  # noqa: B023
            )
            timed["page"].append(_sum((timed["next"][-1], page)))
            if following is not None:
                timed["why"].append(_timed(lambda: why(after, following))[1])  # noqa: B023
        for cause, member in _of_sellers(interview):
            timed["why_not"].append(_timed(lambda: why_not(interview, cause, member))[1])  # noqa: B023
        if number >= _WARM:
            for part, values in timed.items():
                kept[part] += values
    return {part: _figures(values) for part, values in kept.items()}


def _of_sellers(interview: Interview) -> Iterator[tuple[str, str]]:
    """The causes of sellers, each with a different seller."""
    members = interview.members.get("seller", ())
    causes = [cause.cause.cause for cause in interview.knowledge.program.causes.values() if cause.subject == "seller"]
    return zip(causes, members, strict=False)


def _timed(run: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    began, processor = perf_counter(), process_time()
    result = run()
    return result, ((perf_counter() - began) * 1000, (process_time() - processor) * 1000)


def _sum(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(wall for wall, _ in parts), sum(processor for _, processor in parts)


def _figures(values: Sequence[tuple[float, float]]) -> dict[str, float]:
    wall, processor = [seconds for seconds, _ in values], [seconds for _, seconds in values]
    return {
        "p50": percentile(wall, 0.5),
        "p95": percentile(wall, 0.95),
        "max": max(wall),
        "processor_p95": percentile(processor, 0.95),
        "times": len(values),
    }
