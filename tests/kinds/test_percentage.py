"""Percentages: of a sample, counted in full, or neither."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from diagnosis.kinds.formats import Formats
from diagnosis.kinds.percentage import KIND
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
