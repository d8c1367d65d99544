"""The pages of an interview: the question with what is known beside it, the tables of members, all answers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from diagnosis.interview import Cell, Question, agenda_of, changes
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.presentation import (
    Column,
    Sentence,
    changes_view,
    names_of,
    question_view,
    review_view,
    standing_view,
)
from diagnosis.sessions.store import Session
from diagnosis.web.faulty import Problem
from diagnosis.web.frame import framed
from diagnosis.web.grid import Grid, Row, grid_of, written
from diagnosis.web.pages import Ask, Asking

router = APIRouter()


@router.get("/interview/{id}")
def show_question(asking: Ask, id: str) -> Response:  # noqa: A002
    """The next question, with the chain and the causes as they stand."""
    return question_page(asking, asking.desk.open(id, asking.visitor))


@router.get("/interview/{id}/fact/{fact}")
def show_fact(asking: Ask, id: str, fact: str) -> Response:  # noqa: A002
    """One question of the team, answered or not."""
    session = asking.desk.open(id, asking.visitor)
    if fact not in asking.knowledge.facts["team"]:
        raise HTTPException(404)
    return fact_page(asking, session, Cell("team", fact))


@router.get("/interview/{id}/table/{subject}")
def show_table(asking: Ask, id: str, subject: str) -> Response:  # noqa: A002
    """The table of the members of a kind."""
    session = asking.desk.open(id, asking.visitor)
    owner = next((one for one in COLLECTIONS if one == subject), None)
    if owner is None:
        raise HTTPException(404)
    return table_page(asking, session, owner)


@router.get("/interview/{id}/back")
def go_back(asking: Ask, id: str) -> Response:  # noqa: A002
    """To what was answered last."""
    session = asking.desk.open(id, asking.visitor)
    path = f"/interview/{session.id}"
    for trace in reversed(asking.desk.trail(session)):
        event = trace.event
        if event.kind in ("answer", "unknown", "table") and event.subject != "team":
            return asking.to(f"{path}/table/{event.subject}")
        if event.kind in ("answer", "unknown"):
            return asking.to(f"{path}/fact/{event.facts[0]}")
    return asking.to(f"{path}/answers")


@router.get("/interview/{id}/answers")
def show_answers(asking: Ask, id: str) -> Response:  # noqa: A002
    """All answers, to look over, change and take back."""
    session = asking.desk.open(id, asking.visitor)
    review = review_view(session.interview, names_of(session.interview, asking.language))
    return framed(asking, session, "answers", "answers.html", review=review, changed=changed_since(asking, session))


# --- pages that forms come back to as well --------------------------------------------------------------------


def question_page(asking: Asking, session: Session, late: str | None = None, status: int = 200) -> Response:
    """The page of the next question; `late` is what came too late to be saved."""
    question = agenda_of(session.interview).next
    if question is not None and question.is_table:
        return table_page(asking, session, question.subject, question=question, late=late, status=status)
    return _question(asking, session, question, late=late, status=status)


def fact_page(
    asking: Asking,
    session: Session,
    cell: Cell,
    typed: str | None = None,
    wrong: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    """The page of one fact of the team; `typed` is an answer that was not taken."""
    if cell.subject != "team":
        return table_page(asking, session, cell.subject, wrong=wrong, status=status)
    agenda = agenda_of(session.interview)
    entry = asking.knowledge.facts["team"][cell.fact]
    own = Question("team", (cell.fact,), entry.stage, (), entry.held_by)
    question = next((one for one in agenda.asked if (one.subject, one.facts) == ("team", (cell.fact,))), own)
    is_next = agenda.next is not None and question == agenda.next
    return _question(asking, session, question, revised=not is_next, typed=typed, wrong=wrong, status=status)


def _question(
    asking: Asking,
    session: Session,
    question: Question | None,
    *,
    revised: bool = False,
    typed: str | None = None,
    wrong: tuple[Problem, ...] = (),
    late: str | None = None,
    status: int = 200,
) -> Response:
    interview = session.interview
    names = names_of(interview, asking.language)
    return framed(
        asking,
        session,
        "question",
        "question.html",
        status,
        question=None if question is None else question_view(interview, question, names),
        stage=None if question is None else question.stage,
        standing=standing_view(interview, names),
        revised=revised,
        shown=typed if typed is not None else written(interview, Cell("team", question.facts[0])) if question else "",
        wrong=wrong,
        late=late,
        changed=changed_since(asking, session),
    )


def table_page(
    asking: Asking,
    session: Session,
    subject: Subject,
    *,
    question: Question | None = None,
    grid: Grid | None = None,
    more: bool = False,
    wrong: tuple[Problem, ...] = (),
    pasted: str = "",
    late: str | None = None,
    status: int = 200,
) -> Response:
    """The page of a table: what is known of the members, or (`grid`) what was typed; `more` gives more empty rows."""
    interview = session.interview
    names = names_of(interview, asking.language)
    shown = grid or grid_of(interview, subject)
    if more:
        empty = Row("", ("",) * len(shown.facts), known=False)
        shown = Grid(shown.subject, shown.facts, shown.asked, (*shown.rows, *[empty] * 10))
    facts = tuple(fact.fact for fact in shown.facts)
    agenda = agenda_of(interview)
    asked = question or next((one for one in agenda.questions if one.subject == subject), None)
    stage, causes = (asked.stage, asked.causes) if asked is not None else (None, ())
    whole = Question(subject, facts, stage, causes, asked.held_by if asked else None)
    view = question_view(interview, whole, names)
    columns: tuple[Column, ...] = view.columns
    return framed(
        asking,
        session,
        "question",
        "table.html",
        status,
        question=view,
        subject=subject,
        columns=columns,
        grid=shown,
        stage=stage,
        asks=asked is not None,
        standing=standing_view(interview, names),
        wrong=wrong,
        pasted=pasted,
        late=late,
        changed=changed_since(asking, session),
    )


def changed_since(asking: Asking, session: Session) -> tuple[Sentence, ...] | None:
    """What is concluded otherwise than after the event that the address names; None where it names none."""
    since = asking.request.query_params.get("since", "")
    if asking.request.method == "POST" or not (since.isascii() and since.isdigit() and len(since) < 10):
        return None
    if not int(since) < session.number:
        return None
    before = asking.desk.state_at(session, int(since))
    if before is None:
        return None
    return changes_view(changes(before, session.interview), names_of(session.interview, asking.language))
