"""The security log: who did what with which interview, a JSON object a line, without answers, names or secrets.

Browsers and interviews stand in it by digests: the same ones in all lines, of which none lets anybody in.
"""

from __future__ import annotations

import hashlib
import json
import logging

from diagnosis.sessions import Session
from diagnosis.web.pages import PageContext

log = logging.getLogger("diagnosis.security")


def note(context: PageContext, what: str, session: Session | str | None = None, **more: str) -> None:
    """Notes what a visitor did, or tried to do."""
    request = context.request
    line = {
        "at": context.site.clock().isoformat(timespec="seconds"),
        "what": what,
        "browser": short(context.visitor.owner),
        "address": request.client.host if request.client else "",
        **more,
    }
    if session is not None:
        line["interview"] = short(session.id if isinstance(session, Session) else session)
    log.info("%s", json.dumps(line, ensure_ascii=False))


def short(text: str) -> str:
    """What stands for a browser or an interview in the log."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
