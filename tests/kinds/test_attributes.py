"""What stands behind a fact's name: its sample, and the tests that are made with it."""

from __future__ import annotations

import pytest

from diagnosis.kinds.attributes import PRINTED, SOURCES, brings
from diagnosis.knowledge.model import Fact, Peers
from diagnosis.knowledge.variables import is_previous
from tests.intake.catalogue import fact


@pytest.mark.parametrize(
    ("entry", "attributes"),
    [
        (fact("x", "percentage"), set()),
        (fact("x", "percentage", full_count=True), set()),
        (fact("x", "percentage", sample=True), {"count", "of", "low", "high"}),
        (fact("x", "rate"), {"count", "of", "low", "high", "gain_p"}),
        (
            fact("x", "rate", "seller", peers=Peers(direction="below")),
            {"count", "of", "low", "high", "gain_p", "p", "peers", "peers_of"},
        ),
        (fact("x", "money"), set()),
    ],
)
def test_a_fact_brings_its_sample_and_its_tests(entry: Fact, attributes: set[str]) -> None:
    assert set(brings(entry)) == attributes


def test_every_attribute_belongs_to_one_source_and_can_be_printed() -> None:
    names = [name for source in SOURCES for name in source.brings]
    assert sorted(names) == sorted(set(names)) == sorted(PRINTED)


def test_what_needs_the_quarter_before_is_known_by_its_name() -> None:
    assert [name for name in PRINTED if is_previous(f"x.{name}")] == ["gain_p"]
    assert [name for name in ("x", "x.low", "previous.x", "team.previous.x.low") if is_previous(name)] == [
        "previous.x",
        "team.previous.x.low",
    ]
