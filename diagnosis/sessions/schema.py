"""The tables of the database of sessions.

Databases that earlier versions made have these same tables, or lack those that begin with `web_`, which are then added
when they are opened. Rows of `events`, `web_links` and `web_guests` belong to a session and go with it (see
`retention`).
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

SCHEMA = 1
"""The version of the tables. A later program may bring older ones up to it; an earlier one leaves them alone."""

ADDED_LATER = "web_"
"""The beginning of the names of tables that databases of the first version lack."""

metadata = MetaData()

about = Table(
    "about", metadata, Column("key", String(40), primary_key=True), Column("value", String(200), nullable=False)
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("team", String(200), nullable=False),
    Column("quarter", String(7), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("language", String(2), nullable=False),
    Column("started", String(40), nullable=False),
    Column("changed", String(40), nullable=False),
    Column("logic", String(100), nullable=False),
    Column("texts", String(100), nullable=False),
    Column("start", Text, nullable=False),
    Index("sessions_changed", "changed"),
)

events = Table(
    "events",
    metadata,
    Column("session", String(64), ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("who", String(200), nullable=False),
    Column("logic", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("facts", Text, nullable=False),
    Column("member", String(200)),
    Column("text", Text),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
)
"""Every event of a session, numbered from 1, and what it changed; `logic` is the knowledge by which it was taken.
Nothing is ever changed here but where a person is erased, and nothing is deleted but with its whole session.
"""

links = Table(
    "web_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("until", Float, nullable=False),
)
"""Resume links: the digest of the secret, and until when it holds, in seconds since 1970."""

guests = Table(
    "web_guests",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("owner", String(200), primary_key=True),
)
"""Who may see a session beside its owner: browsers that were let in by a link."""

users = Table(
    "web_users",
    metadata,
    Column("owner", String(200), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("at", Float, nullable=False),
)
"""What users are called who signed in with an account, and when they did last, in seconds since 1970."""

revoked = Table(
    "web_revoked",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("until", Float, nullable=False),
)
"""Passes that were given back: the digest of each, and until when it would have held, in seconds since 1970."""

tries = Table(
    "web_tries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("address", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index("web_tries_address", "address", "at"),
)
"""Tries to sign in, by the network address that they came from, in seconds since 1970."""
