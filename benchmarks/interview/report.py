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
    orders = {name: [one for one in walks if one.order == name] for name in ORDERS}
    return {
        "askable": {"questions": askable.questions, "facts": len(askable.facts)},
        "interviews": len(walks),
        "same": sum(one.same for one in walks),
        "orders": {
            name: {
                "teams": len(found),
                "with_causes": sum(one.causes > 0 for one in found),
                "gates": sum(one.gate for one in found),
                **{moment: _moment([getattr(one, moment) for one in found]) for moment in _MOMENTS},
            }
            for name, found in orders.items()
            if found
        },
    }


def _moment(found: Sequence[Asked | None]) -> Figures:
    reached = [one for one in found if one is not None]
    counted = {how: [getattr(one, how) for one in reached] for how in _COUNTED}
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


def _told(found: Sequence[float] | None, of: int) -> str:
    if found is None:
        return ""
    low, middle, high = found
    return f"{middle:g} ({low:g} to {high:g}), {middle / of:.0%}"


def _waits(figures: Mapping) -> Iterator[str]:  # type: ignore[type-arg]
    yield "| milliseconds | p50 | p95 | max | p95 of processor time | goal |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for part, words in PARTS.items():
        found = figures["waits"][part]
        goal = f"p95 under {GOALS[part]:.0f} ms: {'met' if found['p95'] < GOALS[part] else 'missed'}"
        cells = " | ".join(f"{found[key]:.0f}" for key in ("p50", "p95", "max", "processor_p95"))
        yield f"| {words} ({found['times']} times) | {cells} | {goal} |"
