"""What a line means that somebody types: a command, a choice, something to suppose, a table without a header."""

from __future__ import annotations

import pytest

from diagnosis import loading
from diagnosis.interview import Event, Interview, Question, begin
from diagnosis.presentation import AnswerChoice, names_of, question_view
from diagnosis.terminal.ask.typed_line import Command, command_of, picked, supposed, with_header

YES_NO = (AnswerChoice("yes", "taip"), AnswerChoice("no", "ne"))
COLOURS = (AnswerChoice("dark_red", "dark red"), AnswerChoice("dark_blue", "dark blue"), AnswerChoice("green", "green"))


@pytest.fixture(scope="module")
def interview() -> Interview:
    state = begin(loading.load_knowledge(), "North", "2026-Q3")
    return state.answer_table("seller,deals\nS-1,11/80\n")


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("?", Command("why")),
        ("B", Command("back")),
        ("nežinau", Command("unknown")),
        ("baigti", Command("quit")),
        ("h 2", Command("how", "2")),
        ("w 82,5 %", Command("what_if", "82,5 %")),
        ("t sellers.csv", Command("table", "sellers.csv")),
        ("r", Command("review")),
        ("82%", None),
        ("2 of 14", None),
        ("no", None),
        ("", None),
    ],
)
def test_commands_are_letters_or_words_of_either_language(line: str, command: Command | None) -> None:
    assert command_of(line) == command


@pytest.mark.parametrize(
    ("line", "choices", "text"),
    [
        ("y", YES_NO, "yes"),
        ("t", YES_NO, "yes"),
        ("NE", YES_NO, "no"),
        ("n", YES_NO, "no"),
        ("2", YES_NO, "no"),
        ("dark blue", COLOURS, "dark_blue"),
        ("Green", COLOURS, "green"),
        ("3", COLOURS, "green"),
        ("g", COLOURS, "green"),
        ("dark", COLOURS, None),
        ("4", COLOURS, None),
        ("0", COLOURS, None),
        ("03", COLOURS, "green"),
        ("9" * 5_000, COLOURS, None),
        ("maybe", YES_NO, None),
        ("82%", (), None),
    ],
)
def test_a_choice_is_meant_by_its_words_their_beginning_or_its_number(
    line: str, choices: tuple[AnswerChoice, ...], text: str | None
) -> None:
    assert picked(line, choices) == text


def test_facts_are_supposed_by_their_ids_or_names_and_of_members_too(interview: Interview) -> None:
    line = "otif = 60%; Pajamų tikslas=100; S-1.deals = 20/80"
    assert supposed(line, interview, None, names_of(interview, "lt")) == [
        Event("answer", "team", ("otif",), text="60%"),
        Event("answer", "team", ("revenue_target",), text="100"),
        Event("answer", "seller", ("deals",), "S-1", "20/80"),
    ]


def test_a_bare_value_is_supposed_of_the_question_itself(interview: Interview) -> None:
    names = names_of(interview, "lt")
    view = question_view(interview, Question("team", ("tools_adequate",), None, (), None), names)
    assert supposed("taip", interview, view, names) == [Event("answer", "team", ("tools_adequate",), text="yes")]
    assert supposed("taip", interview, None, names) is None
    assert supposed(" ; ", interview, view, names) is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_without_a_header_get_the_one_that_was_asked_for(interview: Interview, delimiter: str) -> None:
    question = Question("seller", ("deals", "attainment"), None, (), None)
    view = question_view(interview, question, names_of(interview, "en"))
    rows, header = delimiter.join(("S-2", "9/60", "80%")), delimiter.join(("seller", "deals", "attainment"))
    assert with_header(rows, view) == f"{header}\n{rows}"
