"""A table of members as fields: which columns and rows it has, and what filling it in means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.datastructures import FormData

from diagnosis.faults import Faulty
from diagnosis.intake.read import read_paths
from diagnosis.interview import Interview, agenda_of, begin, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.resources import facts_dir
from diagnosis.web.forms import Form
from diagnosis.web.member_table import SPARE_ROWS, events_of, grid_of, problems_of, settled_grid, typed_grid

TABLE = "seller,attainment,tenure_months\nOna,71%,26\nJonas,,3\n"


@pytest.fixture
def interview(knowledge: Knowledge) -> Interview:
    return begin(knowledge, "North", "2026-Q3")


@pytest.fixture
def known(interview: Interview) -> Interview:
    return interview.answer_table(TABLE)


def typed(interview: Interview, columns: tuple[str, ...], *rows: tuple[str, ...], remove: tuple[int, ...] = ()) -> Form:
    """The fields of a grid: each row a member and its texts."""
    fields = [("column", column) for column in columns]
    for index, (member, *texts) in enumerate(rows):
        fields.append(("member", member))
        fields += [(f"cell-{index}-{column}", text) for column, text in zip(columns, texts, strict=True)]
    return Form(FormData([*fields, *((f"remove-{index}", "yes") for index in remove)]), {})


def after(interview: Interview, form: Form) -> Interview:
    for event in events_of(typed_grid(form, interview, "seller"), interview):
        interview = interview.apply(event)
    return interview


def answers(interview: Interview) -> dict[tuple[str | None, str], str | None]:
    return {(cell.member, cell.fact): answer.text for cell, answer in interview.answers.items() if cell.member}


def test_an_empty_grid_has_rows_to_write_into_and_what_may_be_asked_as_columns(interview: Interview) -> None:
    grid = grid_of(interview, "seller")
    assert {(row.member, row.known, any(row.texts)) for row in grid.rows} == {("", False, False)}
    assert len(grid.rows) > SPARE_ROWS
    names = {fact.fact for fact in grid.facts}
    assert {"attainment", "close_rate"} <= names <= set(interview.knowledge.facts["seller"])


def test_what_is_known_stands_in_it_as_it_was_written(known: Interview) -> None:
    grid = grid_of(known, "seller")
    columns = [fact.fact for fact in grid.facts]
    cells = {
        row.member: (row.texts[columns.index("attainment")], row.texts[columns.index("tenure_months")])
        for row in grid.rows
        if row.known
    }
    assert cells == {"Ona": ("71%", "26"), "Jonas": ("", "3")}
    assert len(grid.rows) == 2 + SPARE_ROWS


def test_what_is_asked_for_now_stands_first(knowledge: Knowledge) -> None:
    teams = read_paths([facts_dir() / "examples" / "2026-Q3"], knowledge.facts).teams
    east = next(team for team in teams if team.team == "East")  # all is healthy, so that it is asked about its sellers
    sellers = tuple(replace(seller, facts={}) for seller in east.members["seller"])
    interview = resume_from(knowledge, replace(east, members={"seller": sellers}))
    questions = [question for question in agenda_of(interview).questions if question.subject == "seller"]
    assert questions
    grid = grid_of(interview, "seller")
    assert grid.asked == tuple(dict.fromkeys(fact for question in questions for fact in question.facts))
    assert tuple(fact.fact for fact in grid.facts)[: len(grid.asked)] == grid.asked


def test_what_is_filled_in_is_answered(known: Interview) -> None:
    form = typed(known, ("attainment",), ("Ona", "80%"), ("Jonas", "102%"), (" Rasa ", "55%"), ("", ""))
    assert answers(after(known, form)) == {
        ("Ona", "attainment"): "80%",
        ("Ona", "tenure_months"): "26",
        ("Jonas", "attainment"): "102%",
        ("Jonas", "tenure_months"): "3",
        ("Rasa", "attainment"): "55%",
    }


def test_a_grid_that_is_sent_as_it_was_shown_changes_nothing(known: Interview) -> None:
    form = typed(known, ("attainment", "tenure_months"), ("Ona", "71%", "26"), ("Jonas", "", "3"))
    assert answers(after(known, form)) == answers(known)
    assert after(known, form).members == known.members


def test_an_emptied_cell_is_taken_back_and_a_marked_member_taken_off(known: Interview) -> None:
    form = typed(known, ("attainment", "tenure_months"), ("Ona", "", "26"), ("Jonas", "", "3"), remove=(1,))
    left = after(known, form)
    assert left.members["seller"] == ("Ona",)
    assert answers(left) == {("Ona", "tenure_months"): "26"}


def test_columns_that_no_catalogue_has_or_that_come_twice_are_no_columns(known: Interview) -> None:
    form = typed(known, ("attainment", "csrf", "attainment", "otif"), ("Ona", "80%", "x", "80%", "1"))
    assert [fact.fact for fact in typed_grid(form, known, "seller").facts] == ["attainment"]


def faults(interview: Interview, form: Form) -> list[tuple[str, str, str]]:
    """The field, whose it is, and what is told."""
    grid = typed_grid(form, interview, "seller")
    with pytest.raises(Faulty) as caught:
        for event in events_of(grid, interview):
            interview = interview.apply(event)
    return [(problem.field, problem.place, problem.text) for problem in problems_of(caught.value, grid, "en")]


def test_each_fault_stands_at_its_cell_and_names_whose_it_is(known: Interview) -> None:
    form = typed(
        known,
        ("attainment", "tenure_months"),
        ("", "", ""),
        ("Ona", "71%", "26"),
        ("Jonas", "half", "x"),
        ("Rasa", "", "-3"),
    )
    told = faults(known, form)
    name = known.knowledge.facts["seller"]["attainment"].name.get("en")
    assert [field for field, _, _ in told] == ["cell-2-attainment", "cell-2-tenure_months", "cell-3-tenure_months"]
    assert told[0][1] == f"Jonas: {name}"
    assert told[2][1].startswith("Rasa: ")
    assert "'half' is no number" in told[0][2]


def test_after_a_row_that_was_taken_off_faults_stand_at_their_own_rows(known: Interview) -> None:
    form = typed(known, ("attainment",), ("Ona", "71%"), ("Jonas", "half"), remove=(0,))
    assert [(field, place.partition(":")[0]) for field, place, _ in faults(known, form)] == [
        ("cell-1-attainment", "Jonas")
    ]


def test_a_row_without_a_name_is_told_at_the_field_of_its_name(known: Interview) -> None:
    form = typed(known, ("attainment",), ("Ona", "71%"), ("", ""), ("", "50%"))
    assert faults(known, form) == [("member-2", "", "The name is missing; write who it is.")]


def test_what_has_two_readings_or_is_hardly_ever_so_is_asked_in_its_cell(known: Interview) -> None:
    columns = ("target", "close_rate", "tenure_months")
    form = typed(known, columns, ("Ona", "1,020", "", "26"), ("Jonas", "", "lots", "900"))
    _, wrong = settled_grid(typed_grid(form, known, "seller"), known, "en")
    told = {problem.field: [text for text, _ in problem.readings] for problem in wrong}
    assert told == {"cell-0-target": ["1020", "1.0200"], "cell-1-close_rate": [], "cell-1-tenure_months": ["900!"]}
    assert wrong[0].place == "Ona: personal target"
    picked = Form(FormData([*form.fields, ("settled", "cell-0-target=1020")]), {})
    again, wrong = settled_grid(typed_grid(picked, known, "seller"), known, "en")
    assert again.rows[0].texts[0] == "1020"
    assert "cell-0-target" not in {problem.field for problem in wrong}


def test_what_was_answered_before_is_not_asked_again(knowledge: Knowledge, interview: Interview) -> None:
    known = interview.answer_table("seller,tenure_months\nOna,900!\n")
    form = typed(known, ("tenure_months",), ("Ona", "900!"))
    grid = typed_grid(form, known, "seller")
    assert settled_grid(grid, known, "en") == (grid, ())
