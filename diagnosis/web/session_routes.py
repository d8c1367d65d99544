"""What one does with a whole interview: its trail, a link for another browser, erasing a person, deleting it for good.

GET  /interview/{id}/session  show_session
GET  /interview/{id}/trail    show_trail
POST /interview/{id}/link     make_link
GET  /resume/{secret}         show_resume
POST /resume/{secret}         resume
POST /interview/{id}/delete   delete
POST /interview/{id}/turn-out turn_out
POST /interview/{id}/erase    erase
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.interview import ERASED, SAYINGS
from diagnosis.knowledge.model import SUBJECT_OF
from diagnosis.presentation import called_saying
from diagnosis.reporting.names import Names
from diagnosis.sessions import Person, Session, link_address, sellers_named, short, traces_note
from diagnosis.web.forms import Sent
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context, PageContext
from diagnosis.web.security_log import note
from diagnosis.web.turns import Timed
from diagnosis.web.users import Right

router = APIRouter(route_class=Timed)


@router.get("/interview/{id}/session")
def show_session(context: Context, id: str) -> Response:  # noqa: A002
    """The page of the session itself."""
    return _session_page(context, context.session(id))


@router.get("/interview/{id}/trail")
def show_trail(context: Context, id: str) -> Response:  # noqa: A002
    """Everything that happened, when, and by which browser."""
    session = context.session(id)
    trail = context.store.trail(session.id)
    users = context.store.users.names({entry.who for entry in trail})
    more = {"called": _called(context.names), "erased": ERASED, "users": users}
    return framed(context, session, "session", "trail.html", trail=trail, **more)


@router.post("/interview/{id}/link")
def make_link(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """A link with which one other browser can go on; it is shown this once."""
    session = context.session(id)
    context.require(Right.OWN)
    base = context.site.settings.url or str(context.request.base_url)
    link = link_address(base, context.store.links.new(session.id))
    note(context, "link made", session)
    return _session_page(context, session, link=link)


@router.get("/resume/{secret}")
def show_resume(context: Context, secret: str) -> Response:
    """Asks before it lets this browser in, so that a program that looks at links does not use them up."""
    return context.page("resume.html", holds=context.store.links.session_of(secret) is not None, secret=secret)


@router.post("/resume/{secret}")
def resume(context: Context, form: Sent, secret: str) -> Response:
    """Lets this browser into the interview of a link."""
    session = context.store.links.use(secret, context.visitor.owner)
    if session is None:
        note(context, "link refused")
        return context.page("resume.html", 404, holds=False, secret=secret)
    note(context, "let in by a link", session)
    return context.to(f"/interview/{session}")


@router.post("/interview/{id}/delete")
def delete(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Deletes an interview for good, where that was confirmed."""
    session = context.session(id)
    context.require_owner(session)
    if form.text("sure") != "yes":
        return _session_page(context, session, 422, unsure="sure")
    is_gone = context.store.delete(session.id)
    note(context, "interview deleted", session)
    return context.to("/" if is_gone else "/?traces=1")


@router.post("/interview/{id}/turn-out")
def turn_out(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Takes the right of a guest back."""
    session = context.session(id)
    context.require_owner(session)
    guest = next((each for each in context.store.links.guests_of(session.id) if short(each) == form.text("guest")), "")
    if context.store.links.turn_out(session.id, guest):
        note(context, "guest turned out", session, guest=short(guest))
    return context.to(f"/interview/{session.id}/session")


@router.post("/interview/{id}/erase")
def erase(context: Context, form: Sent, id: str) -> Response:  # noqa: A002
    """Erases a person from an interview and its trail, where that was confirmed."""
    session = context.session(id)
    context.require_owner(session)
    persons = {value: person for value, _, person in _persons(context, session)}
    person = persons.get(form.text("whom"))
    if person is None or form.text("sure") != "yes":
        return _session_page(context, session, 422, unsure="whom" if person is None else "sure-erase")
    erased = context.store.erase(session.id, person, context.knowledge, who=context.visitor.owner)
    note(context, "person erased", session)
    told = [*erased.notes, *([] if erased.is_gone else [traces_note()])]
    return _session_page(context, context.session(id), erased=[each.words(context.language) for each in told])


def _persons(context: PageContext, session: Session) -> Iterator[tuple[str, str, Person]]:
    """Who can be erased: what a form sends, what is shown, and whom it means."""
    trail = context.store.trail(session.id)
    users = context.store.users.names({entry.who for entry in trail})
    for seller in sellers_named(session.interview, trail):
        yield f"seller-{short(seller)}", seller, Person(seller)
    # The one who looks is shown as the owner, who can delete the whole interview.
    for browser in dict.fromkeys(entry.who for entry in trail):
        if browser not in ("", ERASED, context.visitor.owner):
            shown = users.get(browser) or f"{context.texts('web.other_browser')} {short(browser)}"
            yield f"browser-{short(browser)}", shown, Person(browser, answered=True)


def _session_page(
    context: PageContext,
    session: Session,
    status: int = 200,
    *,
    link: str | None = None,
    unsure: str = "",
    erased: Sequence[str] = (),
) -> Response:
    """`unsure` names the field to look at again; `erased` is what to tell once a person was erased."""
    is_owner = session.owner == context.visitor.owner and Right.OWN in context.visitor.rights
    guests = context.store.links.guests_of(session.id) if is_owner else []
    names = context.store.users.names(guests)
    return framed(
        context,
        session,
        "session",
        "session.html",
        status,
        link=link,
        unsure=unsure,
        erased=erased,
        is_owner=is_owner,
        guests=[(short(guest), names.get(guest, short(guest))) for guest in guests],
        persons=[(value, shown) for value, shown, _ in _persons(context, session)] if is_owner else [],
    )


def _called(names: Names) -> Callable[[str], str]:
    """What a cell of the trail is called: the fact in words, and whose it is."""

    def called(cell: str) -> str:
        if cell.partition(".")[0] in SAYINGS:
            return called_saying(cell, names)
        owner, _, fact = cell.rpartition(".")
        collection, _, member = owner.partition("[")
        subject = SUBJECT_OF.get(collection, "team")
        whose = f"{member.removesuffix(']')}: " if member else ""
        return whose + names.fact(fact, subject)

    return called
