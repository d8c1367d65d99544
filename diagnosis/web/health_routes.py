"""Whether the server can do its work, and how it does, for whoever watches over it.

GET  /health   health
GET  /metrics  metrics
"""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from diagnosis.sessions import StoreFault
from diagnosis.web.metrics import CONTENT_TYPE
from diagnosis.web.middleware import log
from diagnosis.web.pages import Context, Site
from diagnosis.web.security_log import note

router = APIRouter()


@router.get("/health")
def health(request: Request) -> Response:
    """`ok` where the interviews can be read, else 503; the log says why."""
    site: Site = request.app.state.site
    try:
        site.store.last_purge()
    except StoreFault as fault:
        site.metrics.store_faults.labels("health").inc()
        log.error("health: %s", fault)
        return PlainTextResponse("503: the interviews cannot be read\n", 503)
    return PlainTextResponse("ok\n")


@router.get("/metrics")
def metrics(context: Context) -> Response:
    """The figures of all processes, for whoever shows the token for them.

    Where nobody has to sign in, no token is needed. Where one has to and there is none, there is no such page.
    """
    token = context.site.metrics_token
    if token is None and context.site.visitors.asks_to_sign_in:
        return PlainTextResponse("404: there is no token for metrics (see --metrics-token-file)\n", 404)
    if token is not None:
        kind, _, given = context.request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
            note(context, "metrics refused: no token, or a wrong one")
            return PlainTextResponse("401: show the token for metrics\n", 401, {"www-authenticate": "Bearer"})
    return Response(context.site.metrics.text(), media_type=CONTENT_TYPE)
