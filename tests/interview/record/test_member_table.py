"""Tables of members that are pasted: what is taken, and which faults are told where."""

from __future__ import annotations

import pytest

from diagnosis.interview import (
    Interview,
)
from tests.interview.answering import faults


def test_a_table_of_the_quarter_folder_can_be_pasted_as_it_is(interview: Interview) -> None:
    text = "team,quarter,seller,attainment\nNorth,2026-Q3,S-1,50%\n"
    assert [seller.member for seller in interview.answer_table(text).team.members["seller"]] == ["S-1"]
    other = text.replace("North", "South")
    assert faults(lambda: interview.answer_table(other)) == [
        "sellers.csv:2:1: team 'South' is not 'North'; correct it, or leave the row out"
    ]


def test_all_faults_of_a_table_are_told_with_their_places(interview: Interview) -> None:
    text = "seller,attainment,deal\nS-1,half,1/2\nS-1,50%,1/2\n"
    told = faults(lambda: interview.answer_table(text))
    assert told == [
        "sellers.csv:1:3: 'deal' is not a column of sellers.csv; did you mean deals?",
        "sellers.csv:2:2: attainment: 'half' is no number; write a number, or leave it blank if it is unknown",
        "sellers.csv:3:1: seller 'S-1' is already given on line 2; keep one of the rows",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "seller,attainment\n", "nobody\n"])
def test_a_table_without_members_is_refused(interview: Interview, text: str) -> None:
    assert faults(lambda: interview.answer_table(text))
