"""What if: the manager changes answers and looks at the conclusions. Nothing is kept unless the manager says so.

GET  /interview/{id}/what-if  show_what_if
POST /interview/{id}/what-if  try_what_if
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.faults import Faulty
from diagnosis.interview import Interview, answer_event, changed_cells, edit_events, settled_answers, what_if
from diagnosis.knowledge.model import COLLECTIONS
from diagnosis.presentation import Sentence, changes_view, names_of, standing_view
from diagnosis.sessions import Moved, Session
from diagnosis.web.form_problems import Problem, problems
from diagnosis.web.forms import Sent
from diagnosis.web.interview_routes import late_page
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context, PageContext
from diagnosis.web.turns import Timed
from diagnosis.web.what_if_form import Texts, member_groups, now, problems_at, problems_of, team_groups, typed

router = APIRouter(route_class=Timed)


@router.get("/interview/{id}/what-if")
def show_what_if(context: Context, id: str) -> Response:  # noqa: A002
    """The answers as they are, to be changed for a while."""
    session = context.session(id)
    return _page(context, session, now(session.interview))


@router.post("/interview/{id}/what-if")
def try_what_if(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Shows what would be concluded otherwise; with `commit`, makes it so."""
    session = context.session(id)
    # Only what differs from the page as it was shown is this manager's change; others may have changed the rest.
    shown = context.as_shown(session, form.shown).interview
    texts = typed(form, shown)
    names = names_of(session.interview, context.language)
    try:
        changed = [answer_event(cell, text) for cell, text in changed_cells(shown, texts).items()]
        context.site.limits.require_quick(shown, changed)
    except Faulty as faulty:
        told = problems(faulty, context.language, "main")
        return _page(context, session, now(session.interview), wrong=told, status=422)
    typed_anew = {cell: text for cell, text in changed_cells(shown, texts).items() if text}
    settled, doubtful = settled_answers(context.knowledge, typed_anew)
    texts = {**texts, **settled}
    if doubtful:
        wrong = [problem for cell, faulty in doubtful.items() for problem in problems_at(cell, faulty, names)]
        others = edit_events(shown, {cell: text for cell, text in texts.items() if cell not in doubtful})
        wrong += problems_of(session.interview, others, names)
        return _page(context, session, texts, wrong=tuple(wrong), status=422)
    events = edit_events(shown, texts)
    try:
        if form.text("do") == "commit" and events:
            context.record(session, events, form.number)
            return context.to(f"/interview/{session.id}/answers?since={form.number}")
        after, changes = what_if(session.interview, events)
    except Moved as moved:
        return late_page(context, form, moved)
    except Faulty:
        return _page(context, session, texts, wrong=problems_of(session.interview, events, names), status=422)
    return _page(context, session, texts, after=after, changed=changes_view(changes, names))


def _page(
    context: PageContext,
    session: Session,
    texts: Texts,
    *,
    after: Interview | None = None,
    changed: tuple[Sentence, ...] | None = None,
    wrong: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response:
    interview = session.interview
    names = names_of(interview, context.language)
    answered, unanswered = team_groups(interview, texts, names, wrong)
    members = {subject: member_groups(interview, subject, texts, names, wrong) for subject in COLLECTIONS}
    return framed(
        context,
        session,
        "what_if",
        "what_if.html",
        status,
        answered=answered,
        unanswered=unanswered,
        members=members,
        standing=None if after is None else standing_view(after, names),
        changed=changed,
        wrong=wrong,
    )
