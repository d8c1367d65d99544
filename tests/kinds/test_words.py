"""Kinds whose values are words or days: choices, bands, yes and no, dates."""

from __future__ import annotations

from datetime import date

from diagnosis.kinds import band, boolean, choice
from diagnosis.kinds import date as day
from diagnosis.kinds.formats import Formats
from diagnosis.kinds.given import Given
from tests.intake.catalogue import fact

CHOICE = fact("x", "choice", choices=("ruled_out", "confirmed"))


def test_choices_are_told_in_words_and_in_a_cell_as_they_are_read() -> None:
    assert choice.KIND.understood(CHOICE, Formats("en")) == "one of: ruled out, confirmed"
    assert choice.KIND.understood(CHOICE, Formats("lt")) == "vienas iš: ruled out, confirmed"
    assert choice.KIND.understood_in_cell(CHOICE, Formats("lt")) == "ruled_out, confirmed"


def test_every_choice_is_tried_and_no_band() -> None:
    assert choice.KIND.tried(CHOICE, [], []) == [Given("ruled_out"), Given("confirmed")]
    assert boolean.KIND.tried(fact("x", "boolean"), [], []) == [Given(True), Given(False)]
    assert band.KIND.tried(fact("x", "band", formula='"bad"'), [], []) == []


def test_a_day_is_a_text_in_conditions_and_a_day_again_for_people() -> None:
    assert day.KIND.restored("2026-09-30") == day.KIND.restored(date(2026, 9, 30)) == date(2026, 9, 30)
    assert day.KIND.restored(None) is None
    assert day.KIND.canonical(Given(date(2026, 9, 30))) == "2026-09-30"
