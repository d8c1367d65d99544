"""The figures of interviews, and how they are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import quantiles

from benchmarks.interview.managers import ORDERS
from benchmarks.interview.pace import GOALS, PARTS
from benchmarks.interview.questions import Askable
from benchmarks.interview.walks import Asked, Walk

Figures = dict[str, object]

_MOMENTS: Mapping[str, str] = {
    "stop": "until the proved stop",
    "confirmed": "until a first confirmed cause that stays",
    "settled": "until that cause cannot lose its place",
}
_GOALS = {"stop": 0.70, "confirmed": 0.30}
_COUNTED = {"questions": "questions", "facts": "facts"}


def figures_of(walks: Sequence[Walk], askable: Askable) -> Figures:
    """Quartiles by order, moment and way of counting; how many interviews got there, and how many ended right."""
    orders = {name: [walk for walk in walks if walk.order == name] for name in ORDERS}
    return {
        "askable": {"questions": askable.questions, "facts": len(askable.facts)},
        "interviews": len(walks),
        "same": sum(walk.same for walk in walks),
        "orders": {
            name: {
                "teams": len(own),
                "with_causes": sum(walk.causes > 0 for walk in own),
                "gates": sum(walk.gate for walk in own),
                **{moment: _moment([getattr(walk, moment) for walk in own]) for moment in _MOMENTS},
            }
            for name, own in orders.items()
            if own
        },
    }


def _moment(moments: Sequence[Asked | None]) -> Figures:
    reached = [moment for moment in moments if moment is not None]
    counted = {how: [getattr(moment, how) for moment in reached] for how in _COUNTED}
    return {
        "interviews": len(reached),
        **{how: quantiles(values, n=4, method="inclusive") for how, values in counted.items() if len(values) > 1},
    }


def text(figures: Mapping[str, object]) -> str:
    """The figures as Markdown."""
    return "\n".join([*_asked(figures), "", *_waits(figures), ""])


def _asked(figures: Mapping) -> Iterator[str]:  # type: ignore[type-arg]
    orders, askable = figures["orders"], figures["askable"]
    yield f"| of {askable['questions']} questions | {' | '.join(orders)} | goal |"
    yield f"| --- | {' | '.join(['---:'] * len(orders))} | --- |"
    for moment, words in _MOMENTS.items():
        for how in _COUNTED:
            counted = "" if how == "questions" else f"; facts, of {askable['facts']}"
            cells = [_told(order[moment].get(how), askable[how]) for order in orders.values()]
            goal = ""
            if how == "questions" and moment in _GOALS and how in orders["chosen"][moment]:
                share = orders["chosen"][moment][how][1] / askable[how]
                goal = f"{_GOALS[moment]:.0%} at most: {'met' if share <= _GOALS[moment] else 'missed'}"
            yield f"| {words}{counted} | {' | '.join(cells)} | {goal} |"
    same = f"{figures['same']:,} of {figures['interviews']:,}"
    met = "met" if figures["same"] == figures["interviews"] else "missed"
    yield f"| the confirmed causes and the gate of all facts | {same} | | | all: {met} |"
    chosen = orders["chosen"]
    yield ""
    yield (
        f"{chosen['teams']} teams, of which all facts confirm a cause in {chosen['with_causes']} and open the gate in "
        f"{chosen['gates']}. Medians, with the quartiles; the first cause settles before the stop in "
        f"{chosen['settled']['interviews']}."
    )


def _told(quartiles: Sequence[float] | None, of: int) -> str:
    if quartiles is None:
        return ""
    low, middle, high = quartiles
    return f"{middle:g} ({low:g} to {high:g}), {middle / of:.0%}"


def _waits(figures: Mapping) -> Iterator[str]:  # type: ignore[type-arg]
    yield "| milliseconds | p50 | p95 | max | p95 of processor time | goal |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for part, words in PARTS.items():
        wait = figures["waits"][part]
        goal = f"p95 under {GOALS[part]:.0f} ms: {'met' if wait['p95'] < GOALS[part] else 'missed'}"
        cells = " | ".join(f"{wait[key]:.0f}" for key in ("p50", "p95", "max", "processor_p95"))
        yield f"| {words} ({wait['times']} times) | {cells} | {goal} |"
