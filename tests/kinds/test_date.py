"""Days as people, programs and spreadsheets write them: one day, or refused with the days that may be meant."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.kinds.date import calendar_date
from diagnosis.kinds.text import Wrong

DAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-09-30",
            "2026-9-30",
            "2026/09/30",
            "2026.09.30",
            "2026.09.30.",
            "2026-09-30 00:00:00",
            "2026-09-30T12:30",
        ),
        *("30/09/2026", "30.9.2026", "30. 9. 2026", "30-09-2026", "9/30/2026", "30/09/2026 14:05"),
        *("30 Sep 2026", "30-Sep-2026", "30 September 2026", "Sept 30, 2026", "Sep. 30, 2026", "September 30th, 2026"),
        *("30th of September 2026", "2026 m. rugsėjo 30 d.", "2026 rugsejo 30", "rugsėjo 30 d., 2026", "30 rugs. 2026"),
    ],
)
def test_a_day_that_can_be_no_other(text: str) -> None:
    assert calendar_date(text) == DAY


@pytest.mark.parametrize("text", ["3/9/2026", "03.09.2026", "3-9-2026", "03/09/2026 10:00"])
def test_a_day_and_month_that_can_change_places_are_asked(text: str) -> None:
    wrong = calendar_date(text)
    assert isinstance(wrong, Wrong)
    assert wrong.readings == ("2026-09-03", "2026-03-09")


@pytest.mark.parametrize(
    "text",
    ["30.9.26", "46295", "2026-Q3", "5 rug 2026", "30 Smarch 2026", "September 2026", "30 Sep", "20260930", "9/10"],
)
def test_what_is_no_day_is_told(text: str) -> None:
    wrong = calendar_date(text)
    assert isinstance(wrong, Wrong) and "is not a date" in wrong.what


@pytest.mark.parametrize("text", ["31/04/2026", "2026-02-30", "31 June 2026", "0/5/2026", "13/13/2026"])
def test_what_is_not_in_the_calendar_is_told(text: str) -> None:
    wrong = calendar_date(text)
    assert isinstance(wrong, Wrong) and "is not in the calendar" in wrong.what


WIDE = {language: get_month_names("wide", "format", language) for language in ("en", "lt")}


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["en", "lt"]), st.data())
def test_each_way_to_write_a_day_means_that_day_or_is_asked(day: date, language: str, data: st.DataObject) -> None:
    word = WIDE[language][day.month]
    ways = [f"{day.day} {word} {day.year}", f"{word} {day.day}, {day.year}", f"{day.year} {word} {day.day}", f"{day}"]
    assert {calendar_date(way) for way in ways} == {day}
    mark = data.draw(st.sampled_from("./-"))
    for first, second in ((day.day, day.month), (day.month, day.day)):
        read = calendar_date(f"{first}{mark}{second}{mark}{day.year}")
        assert read == day or (isinstance(read, Wrong) and day.isoformat() in read.readings)
