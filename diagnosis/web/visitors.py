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
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diagnosis.knowledge.model import LANGUAGES, Language
from diagnosis.sessions import Clock, system_clock
from diagnosis.web.accepted_languages import best_of
from diagnosis.web.settings import Settings
from diagnosis.web.users import ALL_RIGHTS, Right, User

KEPT_SECONDS = 400 * 24 * 3600
"""How long a browser is remembered; browsers allow no longer."""

SIGNED_IN_SECONDS = 12 * 3600
ASKED_SECONDS = 15 * 60
"""How long one may take to sign in with an account of the company."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_LANGUAGE = "diagnosis-language"


@dataclass(frozen=True)
class Visitor:
    """A browser. `fresh` says that it came without a cookie, and is given one."""

    secret: str = field(repr=False)
    language: Language
    fresh: bool
    user: User | None = None

    @cached_property
    def browser(self) -> str:
        """The id of the browser, whoever uses it."""
        return f"browser-{_digest('owner', self.secret)}"

    @property
    def owner(self) -> str:
        """The id under which interviews are kept: of the user who signed in with an account, else of the browser."""
        return self.browser if self.user is None else self.user.id

    @property
    def rights(self) -> frozenset[Right]:
        """What may be done: by a user what the roles allow, by others everything."""
        return ALL_RIGHTS if self.user is None else self.user.rights

    @cached_property
    def form_token(self) -> str:
        """The token that its forms carry, and the forms of no other browser or user."""
        return _digest("form" if self.user is None else f"form {self.user.id}", self.secret)


@dataclass(frozen=True, slots=True)
class _Pass:
    """A pass that holds until a moment, in seconds since 1970; of a user, where it is not the token's."""

    until: int
    user: User | None


class Visitors:
    """Tells visitors apart, and lets them in."""

    def __init__(
        self, settings: Settings, token: str | None, clock: Clock = system_clock, company_secret: str | None = None
    ) -> None:
        """Passes of those who know the token are signed with it, those of users with the secret of the company."""
        self.settings, self._token, self._clock, self._company_secret = settings, token, clock, company_secret
        prefix = "__Host-" if settings.is_secure else ""
        self._cookie, self._pass = f"{prefix}diagnosis", f"{prefix}diagnosis-pass"
        self._asked = f"{prefix}diagnosis-asked"

    def of(self, request: Request) -> Visitor:
        """The visitor who asks; the same one throughout a request."""
        visitor = getattr(request.state, "visitor", None)
        if not isinstance(visitor, Visitor):
            secret = request.cookies.get(self._cookie, "")
            known = _SECRET.fullmatch(secret) is not None
            own = secret if known else secrets.token_urlsafe(32)
            visitor = Visitor(own, self._language(request), not known)
            shown = self._shown(request, visitor)
            if shown is not None and shown.user is not None:
                visitor = replace(visitor, user=shown.user)
            request.state.visitor = visitor
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
    def asks_to_sign_in(self) -> bool:
        """Whether one has to sign in here: with the token, or with an account of the company."""
        return self.knows_token or self._company_secret is not None

    @property
    def knows_token(self) -> bool:
        """Whether one can sign in with a token."""
        return self._token is not None

    def keep_asked(self, response: Response, asked: str) -> None:
        """Lets the browser keep what the company's provider was asked, until it comes back from there."""
        self._set(response, self._asked, asked, ASKED_SECONDS)

    def asked(self, request: Request) -> str:
        """What the browser kept; an empty text where it kept nothing."""
        return request.cookies.get(self._asked, "")

    def forget_asked(self, response: Response) -> None:
        """The browser need not keep it any longer."""
        self._take(response, self._asked)

    def is_token(self, given: str) -> bool:
        """Whether this is the operator's token."""
        return self._token is not None and hmac.compare_digest(given.strip().encode(), self._token.encode())

    def let_in(self, visitor: Visitor, response: Response, user: User | None = None) -> None:
        """Gives a visitor who knew the token, or is a user, a pass: signed, for this browser, for some hours."""
        until = int(self._clock().timestamp()) + SIGNED_IN_SECONDS
        # Each pass is another one, so that one can be taken back without the next.
        own = secrets.token_hex(8)
        told = "" if user is None else user.written()
        signature = self._signature(visitor, until, own, told)
        assert signature is not None
        self._set(response, self._pass, f"{until}.{own}.{told}.{signature}", SIGNED_IN_SECONDS)

    def let_out(self, response: Response) -> None:
        """Takes the pass back."""
        self._take(response, self._pass)

    def _take(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self.settings.is_secure, httponly=True, samesite="lax")

    def pass_of(self, request: Request) -> tuple[str, float] | None:
        """The pass that a request shows, and until when it holds; None where none is needed or shown."""
        shown = self._shown(request, self.of(request))
        return None if shown is None else (request.cookies.get(self._pass, ""), float(shown.until))

    def is_signed_in(self, request: Request) -> bool:
        """Whether the visitor may come in: with a pass that holds, or because nobody needs one."""
        return not self.asks_to_sign_in or self._shown(request, self.of(request)) is not None

    def _shown(self, request: Request, visitor: Visitor) -> _Pass | None:
        """The pass that a browser shows, where it is ours, this browser's, and its time is not over."""
        until, own, told, signature, *more = (*request.cookies.get(self._pass, "").split("."), "", "", "", "")
        if not (until.isascii() and until.isdigit() and len(until) < 12) or int(until) < self._clock().timestamp():
            return None
        right = self._signature(visitor, int(until), own, told)
        if right is None or any(more) or not hmac.compare_digest(signature.encode(), right.encode()):
            return None
        return _Pass(int(until), User.read(told) if told else None)

    def _signature(self, visitor: Visitor, until: int, own: str, told: str) -> str | None:
        """The signature of a pass; None where nobody comes in with such a pass here."""
        key = self._company_secret if told else self._token
        return None if key is None else _digest(f"pass {until} {own} {told} {visitor.browser}", key)


def _digest(purpose: str, key: str) -> str:
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()
