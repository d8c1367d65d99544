"""What one does with a whole interview: its trail, a link for another browser, deleting it for good."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.web.forms import Sent
from diagnosis.web.frame import frame
from diagnosis.web.pages import Ask

router = APIRouter()


@router.get("/interview/{id}/session")
def show_session(asking: Ask, id: str) -> Response:  # noqa: A002
    """The page of the session itself."""
    session = asking.desk.open(id, asking.visitor)
    return asking.page("session.html", frame=frame(asking, session, "session"), link=None)


@router.get("/interview/{id}/trail")
def show_trail(asking: Ask, id: str) -> Response:  # noqa: A002
    """Everything that happened, when, and by which browser."""
    session = asking.desk.open(id, asking.visitor)
    trail = asking.desk.trail(session)
    return asking.page("trail.html", frame=frame(asking, session, "session"), trail=trail)


@router.post("/interview/{id}/link")
def make_link(asking: Ask, form: Sent, id: str) -> Response:  # noqa: A002
    """A link with which one other browser can go on; it is shown this once."""
    session = asking.desk.open(id, asking.visitor)
    secret = asking.desk.ledger.new_link(session.id)
    base = (asking.site.settings.url or str(asking.request.base_url)).rstrip("/")
    return asking.page("session.html", frame=frame(asking, session, "session"), link=f"{base}/resume/{secret}")


@router.get("/resume/{secret}")
def show_resume(asking: Ask, secret: str) -> Response:
    """Asks before it lets this browser in, so that a program that looks at links does not use them up."""
    return asking.page("resume.html", holds=asking.desk.ledger.linked(secret) is not None, secret=secret)


@router.post("/resume/{secret}")
def resume(asking: Ask, form: Sent, secret: str) -> Response:
    """Lets this browser into the interview of a link."""
    session = asking.desk.ledger.use_link(secret, asking.visitor.owner)
    if session is None:
        return asking.page("resume.html", 404, holds=False, secret=secret)
    return asking.to(f"/interview/{session}")


@router.post("/interview/{id}/delete")
def delete(asking: Ask, form: Sent, id: str) -> Response:  # noqa: A002
    """Deletes an interview for good, where that was confirmed."""
    session = asking.desk.open(id, asking.visitor)
    if form.text("sure") != "yes":
        page_frame = frame(asking, session, "session")
        return asking.page("session.html", 422, frame=page_frame, link=None, unsure=True)
    asking.desk.delete(session)
    return asking.to("/")
