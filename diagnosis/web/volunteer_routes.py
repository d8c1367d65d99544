"""What managers say unasked: any fact, found by its name or along the chain; what is said of facts beside their values;
and a department's questions handed over.

GET  /interview/{id}/facts      show_facts
POST /interview/{id}/say        say_of_fact
POST /interview/{id}/hand-over  hand_over
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from diagnosis.faults import Faulty
from diagnosis.intake.model import BEFORE
from diagnosis.interview import Cell, Event, agenda_of, for_others, handing_over, to_hand_over
from diagnosis.presentation import by_stage, found_facts, names_of
from diagnosis.web.answer_routes import recorded
from diagnosis.web.form_problems import Problem, problems
from diagnosis.web.forms import Sent
from diagnosis.web.interview_routes import fact_page
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context

router = APIRouter()

MOST_WORDS = 200
"""Characters of a search; nothing longer is the name of a fact."""


@router.get("/interview/{id}/facts")
def show_facts(context: Context, id: str, find: str = "") -> Response:  # noqa: A002
    """All facts that may be given, along the chain, or those that a search finds."""
    session = context.session(id)
    names, words = names_of(session.interview, context.language), find.strip()[:MOST_WORDS]
    rows = found_facts(session.interview, words, names) if words else None
    stages = by_stage(session.interview, names)
    return framed(context, session, "question", "facts.html", words=words, found=rows, stages=stages)


@router.post("/interview/{id}/say")
def say_of_fact(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Says since when a fact is as it is, or that it (or its whole stage) does not apply, and who says so."""
    session, fact, kind = context.session(id), form.text("fact"), form.text("kind")
    entry = context.knowledge.facts["team"].get(fact)
    if entry is None or kind not in ("since", "does_not_apply"):
        raise HTTPException(404)
    field, text = ("since", form.text("before") or form.text("since")) if kind == "since" else ("", "")
    events: list[Event] = []
    if kind == "since":
        events.append(Event("since", "team", (fact,), None, BEFORE if form.text("before") else text))
    else:
        field, whole = "reason", form.text("whole") == "yes" and entry.stage in context.knowledge.stages
        about = entry.stage if whole and entry.stage else fact
        # Nothing written is no reason, which is told; in an event it would take back what was said.
        events.append(Event("does_not_apply", "team", (about,), None, form.text("reason") or "?"))
        events.append(Event("does_not_apply_by", "team", (), None, form.text("who")))

    def again(wrong: tuple[Problem, ...]) -> Response:
        return fact_page(context, session, Cell("team", fact), None, wrong, 422)

    try:
        session.interview.apply(events[0])
    except Faulty as faulty:
        return again(problems(faulty, context.language, field))
    return recorded(context, form, session, events, again, place=field)


@router.post("/interview/{id}/hand-over")
def hand_over(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Makes requests of the open questions of a department, or of all that a sales manager has to ask others."""
    session, department = context.session(id), form.text("department")
    agenda = agenda_of(session.interview)
    bases = to_hand_over(agenda).get(department, ()) if department else for_others(agenda)
    events = handing_over(bases)
    if not events:
        return context.to(f"/interview/{session.id}")
    return recorded(context, form, session, events, None)
