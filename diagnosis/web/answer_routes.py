"""What managers send: answers, "don't know", tables, and what they take back. Each is saved first.

POST /interview/{id}/answer           answer
GET  /interview/{id}/understood       understood
POST /interview/{id}/withdraw         withdraw
POST /interview/{id}/table/{subject}  table
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from diagnosis.faults import Fault, Faulty, Note, Place
from diagnosis.interview import Cell, Event, Interview, faulty_events, settled_text
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import say
from diagnosis.presentation import meant_text, names_of, reading_text
from diagnosis.presentation.column_mapping import AskedColumn, unknown_columns
from diagnosis.sessions import Moved, Session
from diagnosis.web.column_mapping import with_chosen
from diagnosis.web.form_problems import Problem, problems
from diagnosis.web.forms import Form, Sent
from diagnosis.web.interview_routes import fact_page, late_page, table_page
from diagnosis.web.member_table import Grid, events_of, problems_of, settled_grid, typed_grid
from diagnosis.web.pages import Context, PageContext
from diagnosis.web.turns import Timed
from diagnosis.web.uploads import table_of

router = APIRouter(route_class=Timed)

Shown = Callable[[tuple[Problem, ...]], Response]


@router.post("/interview/{id}/answer")
def answer(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Answers the question, or a fact that was answered before; or says that nobody here knows it."""
    cell, session = _cell(context, form), context.session(id)
    text, unknown = form.text("text"), form.text("do") == "unknown"
    if form.text("reading") and text == form.text("asked"):
        text = form.text("reading")

    def again(wrong: tuple[Problem, ...]) -> Response:
        return fact_page(context, session, cell, text, _labelled(context, session, cell, wrong), 422)

    if not text and not unknown:
        what, do = say("there is no answer"), say("write one, or say that you don't know")
        return again(problems(Faulty([Fault(Place(str(cell)), what, do)]), context.language, "text"))
    if not unknown:
        try:
            text = settled_text(context.knowledge, cell, text)
        except Faulty as faulty:
            return again(problems(faulty, context.language, "text"))
    kind = "unknown" if unknown else "answer"
    event = Event(kind, cell.subject, (cell.fact,), cell.member, None if unknown else text)  # type: ignore[arg-type]
    return recorded(context, form, session, [event], again, text)


@router.get("/interview/{id}/understood")
def understood(context: Context, id: str, fact: str, text: str = "") -> Response:  # noqa: A002
    """How a text is understood while it is being typed, as `{"text": ...}`; empty where nothing can be said yet."""
    session, told = context.session(id), ""
    cell = Cell("team", fact)
    if fact in context.knowledge.facts["team"] and text.strip():
        names = names_of(session.interview, context.language)
        try:
            settled = settled_text(context.knowledge, cell, text)
            taken = reading_text(session.interview, cell, settled, names)
            told = "" if taken is None else context.texts("ask.understood", value=taken)
        except Faulty as faulty:
            told = problems(faulty, context.language, "text")[0].text
    return JSONResponse({"text": told})


def _labelled(context: PageContext, session: Session, cell: Cell, wrong: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems, with each possible reading written as values are printed."""
    names = names_of(session.interview, context.language)

    def labelled(problem: Problem) -> Problem:
        readings = ((text, meant_text(session.interview, cell, text, names)) for text, _ in problem.readings)
        return replace(problem, readings=tuple(readings))

    return tuple(map(labelled, wrong))


@router.post("/interview/{id}/withdraw")
def withdraw(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Takes an answer back; the question may come again."""
    cell, session = _cell(context, form), context.session(id)
    event = Event("withdraw", cell.subject, (cell.fact,), cell.member)
    return recorded(context, form, session, [event], lambda wrong: fact_page(context, session, cell, "", wrong, 422))


@router.post("/interview/{id}/table/{subject}")
def table(context: Context, form: Sent, id: str, subject: str) -> Response:  # noqa: A002
    """Takes a table of members: filled in, pasted or imported; or says that nobody here knows it."""
    owner = member_subject(subject)
    session = context.session(id)
    # Only what differs from the page as it was shown is this manager's change; others may have changed the rest.
    shown = context.as_shown(session, form.shown).interview
    grid, doubtful = settled_grid(typed_grid(form, shown, owner), shown, context.language)
    do, pasted = form.text("do"), form.text("pasted")
    if do == "more":
        return table_page(context, session, owner, grid=grid, more=True, pasted=pasted)
    if do == "import" or pasted or form.files("files"):
        return _imported(context, form, session, grid, doubtful, shown)
    try:
        if do == "unknown":
            events = events_of(replace(grid, asked=()), shown)
            events += [Event("unknown", owner, grid.asked)] if grid.asked else []
        else:
            events = events_of(grid, shown)
        if not events and grid.asked:
            what, todo = say("the table is empty"), say("fill in a row, or say that you don't know")
            raise Faulty([Fault(Place("table", 2, 1), what, todo)])
        if not doubtful:
            return recorded(context, form, session, events, None)
        faults = [fault for _, faulty in faulty_events(session.interview, events) for fault in faulty.faults]
        raise Faulty(faults)
    except Faulty as faulty:
        asked = {problem.field for problem in doubtful}
        told = problems_of(faulty, grid, context.language)
        wrong = (*doubtful, *(problem for problem in told if problem.field not in asked))
        return table_page(context, session, owner, grid=grid, wrong=wrong, status=422)


def _imported(
    context: PageContext, form: Form, session: Session, grid: Grid, doubtful: tuple[Problem, ...], shown: Interview
) -> Response:
    """Takes a table that was pasted or chosen as a file, and beside it what was typed into the grid: both or none."""
    language, pasted = context.language, form.text("pasted")
    notes: list[Note] = []
    unknown: tuple[AskedColumn, ...] = ()

    def again(wrong: Sequence[Problem]) -> Response:
        return table_page(
            context,
            session,
            grid.subject,
            grid=grid,
            wrong=tuple(wrong),
            pasted=pasted,
            notes=tuple(note.words(language) for note in notes),
            unknown=unknown,
            status=422 if wrong else 200,
        )

    wrong: list[Problem] = []
    try:
        context.site.limits.require_rows(pasted)
        if form.files("files"):
            pasted = table_of(form.files("files")[0], grid.subject, context.knowledge, notes.append)
        if not pasted:
            raise Faulty([Fault(Place("pasted"), say("there is no table"), say("paste one, or choose a file"))])
    except Faulty as faulty:
        told = zip(faulty.faults, problems(faulty, language, "pasted"), strict=True)
        wrong += (replace(each, place=str(fault.place)) if form.files("files") else each for fault, each in told)
    if not wrong:
        pasted = with_chosen(form, pasted, grid.subject, context.knowledge)
        unknown = unknown_columns(pasted, grid.subject, context.knowledge)
        wrong += (Problem(f"meaning-{index}", each.told(language)) for index, each in enumerate(unknown))
    typed: list[Event] = []
    try:
        typed = events_of(replace(grid, asked=()), shown)
    except Faulty as faulty:
        wrong += problems_of(faulty, grid, language)
    # Where it is doubtful how a file was read, the table is shown first, and taken when it is sent again.
    if wrong or notes:
        return again([*doubtful, *wrong])
    table = Event("table", grid.subject, grid.asked, None, pasted)
    try:
        context.site.limits.require_quick(session.interview, [table, *typed])
    except Faulty as faulty:
        return again(problems(faulty, language, "pasted"))
    for event, refused in faulty_events(session.interview, [table, *typed]):
        wrong += problems(refused, language, "pasted") if event is table else problems_of(refused, grid, language)
    if wrong or doubtful:
        asked = {problem.field for problem in doubtful}
        return again([*doubtful, *(problem for problem in wrong if problem.field not in asked)])
    return recorded(context, form, session, [table, *typed], again, place="pasted")


def recorded(
    context: PageContext,
    form: Form,
    session: Session,
    events: Sequence[Event],
    again: Shown | None,
    typed: str = "",
    place: str | None = None,
) -> Response:
    """Writes events and goes on. What is wrong is told by `again`, else raised as Faulty; a late form is told to be."""
    number = form.number
    try:
        context.record(session, events, number)
    except Moved as moved:
        pasted = next((event.text for event in events if event.kind == "table" and place == "pasted"), None)
        return late_page(context, form, moved, typed, pasted or "")
    except Faulty as faulty:
        if again is None:
            raise
        return again(problems(faulty, context.language, place or ("text" if typed else None)))
    onward = "/answers" if form.text("then") == "answers" else ""
    has_table = any(event.kind == "table" for event in events)
    return context.to(f"/interview/{session.id}{onward}?since={number}{'&table=1' if has_table else ''}")


def _cell(context: PageContext, form: Form) -> Cell:
    """The cell that a form is about. Raises HTTPException 404 where there is no such fact."""
    subject, fact = form.text("subject"), form.text("fact")
    if fact not in context.knowledge.facts.get(cast(Subject, subject), {}):
        raise HTTPException(404)
    return Cell(cast(Subject, subject), fact, form.text("of") or None)


def member_subject(subject: str) -> Subject:
    """The kind of members of that name. Raises HTTPException 404 where there is none."""
    for members in COLLECTIONS:
        if members == subject:
            return members
    raise HTTPException(404)
