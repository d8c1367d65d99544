"""How pages are made: templates with everything escaped, and what every page has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from diagnosis.interview import Event
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.messages import translated
from diagnosis.reporting.names import Names
from diagnosis.sessions import Clock, Limits, NoSuchSession, Session, Store
from diagnosis.texts import Texts, texts
from diagnosis.web.company_sign_in import CompanySignIn
from diagnosis.web.metrics import Metrics
from diagnosis.web.settings import OPEN_TO_ALL, Settings
from diagnosis.web.users import Right
from diagnosis.web.visitors import Visitor, Visitors

HERE = Path(__file__).parent
STATIC = HERE / "static"

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class Site:
    """All that is behind the pages; one a process, at `request.app.state.site`."""

    settings: Settings
    knowledge: Knowledge
    store: Store
    visitors: Visitors
    clock: Clock
    retention: timedelta
    limits: Limits
    metrics: Metrics
    metrics_token: str | None
    company: CompanySignIn | None


class PageContext:
    """A request with what its page needs: the site, the visitor, the words of the language."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.site: Site = request.app.state.site
        self.visitor: Visitor = self.site.visitors.of(request)
        self.language: Language = self.visitor.language
        self.texts: Texts = texts(self.language)

    @property
    def store(self) -> Store:
        """The interviews."""
        return self.site.store

    @property
    def shows_old_pass(self) -> bool:
        """Whether the visitor shows a pass that was given back by signing out."""
        shown = self.site.visitors.pass_of(self.request)
        return shown is not None and self.store.passes.is_revoked(shown[0])

    def require(self, right: Right) -> None:
        """Raises HTTPException 403 where the visitor is a user whose roles do not allow that."""
        if right not in self.visitor.rights:
            raise HTTPException(403)

    def require_owner(self, session: Session) -> None:
        """Raises HTTPException 403 where the visitor is a guest, to whom the interview does not belong."""
        self.require(Right.OWN)
        if session.owner != self.visitor.owner:
            raise HTTPException(403)

    def session(self, id_: str, number: int | None = None) -> Session:
        """An interview (as it was after event `number`) that the visitor may see. Raises NoSuchSession."""
        if self.visitor.fresh or not _ID.fullmatch(id_):
            raise NoSuchSession(id_)
        return self.store.load(id_, self.knowledge, number=number, viewer=self.visitor.owner)

    def as_shown(self, session: Session, number: int) -> Session:
        """A session as it was after event `number`, when a form was filled in."""
        return session if number == session.number else self.session(session.id, number)

    def record(self, session: Session, events: Sequence[Event], number: int) -> Session:
        """The session after events that answer what was shown at event `number`. Raises as `Store.record` does.

        Raises HTTPException 403 where the visitor may not answer.
        """
        self.require(Right.ANSWER)
        return self.store.record(session, events, self.knowledge, who=self.visitor.owner, after=number)

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge base: what is asked, and by which rules teams are judged."""
        return self.site.knowledge

    @cached_property
    def names(self) -> Names:
        """What ids are called in the visitor's language."""
        return Names(self.knowledge, self.language)

    def said(self, text: str) -> str:
        """A message in the visitor's language."""
        return translated(text, self.language)

    def page(self, template: str, status: int = 200, /, **values: object) -> Response:
        """A page."""
        body = _environment().get_template(template).render(context=self, t=self.texts, **self._common(), **values)
        response = HTMLResponse(body, status)
        self.site.visitors.remember(self.visitor, response)
        return response

    def _common(self) -> dict[str, object]:
        path = self.request.url.path
        return {
            "csrf": self.visitor.form_token,
            "language": self.language,
            "languages": [(language, texts(language)("language.name")) for language in LANGUAGES],
            "here": path if self.request.method in ("GET", "HEAD") else self.request.scope.get("back", "/"),
            "signed_in": self.site.visitors.asks_to_sign_in and self.site.visitors.is_signed_in(self.request),
            "static": static_url,
            "user": self.visitor.user,
            "may": self.visitor.rights,
            "gate_changed": self.names.gate_changed,
        }

    def to(self, path: str) -> Response:
        """Sends the browser on to another page, after a form."""
        response = RedirectResponse(path, 303)
        self.site.visitors.remember(self.visitor, response)
        return response


def _context(request: Request) -> PageContext:
    """Raises HTTPException where the visitor shows a pass that was given back."""
    context = PageContext(request)
    if request.url.path not in OPEN_TO_ALL and context.shows_old_pass:
        raise HTTPException(303, headers={"location": "/sign-in"})
    return context


Context = Annotated[PageContext, Depends(_context)]
"""A parameter of a page: the request with what the page needs."""


@cache
def static_url(name: str) -> str:
    """The address of a file in `static/`; another one whenever the file changes, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{digest}/{name}"


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved, never shown: `name` loses what a file name must not have."""
    safe = "".join(letter if letter.isalnum() or letter in "-_. " else "-" for letter in name).strip(". ")[:120]
    plain = safe.encode("ascii", "ignore").decode().strip(". -") or "diagnosis"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe)}"
    headers = {"content-disposition": disposition, "content-type": media_type}
    return Response(content, headers=headers)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {"path": lambda text: quote(str(text), safe="")}
    environment.filters.update(filters)
    return environment
