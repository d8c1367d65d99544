"""What every request has to pass, and what every answer carries.

A plain ASGI layer around everything else, so that no page can forget it: the name in the Host header, methods, sizes,
time to send a body, sign-in, the headers that tell browsers what not to do, and a log without answers, ids or secrets.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from diagnosis.web.metrics import Metrics
from diagnosis.web.settings import OPEN_TO_ALL, Settings
from diagnosis.web.turns import USED, Busy, Turns
from diagnosis.web.visitors import Visitors

MOST_BYTES = 2_000_000
"""No form and no file is larger: the facts of one team, or a table of its sellers, take some kilobytes."""

MOST_BYTES_SPILT = 20_000_000
"""Up to this size, what is too large is read and thrown away before it is refused; of more nothing is read."""

SECONDS_TO_SEND = 60.0
"""How long a browser may take for all that it sends."""

METHODS = ("GET", "HEAD", "POST")
STATIC = "/static/"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
}

log = logging.getLogger("diagnosis.web")


class SecurityMiddleware:
    """The layer around the application."""

    def __init__(self, app: ASGIApp, settings: Settings, visitors: Visitors, metrics: Metrics, logic: str) -> None:
        self.app, self.settings, self.visitors, self.logic = app, settings, visitors, logic
        self._metrics = metrics
        self._hosts, self._turns = settings.hosts, Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or refuses it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        began, status, method = time.perf_counter(), 500, scope["method"]

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope["path"], status, message)
            await send(message)

        try:
            refused = self._refusal(scope)
            if scope["method"] == "HEAD":
                # What GET answers; the server leaves the body out.
                scope = {**scope, "method": "GET"}
            if refused is not None:
                await refused(scope, receive, answer)
            else:
                await self._in_turn(scope, _limited(scope, receive), answer)
        finally:
            took, page = time.perf_counter() - began, _page_of(scope)
            known = method if method in METHODS else "other"
            self._metrics.note_request(known, page, status, took)
            told = {"method": known, "page": page, "status": status, "ms": round(took * 1000, 1)}
            log.info("request", extra={"particulars": told})

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the application answer, when it is the browser's turn."""
        visitor = self.visitors.of(Request(scope))
        if visitor.fresh or scope["path"].startswith(STATIC):
            # A browser without a cookie has no interviews: none of its pages takes long.
            await self.app(scope, receive, send)
            return
        try:
            async with self._turns.of(visitor.owner) as used:
                scope[USED] = used
                await self.app(scope, receive, send)
        except Busy:
            busy = PlainTextResponse("429: too many requests at once\n", 429, {"retry-after": "10"})
            await busy(scope, receive, send)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        """The answer to a request that may not come in; None where it may."""
        headers = Headers(scope=scope)
        if _name(headers.getlist("host")) not in self._hosts:
            return PlainTextResponse("400: this server does not answer to that name\n", 400)
        if scope["method"] not in METHODS:
            return PlainTextResponse("405: not allowed\n", 405, {"allow": ", ".join(METHODS)})
        if not _fits(headers.getlist("content-length"), MOST_BYTES):
            return _TooLarge(_fits(headers.getlist("content-length"), MOST_BYTES_SPILT))
        path = scope["path"]
        if path in OPEN_TO_ALL or path.startswith(STATIC) or self.visitors.is_signed_in(Request(scope)):
            return None
        if scope["method"] == "POST":
            return PlainTextResponse("403: sign in first\n", 403)
        return RedirectResponse(f"/sign-in?next={quote(path)}", 303)

    def _add_headers(self, path: str, status: int, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in HEADERS.items():
            headers[name] = value
        if self.settings.is_secure:
            headers["strict-transport-security"] = "max-age=31536000"
        if not (path.startswith(STATIC) and status in (200, 304)):
            headers["cache-control"] = "no-store"


def _limited(scope: Scope, receive: Receive) -> Receive:
    """`receive`, but it refuses what is too large or takes too long."""
    if scope["method"] != "POST":
        return receive
    received, complete, until = 0, False, asyncio.get_running_loop().time() + SECONDS_TO_SEND

    async def limited() -> Message:
        nonlocal received, complete
        if complete:
            # All was read. What is still received is only that the browser leaves.
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"connection": "close"}) from None
        received += len(message.get("body", b""))
        if received > MOST_BYTES:
            raise HTTPException(413, headers={"connection": "close"})
        complete = not message.get("more_body", False)
        return message

    return limited


class _TooLarge:
    """Refuses what is too large. If it is not far too large it is read first: else browsers do not hear the answer."""

    def __init__(self, read_first: bool) -> None:
        self.read_first = read_first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        more = self.read_first
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_SEND):
                while more:
                    message = await receive()
                    more = message["type"] == "http.request" and message.get("more_body", False)
        await PlainTextResponse("413: too large\n", 413, {"connection": "close"})(scope, receive, send)


def _fits(lengths: Iterable[str], most: int) -> bool:
    return all(length.isascii() and length.isdigit() and int(length[:12]) <= most for length in lengths)


def _name(hosts: list[str]) -> str:
    """The name in the Host header, without the port; an empty text where there is no such header, or several."""
    if len(hosts) != 1:
        return ""
    host = hosts[0].lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")


def _page_of(scope: Scope) -> str:
    """The kind of page that was asked for: no id, no secret and nothing that anybody typed."""
    route = scope.get("route")
    return getattr(route, "path", None) or ("static" if scope["path"].startswith(STATIC) else "-")
