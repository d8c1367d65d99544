"""Styles, the script and the icon: the only files that browsers may keep.

GET  /static/{digest}/{name}  static_file
GET  /favicon.ico             favicon
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from diagnosis.web.pages import STATIC, static_url

router = APIRouter()

KINDS = {
    "style.css": "text/css; charset=utf-8",
    "script.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@router.get("/static/{digest}/{name}")
async def static_file(digest: str, name: str) -> Response:
    """A file in `static/`. Browsers may keep it for ever, since its address changes with its content."""
    if name not in KINDS or static_url(name) != f"/static/{digest}/{name}":
        raise HTTPException(404)
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return FileResponse(STATIC / name, media_type=KINDS[name], headers=headers)


@router.get("/favicon.ico")
async def favicon() -> Response:
    """Where browsers look for the icon by themselves."""
    return RedirectResponse(static_url("icon.svg"), 303)
