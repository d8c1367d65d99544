"""The application: pages, guard and what is behind them, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import anyio
import anyio.to_thread
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.interview import dependencies_of
from diagnosis.loading import load_knowledge
from diagnosis.messages import say
from diagnosis.sessions import Clock, Limits, NoSuchSession, Store, StoreFault, kept_for, system_clock
from diagnosis.web import (
    answer_routes,
    company_routes,
    explain_routes,
    health_routes,
    interview_routes,
    result_routes,
    session_routes,
    sign_in_routes,
    start_routes,
    static_routes,
    volunteer_routes,
    what_if_routes,
)
from diagnosis.web.company import read_company
from diagnosis.web.company_sign_in import CompanySignIn
from diagnosis.web.forms import SENT, Form
from diagnosis.web.metrics import Metrics
from diagnosis.web.middleware import SecurityMiddleware, log
from diagnosis.web.pages import PageContext, Site
from diagnosis.web.settings import Settings, access_token, check, metrics_token
from diagnosis.web.visitors import Visitors

THREADS = 2
"""How many pages a process works out at the same time. Python runs one thread at a time: more would slow it down."""

PURGE_SECONDS = 3600.0
"""How often a process looks for interviews whose retention period is over."""

RETRY_SECONDS = 30
"""How long browsers are told to wait while the store cannot be used."""

PURGE_AGAIN_SECONDS = 60.0
"""How long after a failed purge the next one is tried."""

TIDY_SECONDS = 20.0
"""How often a process forgets what others deleted, and removes traces that could not be removed at once."""

_SAY_NOTHING: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Telemetry stays off, whatever the environment asks for: addresses of pages hold ids and links."""


def create(settings: Settings, clock: Clock = system_clock) -> SecurityMiddleware:
    """The application. Raises Faulty where it cannot be served, or not safely."""
    check(settings)
    knowledge = load_knowledge(*settings.rules)
    if settings.logic not in (None, knowledge.version.logic):
        # Two processes with two logics would judge an interview by turns.
        what = say("the rules were changed since the server began")
        raise Faulty([Fault(Place(" ".join(settings.rules)), what, say("start it again, or send it SIGHUP"))])
    dependencies_of(knowledge)
    retention = kept_for() if settings.retention_days is None else timedelta(days=settings.retention_days)
    company = None if settings.oidc is None else CompanySignIn(read_company(settings.oidc))
    secret = None if company is None else company.company.secret
    visitors = Visitors(settings, access_token(settings), clock, secret)
    limits = Limits()
    store = Store.open(settings.store, clock, limits)
    metrics = Metrics(store)
    site = Site(
        settings, knowledge, store, visitors, clock, retention, limits, metrics, metrics_token(settings), company
    )
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry=_SAY_NOTHING, lifespan=_lifespan)
    app.state.site = site
    for routes in (
        static_routes,
        health_routes,
        sign_in_routes,
        company_routes,
        start_routes,
        session_routes,
        interview_routes,
        answer_routes,
        volunteer_routes,
        explain_routes,
        what_if_routes,
        result_routes,
    ):
        app.include_router(routes.router)
    app.add_exception_handler(NoSuchSession, _not_found)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(StoreFault, _unstored)
    app.add_exception_handler(Faulty, _faulty)
    app.add_exception_handler(Exception, _failed)
    return SecurityMiddleware(app, settings, site.visitors, metrics, knowledge.version.logic)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    site: Site = app.state.site

    async def purge() -> None:
        while True:
            is_done = await anyio.to_thread.run_sync(_purged, site.store, site.retention, site.metrics)
            await anyio.sleep(PURGE_SECONDS if is_done else PURGE_AGAIN_SECONDS)

    async def tidy() -> None:
        while True:
            await anyio.sleep(TIDY_SECONDS)
            await anyio.to_thread.run_sync(_tidied, site.store, site.metrics)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(purge)
        tasks.start_soon(tidy)
        yield
        tasks.cancel_scope.cancel()
    site.store.close()


def _purged(store: Store, retention: timedelta, metrics: Metrics) -> bool:
    """Deletes the interviews whose retention period is over. False where that failed; the log says why."""
    try:
        done = store.purge(retention)
    except Exception as error:  # noqa: BLE001 - logged
        metrics.note_purge(None)
        why: object = type(error).__name__
        if isinstance(error, StoreFault):
            metrics.store_faults.labels("purge").inc()
            why = error
        # Whatever went wrong, the next purge has to run: else interviews would be kept for ever.
        log.exception("the purge failed; it is tried again in %.0f s: %s", PURGE_AGAIN_SECONDS, why)
        return False
    metrics.note_purge(done)
    if done.note is not None:
        log.error("the purge: %s", done.note)
    log.info("purged", extra={"particulars": {"deleted": done.deleted, "kept": done.kept}})
    return True


def _tidied(store: Store, metrics: Metrics) -> None:
    """Forgets what other processes deleted; what fails is logged, and tried again the next time."""
    try:
        if not store.tidy():
            log.warning("traces of deleted interviews are still in the log of the database: somebody reads it")
    except StoreFault as fault:
        metrics.store_faults.labels("tidy").inc()
        log.error("states of deleted interviews could not be looked for: %s", fault)


# --- errors ---------------------------------------------------------------------------------------------------


def _error(
    request: Request,
    status: int,
    headers: dict[str, str] | None = None,
    faults: tuple[str, ...] = (),
    sent: Form | None = None,
) -> Response:
    """An error page; `sent` is the form that can be sent once more from it."""
    context = PageContext(request)
    known = status if f"http.{status}" in context.texts.forms else 500 if status >= 500 else 400
    what = context.texts.of("http", str(known))
    response = context.page("error.html", status, what=what, code=status, faults=faults, sent=sent)
    response.headers.update(headers or {})
    return response


def _not_found(request: Request, _: Exception) -> Response:
    return _error(request, 404)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error(request, error.status_code, dict(error.headers or {}))


def _faulty(request: Request, error: Exception) -> Response:
    assert isinstance(error, Faulty)
    context = PageContext(request)
    return _error(request, 422, faults=tuple(fault.text(context.language) for fault in error.faults))


def _unstored(request: Request, error: Exception) -> Response:
    log.error("the store: %s", error, exc_info=error.__cause__)
    context, sent = PageContext(request), request.scope.get(SENT)
    context.site.metrics.store_faults.labels("page").inc()
    do = context.texts("web.unstored_sent" if sent is not None else "web.unstored")
    return _error(request, 503, {"retry-after": str(RETRY_SECONDS)}, (do,), sent)


def _failed(request: Request, _: Exception) -> Response:
    # What went wrong is in the log of the server, and none of the reader's business.
    return _error(request, 500)
