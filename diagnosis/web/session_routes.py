"""What one does with a whole interview: its trail, a link for another browser, deleting it for good.

GET  /interview/{id}/session  show_session
GET  /interview/{id}/trail    show_trail
POST /interview/{id}/link     make_link
GET  /resume/{secret}         show_resume
POST /resume/{secret}         resume
POST /interview/{id}/delete   delete
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.knowledge.model import SUBJECT_OF
from diagnosis.reporting.names import Names
from diagnosis.sessions import link_address
from diagnosis.web.forms import Sent
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context

router = APIRouter()


@router.get("/interview/{id}/session")
def show_session(context: Context, id: str) -> Response:  # noqa: A002
    """The page of the session itself."""
    session = context.session(id)
    return framed(context, session, "session", "session.html", link=None)


@router.get("/interview/{id}/trail")
def show_trail(context: Context, id: str) -> Response:  # noqa: A002
    """Everything that happened, when, and by which browser."""
    session = context.session(id)
    trail = context.store.trail(session.id)
    return framed(context, session, "session", "trail.html", trail=trail, called=_called(context.names))


@router.post("/interview/{id}/link")
def make_link(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """A link with which one other browser can go on; it is shown this once."""
    session = context.session(id)
    base = context.site.settings.url or str(context.request.base_url)
    link = link_address(base, context.store.links.new(session.id))
    return framed(context, session, "session", "session.html", link=link)


@router.get("/resume/{secret}")
def show_resume(context: Context, secret: str) -> Response:
    """Asks before it lets this browser in, so that a program that looks at links does not use them up."""
    return context.page("resume.html", holds=context.store.links.session_of(secret) is not None, secret=secret)


@router.post("/resume/{secret}")
def resume(context: Context, form: Sent, secret: str) -> Response:
    """Lets this browser into the interview of a link."""
    session = context.store.links.use(secret, context.visitor.owner)
    if session is None:
        return context.page("resume.html", 404, holds=False, secret=secret)
    return context.to(f"/interview/{session}")


@router.post("/interview/{id}/delete")
def delete(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Deletes an interview for good, where that was confirmed."""
    session = context.session(id)
    if form.text("sure") != "yes":
        return framed(context, session, "session", "session.html", 422, link=None, unsure=True)
    is_gone = context.store.delete(session.id)
    return context.to("/" if is_gone else "/?traces=1")


def _called(names: Names) -> Callable[[str], str]:
    """What a cell of the trail is called: the fact in words, and whose it is."""

    def called(cell: str) -> str:
        owner, _, fact = cell.rpartition(".")
        collection, _, member = owner.partition("[")
        subject = SUBJECT_OF.get(collection, "team")
        whose = f"{member.removesuffix(']')}: " if member else ""
        return whose + names.fact(fact, subject)

    return called
