"""Into which band a value falls: by its own limits, by its interval, by the usual value, by its peers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.feel import compiled
from diagnosis.knowledge.base import Knowledge
from tests.knowledge.bases import KnowledgeBase

FACTS = """\
facts:
  - fact: shortage
    stage: delivery
    kind: rate
    name: {en: shortage}
    bands: {healthy: "<= 0.10", bad: "> 0.20", source: a test}
  - fact: usual_wins
    stage: delivery
    kind: percentage
    name: {en: usual wins}
  - fact: wins
    stage: delivery
    kind: rate
    name: {en: wins}
    bands: {against: usual_wins, source: a test}
  - fact: growth
    stage: delivery
    kind: number
    name: {en: growth}
    bands: {on: growth / backlog_weeks, healthy: ">= 2", bad: "< 1", source: a test}
"""


@pytest.fixture
def knowledge(base: KnowledgeBase) -> Knowledge:
    base.write("base/facts/catalogue/more.yaml", FACTS)
    return base.load()


def band(knowledge: Knowledge, fact: str, subject: str = "team", **known: str | None) -> tuple[object, object]:
    """The band, and whether a larger sample would decide it (`low=` stands for `<fact>.low`)."""
    sides = ("low", "high", "p", "peers")
    variables: dict[str, object] = {
        f"{fact}.{name}" if name in sides else name: None if text is None else Decimal(text)
        for name, text in known.items()
    }
    trees = {step.variable: step.tree for step in knowledge.program.steps if step.subject == subject}
    blank = dict.fromkeys([fact, *(f"{fact}.{side}" for side in sides), "usual_wins", "backlog_weeks"])
    variables = blank | variables
    variables[f"{fact}.band"] = compiled(trees[f"{fact}.band"])(variables)
    return variables[f"{fact}.band"], compiled(trees[f"{fact}.small"])(variables)


@pytest.mark.parametrize(
    ("otif", "expected"),
    [("0.95", "healthy"), ("0.9499", "warning"), ("0.90", "warning"), ("0.8999", "bad"), (None, None)],
)
def test_a_value_alone_falls_into_the_band_of_its_limits(
    knowledge: Knowledge, otif: str | None, expected: str | None
) -> None:
    assert band(knowledge, "otif", otif=otif) == (expected, False)


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        ("0.05", "0.02", "0.09", ("healthy", False)),
        ("0.05", "0.01", "0.20", ("healthy", False)),
        ("0.05", "0.01", "0.21", ("warning", True)),
        ("0.30", "0.25", "0.35", ("bad", False)),
        ("0.30", "0.101", "0.50", ("bad", False)),
        ("0.30", "0.10", "0.50", ("warning", True)),
        ("0.15", "0.12", "0.18", ("warning", False)),
        ("0.15", "0.01", "0.60", ("warning", False)),
        ("0.05", None, None, (None, None)),
        (None, None, None, (None, None)),
    ],
)
def test_a_sample_decides_only_where_its_interval_keeps_clear_of_the_other_side(
    knowledge: Knowledge, value: str | None, low: str | None, high: str | None, expected: tuple[str | None, bool]
) -> None:
    assert band(knowledge, "shortage", shortage=value, low=low, high=high)[0] == expected[0]
    if expected[0] is not None:
        assert band(knowledge, "shortage", shortage=value, low=low, high=high) == expected


@pytest.mark.parametrize(
    ("value", "low", "high", "usual", "expected"),
    [
        ("0.40", "0.35", "0.45", "0.40", "healthy"),
        ("0.36", "0.28", "0.45", "0.40", "healthy"),
        ("0.35", "0.28", "0.45", "0.40", "warning"),
        ("0.36", "0.27", "0.45", "0.40", "warning"),
        ("0.20", "0.10", "0.39", "0.40", "bad"),
        ("0.20", "0.10", "0.40", "0.40", "warning"),
        ("0.20", "0.10", "0.30", "0", "healthy"),
        ("0.20", "0.10", "0.30", None, None),
        ("0.20", None, None, "0.40", None),
    ],
)
def test_against_the_usual_value(
    knowledge: Knowledge, value: str, low: str | None, high: str | None, usual: str | None, expected: str | None
) -> None:
    assert band(knowledge, "wins", wins=value, low=low, high=high, usual_wins=usual)[0] == expected


@pytest.mark.parametrize(
    ("p", "low", "expected"),
    [
        ("0.049", "0.30", "bad"),
        ("0.05", "0.20", "healthy"),
        ("0.05", "0.199", "warning"),
        ("0.9", "0.30", "healthy"),
        (None, "0.30", None),
        ("0.9", None, None),
    ],
)
def test_against_the_peers(knowledge: Knowledge, p: str | None, low: str | None, expected: str | None) -> None:
    assert band(knowledge, "close_rate", "seller", close_rate="0.3", p=p, low=low, peers="0.40")[0] == expected


@pytest.mark.parametrize(
    ("growth", "weeks", "expected"),
    [("8", "4", "healthy"), ("7", "4", "warning"), ("3", "4", "bad"), ("3", None, None), (None, "4", None)],
)
def test_limits_may_be_held_against_a_formula(
    knowledge: Knowledge, growth: str | None, weeks: str | None, expected: str | None
) -> None:
    assert band(knowledge, "growth", growth=growth, backlog_weeks=weeks)[0] == expected
