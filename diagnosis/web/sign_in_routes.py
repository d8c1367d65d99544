"""Signing in with the operator's token, signing out, and the language.

GET  /sign-in   show_sign_in
POST /sign-in   sign_in
POST /sign-out  sign_out
POST /language  choose_language
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from diagnosis.knowledge.model import LANGUAGES
from diagnosis.sessions import TRIES_SECONDS
from diagnosis.web.forms import Sent
from diagnosis.web.pages import Context, PageContext
from diagnosis.web.security_log import note

router = APIRouter()


@router.get("/sign-in")
def show_sign_in(context: Context, next: str = "/") -> Response:  # noqa: A002
    """The page that asks for the token."""
    if context.site.visitors.is_signed_in(context.request) and not context.shows_old_pass:
        return context.to(own_path(next))
    return sign_in_page(context, onward=own_path(next))


@router.post("/sign-in")
def sign_in(context: Context, form: Sent, request: Request) -> Response:
    """Lets in whoever knows the token. After many wrong tokens from one address, later ones are refused unread."""
    visitors, tries, onward = context.site.visitors, context.store.sign_in_tries, own_path(form.text("next"))
    address = request.client.host if request.client else ""
    if not visitors.knows_token:
        return context.to(onward)
    if not tries.may_try(address):
        note(context, "sign-in refused: too many wrong tokens")
        response = sign_in_page(context, 429, onward, context.texts("web.too_many_tries"))
        response.headers["retry-after"] = str(TRIES_SECONDS)
        return response
    if not visitors.is_token(form.text("token")):
        note(context, "sign-in refused: a wrong token")
        return sign_in_page(context, 403, onward, context.texts("web.wrong_token"))
    tries.forget(address)
    note(context, "signed in")
    response = context.to(onward)
    visitors.let_in(context.visitor, response)
    return response


@router.post("/sign-out")
def sign_out(context: Context, form: Sent) -> Response:
    """Takes the pass back, for everybody who has a copy of it; the interviews stay this browser's."""
    if (shown := context.site.visitors.pass_of(context.request)) is not None:
        context.store.passes.revoke(*shown)
    note(context, "signed out")
    response = context.to("/sign-in" if context.visitor.user is None else "/sign-in?out=1")
    context.site.visitors.let_out(response)
    return response


@router.post("/language")
def choose_language(context: Context, form: Sent) -> Response:
    """Keeps the language, and goes back to where it was chosen."""
    response = context.to(own_path(form.text("next")))
    for language in LANGUAGES:
        if language == form.text("language"):
            context.site.visitors.remember_language(response, language)
    return response


def sign_in_page(context: PageContext, status: int = 200, onward: str = "/", wrong: str = "") -> Response:
    """The page of signing in, with whatever ways there are here."""
    visitors, company = context.site.visitors, context.site.company
    title = None if company is None else company.company.title
    return context.page(
        "sign_in.html", status, next=onward, wrong=wrong, company=title, knows_token=visitors.knows_token
    )


def own_path(path: str) -> str:
    """`path` if it is one of this site, else the first page: nobody is sent elsewhere from here."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain and len(path) < 500 else "/"
