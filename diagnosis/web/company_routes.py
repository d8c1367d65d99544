"""Signing in with an account of the company: to its provider, and back.

GET  /sign-in/company       ask_provider
GET  /sign-in/company/back  come_back
GET  /sign-in/company/out   sign_out_there
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio.to_thread
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from diagnosis.sessions import TRIES_SECONDS
from diagnosis.web.company_sign_in import Asked, CompanySignIn, NotLetIn, Unreachable
from diagnosis.web.middleware import log
from diagnosis.web.pages import Context, PageContext
from diagnosis.web.security_log import note
from diagnosis.web.sign_in_routes import own_path, sign_in_page
from diagnosis.web.users import User

P = ParamSpec("P")
T = TypeVar("T")

router = APIRouter()

_BACK, _OUT = "/sign-in/company/back", "/sign-in"


@router.get("/sign-in/company")
async def ask_provider(context: Context, next: str = "/") -> Response:  # noqa: A002
    """Sends the browser to the provider; it keeps what was asked until it comes back."""
    company = _company(context)
    try:
        asked = await company.ask(_address(context, _BACK))
    except Unreachable as error:
        return await _in_thread(_unreachable, context, str(error))
    response = RedirectResponse(asked.url, 303)
    visitors = context.site.visitors
    visitors.remember(context.visitor, response)
    visitors.keep_asked(response, _kept(asked, own_path(next)))
    return response


@router.get(_BACK)
async def come_back(context: Context) -> Response:
    """Lets in whom the provider knows."""
    company = _company(context)
    asked, onward = _asked(context.site.visitors.asked(context.request))
    if asked is None:
        return await _in_thread(_not_let_in, context, "no question", "web.sign_in_anew")
    if not await _in_thread(_may_try, context):
        return await _in_thread(_too_many, context)
    try:
        user = await company.user(asked, _address(context, _BACK), dict(context.request.query_params))
    except Unreachable as error:
        return await _in_thread(_unreachable, context, str(error))
    except NotLetIn as error:
        told = "web.no_role" if str(error) == "no role" else "web.not_let_in"
        return await _in_thread(_not_let_in, context, str(error), told)
    return await _in_thread(_let_in, context, user, onward)


@router.get("/sign-in/company/out")
async def sign_out_there(context: Context) -> Response:
    """Sends a browser on to where one signs out of the provider as well."""
    try:
        url = await _company(context).sign_out_url(_address(context, _OUT))
    except Unreachable as error:
        return await _in_thread(_unreachable, context, str(error))
    return RedirectResponse(url or _OUT, 303)


def _company(context: PageContext) -> CompanySignIn:
    """Raises HTTPException 404 where one signs in with a token alone."""
    if context.site.company is None:
        raise HTTPException(404)
    return context.site.company


def _address(context: PageContext, path: str) -> str:
    return (context.site.settings.url or str(context.request.base_url)).rstrip("/") + path


async def _in_thread(do: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """Does what reads or writes the database outside the loop that serves all browsers."""
    return await anyio.to_thread.run_sync(partial(do, *given, **named))


def _may_try(context: PageContext) -> bool:
    return context.store.sign_in_tries.may_try(_client(context))


def _client(context: PageContext) -> str:
    client = context.request.client
    return client.host if client else ""


def _let_in(context: PageContext, user: User, onward: str) -> Response:
    context.store.sign_in_tries.forget(_client(context))
    context.store.users.remember(user.id, user.name)
    note(context, "signed in", user=user.name, roles=" ".join(sorted(user.roles)))
    response = context.to(onward)
    context.site.visitors.let_in(context.visitor, response, user)
    context.site.visitors.forget_asked(response)
    return response


def _not_let_in(context: PageContext, why: str, told: str) -> Response:
    note(context, f"sign-in refused: {why}")
    response = sign_in_page(context, 403, wrong=context.texts(told))
    context.site.visitors.forget_asked(response)
    return response


def _too_many(context: PageContext) -> Response:
    note(context, "sign-in refused: too many tries")
    response = sign_in_page(context, 429, wrong=context.texts("web.too_many_tries"))
    response.headers["retry-after"] = str(TRIES_SECONDS)
    return response


def _unreachable(context: PageContext, why: str) -> Response:
    log.error("the provider of accounts cannot be used (%s)", why)
    return sign_in_page(context, 503, wrong=context.texts("web.provider_away"))


def _kept(asked: Asked, onward: str) -> str:
    encoded = base64.urlsafe_b64encode(onward.encode()).decode()
    return ".".join((asked.state, asked.nonce, asked.verifier, encoded))


def _asked(kept: str) -> tuple[Asked | None, str]:
    """What the browser kept, and where it wanted to go; nothing where it kept nothing of ours."""
    parts = kept.split(".")
    if len(parts) != 4 or not all(parts):
        return None, "/"
    try:
        onward = own_path(base64.urlsafe_b64decode(parts[3].encode()).decode())
    except (ValueError, binascii.Error):
        return None, "/"
    return Asked("", parts[0], parts[1], parts[2]), onward
