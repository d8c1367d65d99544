"""What every page of an interview shows around itself: whose it is, where one can go, what was lost."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from diagnosis.languages import SOURCE
from diagnosis.sessions import Session
from diagnosis.web.pages import PageContext

TABS = ("question", "answers", "result", "requests", "what_if", "session")
_PATHS = {"question": "", "what_if": "/what-if"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the interview to go to."""

    title: str
    path: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """The frame of a page; `path` is the address that all addresses of the interview begin with.

    `lost` tells which answers the catalogue of today no longer takes, `notes` how the files at the beginning were read.
    """

    session: Session
    title: str
    path: str
    tabs: tuple[Tab, ...]
    lost: tuple[str, ...]
    notes: Sequence[str]

    def cause(self, cause: str, member: str | None) -> str:
        """The address of a cause of the team, or of a member: addresses are kept by browsers, so no name is in it."""
        of = "" if member is None else f"?of={member_key(self.session, member)}"
        return f"{self.path}/cause/{quote(cause, safe='')}{of}"

    def names_held(self, stage: str) -> bool:
        """Whether the result tells of somebody who is not judged yet in a stage."""
        return any(held.stage == stage for held in self.session.interview.diagnosis().held)

    @property
    def number(self) -> int:
        """The number of the last event: what forms say they answer."""
        return self.session.number


def member_key(session: Session, member: str) -> str:
    """What stands for a member in addresses; another one in each session."""
    return hmac.new(session.id.encode(), member.encode(), hashlib.sha256).hexdigest()[:16]


def framed(
    context: PageContext, session: Session, tab: str, template: str, status: int = 200, /, **values: object
) -> Response:
    """A page of a session; `tab` is the one that it belongs to."""
    return context.page(template, status, frame=frame(context, session, tab), **values)


def frame(context: PageContext, session: Session, current: str) -> Frame:
    """The frame of a page in a session; `current` is the tab that it belongs to."""
    path = f"/interview/{session.id}"
    # Whoever changes the language on a page that answers a form comes back to the page with the form.
    context.request.scope["back"] = path
    particulars = session.interview.particulars
    return Frame(
        session,
        f"{particulars.team} · {particulars.quarter}",
        path,
        tuple(Tab(context.texts.of("tab", tab), path + _PATHS.get(tab, f"/{tab}"), tab == current) for tab in TABS),
        tuple(fault.text(context.language) for fault in session.lost),
        _notes(session, context.language) if session.number == 0 or current in ("answers", "session") else (),
    )


def _notes(session: Session, language: str) -> Sequence[str]:
    return session.notes.get(language) or session.notes.get(SOURCE, ())
