"""Everything that is kept in a database: interviews, links to them, who may see them, what happened, and how long.

In come interviews and the events that somebody did to them; out come sessions: interviews that last, under an id that
nobody can guess. The terminal and the pages use this and keep nothing themselves.

    schema         the tables; `database` opens them, `location` says where they are
    store          sessions: begun, answered, listed, deleted; `session` and `snapshot` are what it keeps of one,
                   `remembered` what a process keeps in memory
    links          resume links, and the guests whom they let in: who may see a session
    passes         passes that were given back by signing out
    users          what users are called who signed in with an account
    sign_in_tries  how often somebody tried to sign in
    limits         how much one person may use of a store that others use as well
    erasure        taking a person out of a session and its trail
    retention      how long all this is kept, and how it is deleted
    inspection     whether a database is whole; `copies` copies it, puts copies back, and repairs it
    security_log   who did what with which session
    clock          the time, which tests set
"""

from __future__ import annotations

from diagnosis.sessions.clock import Clock, system_clock
from diagnosis.sessions.copies import back_up, repair, restore
from diagnosis.sessions.database import StoreFault
from diagnosis.sessions.erasure import Erased, Person, sellers_named
from diagnosis.sessions.inspection import inspected
from diagnosis.sessions.limits import Limits
from diagnosis.sessions.links import HOST, LINK_SECONDS, PORT, check_url, link_address
from diagnosis.sessions.location import PLACE, default_place
from diagnosis.sessions.retention import KEPT_DAYS, Purge, kept_for, traces_note
from diagnosis.sessions.security_log import SECURITY_LOG, SecurityLog, short
from diagnosis.sessions.session import Moved, NoSuchSession, Session, Summary
from diagnosis.sessions.sign_in_tries import MOST_TRIES, TRIES_SECONDS
from diagnosis.sessions.store import Store

__all__ = [
    "HOST",
    "KEPT_DAYS",
    "LINK_SECONDS",
    "MOST_TRIES",
    "PLACE",
    "PORT",
    "SECURITY_LOG",
    "TRIES_SECONDS",
    "Clock",
    "Erased",
    "Limits",
    "Moved",
    "NoSuchSession",
    "Person",
    "Purge",
    "SecurityLog",
    "Session",
    "Store",
    "StoreFault",
    "Summary",
    "back_up",
    "check_url",
    "default_place",
    "inspected",
    "kept_for",
    "link_address",
    "repair",
    "restore",
    "sellers_named",
    "short",
    "system_clock",
    "traces_note",
]
