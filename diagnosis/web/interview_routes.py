"""The pages of an interview: the question with what is known beside it, the tables of members, all answers.

GET  /interview/{id}                  show_question
GET  /interview/{id}/fact/{fact}      show_fact
GET  /interview/{id}/table/{subject}  show_table
GET  /interview/{id}/back             go_back
GET  /interview/{id}/answers          show_answers
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from diagnosis.faults import Note
from diagnosis.interview import (
    Cell,
    Question,
    agenda_of,
    changes,
    history_wanted,
    last_answered,
    table_of,
    written_answer,
)
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.presentation import (
    AnswerRow,
    Column,
    answer_row,
    changes_view,
    handing_view,
    names_of,
    question_view,
    review_view,
    said_between,
    standing_view,
)
from diagnosis.presentation.column_mapping import AskedColumn, meanings
from diagnosis.reporting.names import Names
from diagnosis.sessions import Moved, Session
from diagnosis.web.form_problems import Problem
from diagnosis.web.forms import Form
from diagnosis.web.member_table import Grid, GridRow, grid_of
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context, PageContext
from diagnosis.web.turns import Timed

router = APIRouter(route_class=Timed)


@router.get("/interview/{id}")
def show_question(context: Context, id: str) -> Response:  # noqa: A002
    """The next question, with the chain and the causes as they stand."""
    return question_page(context, context.session(id))


@router.get("/interview/{id}/fact/{fact}")
def show_fact(context: Context, id: str, fact: str) -> Response:  # noqa: A002
    """One question of the team, answered or not."""
    session = context.session(id)
    if fact not in context.knowledge.facts["team"]:
        raise HTTPException(404)
    return fact_page(context, session, Cell("team", fact))


@router.get("/interview/{id}/table/{subject}")
def show_table(context: Context, id: str, subject: str) -> Response:  # noqa: A002
    """The table of the members of a kind."""
    session = context.session(id)
    owner = next((members for members in COLLECTIONS if members == subject), None)
    if owner is None:
        raise HTTPException(404)
    return table_page(context, session, owner)


@router.get("/interview/{id}/back")
def go_back(context: Context, id: str) -> Response:  # noqa: A002
    """To what was answered last."""
    session = context.session(id)
    path = f"/interview/{session.id}"
    for answered in last_answered(entry.event for entry in context.store.trail(session.id)):
        if answered.subject == "team":
            return context.to(f"{path}/fact/{answered.facts[0]}")
        return context.to(f"{path}/table/{answered.subject}")
    return context.to(f"{path}/answers")


@router.get("/interview/{id}/answers")
def show_answers(context: Context, id: str) -> Response:  # noqa: A002
    """All answers, to look over, change and take back."""
    session = context.session(id)
    review = review_view(session.interview, names_of(session.interview, context.language))
    return framed(
        context,
        session,
        "answers",
        "answers.html",
        review=review,
        **_since(context, session),
    )


# --- pages that forms come back to as well --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Late:
    """A form that came too late: what was `said` elsewhere meanwhile, and its `fields`, to be sent again from `path`.

    `typed` is what was answered, in words.
    """

    said: tuple[str, ...]
    typed: str
    path: str
    fields: tuple[tuple[str, str], ...]


def late_page(context: PageContext, form: Form, moved: Moved, typed: str = "", pasted: str = "") -> Response:
    """The page of the next question, where others answered before the form came; from it the form can be sent again."""
    session, names = moved.session, names_of(moved.session.interview, context.language)
    before = context.session(session.id, form.number).interview
    fields = [(name, text) for name, text in form.fields if name not in ("number", "shown", "pasted")]
    late = Late(
        said_between(before, session.interview, names),
        typed or context.texts("web.late_form"),
        context.request.url.path,
        (*fields, ("shown", str(form.shown)), *([("pasted", pasted)] if pasted else [])),
    )
    return question_page(context, session, late=late, status=409)


def question_page(context: PageContext, session: Session, late: Late | None = None, status: int = 200) -> Response:
    """The page of the next question; `late` is what came too late to be saved."""
    question = agenda_of(session.interview).next
    if question is not None and question.is_table:
        return table_page(context, session, question.subject, question=question, late=late, status=status)
    return _question(context, session, question, late=late, status=status)


def fact_page(
    context: PageContext,
    session: Session,
    cell: Cell,
    typed: str | None = None,
    wrong: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    """The page of one fact of the team; `typed` is an answer that was not taken."""
    if cell.subject != "team":
        return table_page(context, session, cell.subject, wrong=wrong, status=status)
    agenda = agenda_of(session.interview)
    entry = context.knowledge.facts["team"][cell.fact]
    own = Question("team", (cell.fact,), entry.stage, (), entry.held_by)
    question = next((asked for asked in agenda.asked if (asked.subject, asked.facts) == ("team", (cell.fact,))), own)
    is_next = agenda.next is not None and question == agenda.next
    return _question(context, session, question, revised=not is_next, typed=typed, wrong=wrong, status=status)


def _question(
    context: PageContext,
    session: Session,
    question: Question | None,
    *,
    revised: bool = False,
    typed: str | None = None,
    wrong: tuple[Problem, ...] = (),
    late: Late | None = None,
    status: int = 200,
) -> Response:
    interview = session.interview
    names = names_of(interview, context.language)
    now = "" if question is None else written_answer(interview, Cell("team", question.facts[0]))
    shown = now if typed is None else typed
    return framed(
        context,
        session,
        "question",
        "question.html",
        status,
        question=None if question is None else question_view(interview, question, names),
        stage=None if question is None else question.stage,
        stage_title=None if question is None else _stage_of(context, question.facts[0], names),
        handing=handing_view(interview, names),
        history=history_asked(context, session, names),
        standing=standing_view(interview, names),
        revised=revised,
        shown=shown,
        wrong=wrong,
        late=late,
        **_since(context, session),
    )


def table_page(
    context: PageContext,
    session: Session,
    subject: Subject,
    *,
    question: Question | None = None,
    grid: Grid | None = None,
    more: bool = False,
    wrong: tuple[Problem, ...] = (),
    pasted: str = "",
    notes: Sequence[str] = (),
    late: Late | None = None,
    unknown: Sequence[AskedColumn] = (),
    status: int = 200,
) -> Response:
    """The page of a table: what is known of the members, or (`grid`) what was typed; `more` gives more empty rows.

    `notes` tell how the table in `pasted` was read; of its columns `unknown` is asked what they are.
    """
    interview = session.interview
    names = names_of(interview, context.language)
    shown = grid if grid is not None and grid.facts else grid_of(interview, subject)
    if more:
        empty = GridRow("", ("",) * len(shown.facts), known=False)
        shown = Grid(shown.subject, shown.facts, shown.asked, (*shown.rows, *[empty] * 10))
    facts = tuple(fact.fact for fact in shown.facts)
    agenda = agenda_of(interview)
    asked = question or next(
        (open_question for open_question in agenda.questions if open_question.subject == subject), None
    )
    stage, causes = (asked.stage, asked.causes) if asked is not None else (None, ())
    whole = Question(subject, facts, stage, causes, asked.held_by if asked else None)
    view = question_view(interview, whole, names)
    columns: tuple[Column, ...] = view.columns
    since = _since(context, session)
    return framed(
        context,
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
        unknown=unknown,
        meanings=meanings(context.knowledge, context.texts) if unknown else {},
        late=late,
        **(since | {"notes": notes or since["notes"]}),
    )


def _stage_of(context: PageContext, fact: str, names: Names) -> str | None:
    """The title of the stage that a fact of the team belongs to and that may not apply as a whole."""
    stage = context.knowledge.stages.get(context.knowledge.facts["team"][fact].stage or "")
    return None if stage is None or stage.subject != "team" else names.stage(stage.stage)


def history_asked(context: PageContext, session: Session, names: Names) -> AnswerRow | None:
    """The fact answered last, where it matters since when it is so and nobody has said."""
    before = _session_since(context, session)
    entries = () if before is None else context.store.trail(session.id)[before.number : session.number]
    answered = next(iter(last_answered(entry.event for entry in entries)), None)
    if answered is None or answered.subject != "team" or not history_wanted(session.interview, answered.facts[0]):
        return None
    return answer_row(session.interview, Cell("team", answered.facts[0]), names)


def _since(context: PageContext, session: Session) -> dict[str, object]:
    """What pages tell of what was sent after the event that the address names: how its tables were read (`notes`),
    what it `changed` in the conclusions, and how it was `taken`. Nothing, and no change, where it names none.
    """
    before = _session_since(context, session)
    if before is None:
        return {"notes": (), "changed": None, "taken": ()}
    names = names_of(session.interview, context.language)
    return {
        "notes": _notes_since(context, session, before) if "table" in context.request.query_params else (),
        "changed": changes_view(changes(before.interview, session.interview), names),
        "taken": said_between(before.interview, session.interview, names),
    }


def _notes_since(context: PageContext, session: Session, before: Session) -> tuple[str, ...]:
    """How the tables were read that were sent after the session was as `before`."""
    state, notes = before.interview, list[Note]()
    for entry in context.store.trail(session.id)[before.number : session.number]:
        if entry.event.kind == "table":
            notes += table_of(state, entry.event).notes
        state = state.apply(entry.event)
    return tuple(note.text(context.language) for note in notes)


def _session_since(context: PageContext, session: Session) -> Session | None:
    """The session after the event that the address names; None where it names none, or the last one."""
    since = context.request.query_params.get("since", "")
    if context.request.method == "POST" or not (since.isascii() and since.isdigit() and len(since) < 10):
        return None
    return context.session(session.id, int(since)) if int(since) < session.number else None
