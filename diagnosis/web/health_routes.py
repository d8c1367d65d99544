"""Whether the server can do its work, for whoever watches over it.

GET  /health  health
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from diagnosis.sessions import StoreFault
from diagnosis.web.middleware import log
from diagnosis.web.pages import Site

router = APIRouter()


@router.get("/health")
def health(request: Request) -> Response:
    """`ok` where the interviews can be read, else 503; the log says why."""
    site: Site = request.app.state.site
    try:
        site.store.last_purge()
    except StoreFault as fault:
        log.error("health: %s", fault)
        return PlainTextResponse("503: the interviews cannot be read\n", 503)
    return PlainTextResponse("ok\n")
