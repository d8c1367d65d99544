"""What if: answers are changed and the conclusions looked at, and nothing is kept unless it is said so."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.faults import Faulty
from diagnosis.interview import Cell, Event, Interview, Question, agenda_of, what_if
from diagnosis.interview.asked import is_asked
from diagnosis.interview.store import Moved, Session
from diagnosis.presentation import QuestionView, Sentence, changes_view, names_of, question_view, standing_view
from diagnosis.web.faulty import Problem, field_id, problems
from diagnosis.web.forms import Sent
from diagnosis.web.frame import framed
from diagnosis.web.interview_routes import question_page
from diagnosis.web.pages import Ask, Asking

router = APIRouter()


@router.get("/interview/{id}/what-if")
def show_what_if(asking: Ask, id: str) -> Response:  # noqa: A002
    """The answers as they are, to be changed for a while."""
    return _page(asking, asking.desk.open(id, asking.visitor))


@router.post("/interview/{id}/what-if")
def try_what_if(asking: Ask, form: Sent, id: str) -> Response:  # noqa: A002
    """Shows what would be concluded otherwise; with `commit`, makes it so."""
    session = asking.desk.open(id, asking.visitor)
    typed = {fact: form.text(f"fact-{fact}") for fact in facts_of(session.interview)}
    events = _events(session.interview, typed)
    try:
        if form.text("do") == "commit" and events:
            written = asking.desk.record(id, events, asking.visitor, form.number)
            return asking.to(f"/interview/{written.session.id}/answers?since={form.number}")
        after, found = what_if(session.interview, events)
    except Moved as moved:
        return question_page(asking, moved.session, late=asking.texts("web.late_form"), status=409)
    except Faulty as faulty:
        return _page(asking, session, typed, wrong=problems(faulty, asking.language), status=422)
    names = names_of(after, asking.language)
    return _page(asking, session, typed, after=after, changed=changes_view(found, names))


def facts_of(interview: Interview) -> tuple[str, ...]:
    """The team's facts that may be changed: those that are answered, and those whose answers could matter."""
    own = {cell.fact: None for cell in interview.answers if cell.subject == "team"}
    own.update((one.facts[0], None) for one in agenda_of(interview).questions if not one.is_table)
    catalogue = interview.knowledge.facts["team"]
    return tuple(fact for fact in catalogue if fact in own and is_asked(interview.knowledge, catalogue[fact]))


def _events(interview: Interview, typed: dict[str, str]) -> list[Event]:
    """What was changed, as events: another answer, or one taken back."""
    events = []
    for fact, text in typed.items():
        answer = interview.answers.get(Cell("team", fact))
        known = (answer.text or "") if answer is not None and answer.known else ""
        if text and text != known:
            events.append(Event("answer", "team", (fact,), None, text))
        elif not text and known:
            events.append(Event("withdraw", "team", (fact,)))
    return events


def _page(
    asking: Asking,
    session: Session,
    typed: dict[str, str] | None = None,
    *,
    after: Interview | None = None,
    changed: tuple[Sentence, ...] | None = None,
    wrong: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    interview = session.interview
    names = names_of(interview, asking.language)
    catalogue = interview.knowledge.facts["team"]
    fields: list[tuple[QuestionView, str, str, str]] = []
    for fact in facts_of(interview):
        entry = catalogue[fact]
        view = question_view(interview, Question("team", (fact,), entry.stage, (), entry.held_by), names)
        now = view.written or ""
        fields.append((view, names.fact(fact), now, (typed or {}).get(fact, now)))
    bad = {one.field for one in wrong}
    shown = [one[0].current is not None or one[3] or _field(one[0]) in bad for one in fields]
    return framed(
        asking,
        session,
        "what_if",
        "what_if.html",
        status,
        answered=[one for one, own in zip(fields, shown, strict=True) if own],
        unanswered=[one for one, own in zip(fields, shown, strict=True) if not own],
        field_id=_field,
        standing=None if after is None else standing_view(after, names),
        changed=changed,
        wrong=wrong,
    )


def _field(view: QuestionView) -> str:
    return field_id(f"facts.{view.facts[0]}")
