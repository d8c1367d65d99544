"""What if: answers are changed and the conclusions looked at, and nothing is kept unless it is said so."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.faults import Faulty
from diagnosis.interview import Interview, what_if
from diagnosis.interview.store import Moved, Session
from diagnosis.knowledge.model import COLLECTIONS
from diagnosis.presentation import Sentence, changes_view, names_of, standing_view
from diagnosis.web.faulty import Problem
from diagnosis.web.forms import Sent
from diagnosis.web.frame import framed
from diagnosis.web.interview_routes import question_page
from diagnosis.web.pages import Ask, Asking
from diagnosis.web.trial import Texts, events_of, groups, now, problems_of, team_fields, typed

router = APIRouter()


@router.get("/interview/{id}/what-if")
def show_what_if(asking: Ask, id: str) -> Response:  # noqa: A002
    """The answers as they are, to be changed for a while."""
    session = asking.desk.open(id, asking.visitor)
    return _page(asking, session, now(session.interview))


@router.post("/interview/{id}/what-if")
def try_what_if(asking: Ask, form: Sent, id: str) -> Response:  # noqa: A002
    """Shows what would be concluded otherwise; with `commit`, makes it so."""
    session = asking.desk.open(id, asking.visitor)
    texts = typed(form, session.interview)
    events, names = events_of(session.interview, texts), names_of(session.interview, asking.language)
    try:
        if form.text("do") == "commit" and events:
            written = asking.desk.record(id, events, asking.visitor, form.number)
            return asking.to(f"/interview/{written.session.id}/answers?since={form.number}")
        after, found = what_if(session.interview, events)
    except Moved as moved:
        return question_page(asking, moved.session, late=asking.texts("web.late_form"), status=409)
    except Faulty:
        return _page(asking, session, texts, wrong=problems_of(session.interview, events, names), status=422)
    return _page(asking, session, texts, after=after, changed=changes_view(found, names))


def _page(
    asking: Asking,
    session: Session,
    texts: Texts,
    *,
    after: Interview | None = None,
    changed: tuple[Sentence, ...] | None = None,
    wrong: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    interview = session.interview
    names = names_of(interview, asking.language)
    fields = team_fields(interview, texts, names, wrong)
    shown = [one.current is not None or bool(one.typed or one.wrong) for one in fields]
    return framed(
        asking,
        session,
        "what_if",
        "what_if.html",
        status,
        answered=[one for one, own in zip(fields, shown, strict=True) if own],
        unanswered=[one for one, own in zip(fields, shown, strict=True) if not own],
        members={
            subject: found for subject in COLLECTIONS if (found := groups(interview, subject, texts, names, wrong))
        },
        standing=None if after is None else standing_view(after, names),
        changed=changed,
        wrong=wrong,
    )
