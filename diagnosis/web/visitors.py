"""Who asks: a browser, known by a random secret in its cookie; whether it signed in; its language.

A browser's interviews belong to its *owner id*, a digest of the secret, so that a copy of the database lets nobody in.
The token in forms is derived from the secret as well: a page elsewhere, which cannot read the cookie, cannot make one.
Nothing of this is kept on the server, so that any of its processes can answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.sessions import Clock, system_clock
from diagnosis.web.accepted_languages import best_of
from diagnosis.web.settings import Settings

KEPT_SECONDS = 400 * 24 * 3600
"""How long a browser is remembered; browsers allow no longer."""

SIGNED_IN_SECONDS = 12 * 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_LANGUAGE = "diagnosis-language"


@dataclass(frozen=True)
class Visitor:
    """A browser. `fresh` says that it came without a cookie, and is given one."""

    secret: str = field(repr=False)
    language: Language
    fresh: bool

    @cached_property
    def owner(self) -> str:
        """The id under which its interviews are kept."""
        return f"browser-{_digest('owner', self.secret)}"

    @cached_property
    def form_token(self) -> str:
        """The token that its forms carry, and the forms of no other browser."""
        return _digest("form", self.secret)


class Visitors:
    """Tells visitors apart, and lets them in."""

    def __init__(self, settings: Settings, token: str | None, clock: Clock = system_clock) -> None:
        self.settings, self._token, self._clock = settings, token, clock
        prefix = "__Host-" if settings.is_secure else ""
        self._cookie, self._pass = f"{prefix}diagnosis", f"{prefix}diagnosis-pass"

    def of(self, request: Request) -> Visitor:
        """The visitor who asks; the same one throughout a request."""
        visitor = getattr(request.state, "visitor", None)
        if not isinstance(visitor, Visitor):
            secret = request.cookies.get(self._cookie, "")
            known = _SECRET.fullmatch(secret) is not None
            own = secret if known else secrets.token_urlsafe(32)
            visitor = request.state.visitor = Visitor(own, self._language(request), not known)
        return visitor

    def _language(self, request: Request) -> Language:
        """The language that was chosen; else the one that the browser prefers; else the operator's."""
        chosen = request.cookies.get(_LANGUAGE, "")
        if chosen in LANGUAGES:
            return chosen
        return best_of(request.headers.get("accept-language", ""), LANGUAGES) or self.settings.language

    # --- forms ------------------------------------------------------------------------------------------------

    def require_own_form(self, request: Request, token: str) -> None:
        """Raises HTTPException 403 unless what was sent comes from a page that this visitor was shown."""
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin", "null")
        # Our pages send no referrer: a browser that does not know Sec-Fetch-Site gives "null" as the origin.
        # A proxy may have put another name into Host than browsers ask for.
        own = {request.headers.get("host", "").lower(), urlsplit(self.settings.url or "").netloc.lower()} - {""}
        same = origin == "null" or urlsplit(origin).netloc.lower() in own
        if site not in (None, "same-origin") or not same:
            raise HTTPException(403)
        visitor = self.of(request)
        if visitor.fresh or not hmac.compare_digest(token.encode(), visitor.form_token.encode()):
            raise HTTPException(403)

    # --- cookies ----------------------------------------------------------------------------------------------

    def remember(self, visitor: Visitor, response: Response) -> None:
        """Gives a new visitor its cookie."""
        if visitor.fresh:
            self._set(response, self._cookie, visitor.secret, KEPT_SECONDS)

    def remember_language(self, response: Response, language: Language) -> None:
        """Keeps the language that was chosen."""
        self._set(response, _LANGUAGE, language, KEPT_SECONDS)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        secure = self.settings.is_secure
        response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")

    # --- sign-in ----------------------------------------------------------------------------------------------

    @property
    def asks_for_token(self) -> bool:
        """Whether one has to sign in here."""
        return self._token is not None

    def is_token(self, given: str) -> bool:
        """Whether this is the operator's token."""
        return self._token is not None and hmac.compare_digest(given.strip().encode(), self._token.encode())

    def let_in(self, visitor: Visitor, response: Response) -> None:
        """Gives a visitor who knew the token a pass: signed with it, for this browser, for some hours."""
        until = int(self._clock().timestamp()) + SIGNED_IN_SECONDS
        # Each pass is another one, so that one can be taken back without the next.
        own = secrets.token_hex(8)
        self._set(response, self._pass, f"{until}.{own}.{self._signature(visitor, until, own)}", SIGNED_IN_SECONDS)

    def let_out(self, response: Response) -> None:
        """Takes the pass back."""
        response.delete_cookie(self._pass, path="/", secure=self.settings.is_secure, httponly=True, samesite="lax")

    def pass_of(self, request: Request) -> tuple[str, float] | None:
        """The pass that a request shows, and until when it holds; None where none is needed or shown."""
        shown = request.cookies.get(self._pass, "")
        if self._token is None or not self.is_signed_in(request):
            return None
        return shown, float(shown.partition(".")[0])

    def is_signed_in(self, request: Request) -> bool:
        """Whether the visitor may come in: with a pass that holds, or because nobody needs one."""
        if self._token is None:
            return True
        until, _, rest = request.cookies.get(self._pass, "").partition(".")
        own, _, signature = rest.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) < 12) or int(until) < self._clock().timestamp():
            return False
        return hmac.compare_digest(signature.encode(), self._signature(self.of(request), int(until), own).encode())

    def _signature(self, visitor: Visitor, until: int, own: str) -> str:
        return _digest(f"pass {until} {own} {visitor.owner}", self._token or "")


def _digest(purpose: str, key: str) -> str:
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()
