"""Why this question, how a verdict came about, why not another cause.

GET  /interview/{id}/why            show_why
GET  /interview/{id}/cause/{cause}  show_cause
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from diagnosis.interview import agenda_of, how, why, why_not
from diagnosis.presentation import how_view, names_of, question_view, why_not_view, why_view
from diagnosis.web.page_frame import framed, member_key
from diagnosis.web.pages import Context
from diagnosis.web.turns import Timed

router = APIRouter(route_class=Timed)


@router.get("/interview/{id}/why")
def show_why(context: Context, id: str, fact: str = "") -> Response:  # noqa: A002
    """Why a question is asked: what each answer would change."""
    session = context.session(id)
    interview = session.interview
    question = next((offered for offered in agenda_of(interview).asked if fact in ("", *offered.facts)), None)
    if question is None:
        raise HTTPException(404)
    names = names_of(interview, context.language)
    return framed(
        context,
        session,
        "question",
        "why.html",
        question=question_view(interview, question, names),
        why=why_view(why(interview, question), interview, names),
    )


@router.get("/interview/{id}/cause/{cause}")
def show_cause(context: Context, id: str, cause: str, of: str = "") -> Response:  # noqa: A002
    """How the verdict on a cause (`of` a member) came about, and why it is not the first."""
    session = context.session(id)
    interview = session.interview
    members = {member_key(session, id_): id_ for ids in interview.members.values() for id_ in ids}
    names = names_of(interview, context.language)
    try:
        member = members[of] if of else None
        explained = how_view(how(interview, cause, member, context.language), names)
        first = [(entry.cause, entry.subject) for entry in interview.diagnosis().causes[:1]] == [(cause, member)]
        otherwise = None if first else why_not_view(why_not(interview, cause, member), interview, names)
    except KeyError:
        raise HTTPException(404) from None
    return framed(context, session, "question", "cause.html", how=explained, why_not=otherwise)
