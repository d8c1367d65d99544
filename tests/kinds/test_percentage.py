"""Percentages: of a sample, counted in full, or neither."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from diagnosis.kinds.counts import Counts, counts
from diagnosis.kinds.formats import Formats
from diagnosis.kinds.percentage import KIND
from diagnosis.kinds.text import Wrong
from tests.intake.catalogue import fact


def test_counts_are_asked_for_first_where_they_show_how_sure_it_is() -> None:
    assert KIND.understood(fact("x", "percentage"), Formats("en")).startswith("a percentage such as 82%")
    assert KIND.understood(fact("x", "percentage", sample=True), Formats("en")).startswith("counts such as 11 of 80")


@pytest.mark.parametrize(
    ("kind", "more", "wrong"),
    [
        ("percentage", {"sample": True, "full_count": True}, "either a sample or a full count"),
        ("rate", {"sample": True}, "sample and full_count are for percentages"),
        ("money", {"full_count": True}, "sample and full_count are for percentages"),
        ("percentage", {"peers": {"direction": "below"}}, "peers is for rates"),
        ("choice", {}, "a choice needs its choices"),
        ("band", {}, "it needs a formula"),
    ],
)
def test_an_entry_that_does_not_suit_its_kind_is_refused(kind: str, more: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        fact("x", kind, **more)


@pytest.mark.parametrize(
    ("text", "count", "of"),
    [
        ("82% of 400", 328, 400),
        ("82 % iš 400", 328, 400),
        ("14,3% out of 7", 1, 7),
        ("33% of 3", 1, 3),
        ("0% of 9", 0, 9),
        ("100% of 9", 9, 9),
    ],
)
def test_a_share_may_say_of_how_many_it_is(text: str, count: int, of: int) -> None:
    assert counts(text) == Counts(count, of)


@pytest.mark.parametrize("text", ["82% of 7", "120% of 10", "50% of 0", "33.3% of 4"])
def test_a_share_that_no_whole_number_makes_is_refused(text: str) -> None:
    assert isinstance(counts(text), Wrong)
