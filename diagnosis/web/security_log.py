"""The security log as the pages write it: on stderr, and in the file that pages and terminal share."""

from __future__ import annotations

import logging

from diagnosis.faults import reason_of
from diagnosis.sessions import Session, short
from diagnosis.web.middleware import log as server_log
from diagnosis.web.pages import PageContext

log = logging.getLogger("diagnosis.security")


def note(context: PageContext, what: str, session: Session | str | None = None, **more: str) -> None:
    """Notes what a visitor did, or tried to do."""
    client = context.request.client
    user = context.visitor.user
    named = {} if user is None else {"user": user.name}
    whose = {**named, "browser": short(context.visitor.owner), "address": client.host if client else "", **more}
    line = context.store.security_log.line(what, session, **whose)
    log.info("%s", line)
    try:
        context.store.security_log.write(line)
    except OSError as error:
        server_log.error("the security log cannot be written: %s", reason_of(error))
