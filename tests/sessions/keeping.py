"""Sessions to keep, and what a database holds of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from diagnosis.interview import Event, begin, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Session, Store, StoreFault
from diagnosis.sessions.database import Database
from tests.postgres import is_used, kept_at

SECRET = "Zuikis-7731"
TABLES = ("sessions", "events", "web_links", "web_guests")
"""The tables that hold something of an interview."""


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def rows(place: Path) -> dict[str, int]:
    """How many rows a database has in each of `TABLES`."""
    with closing(Database.open(place)) as database, database.reading() as connection:
        return {table: connection.exec_driver_sql(f"select count(*) from {table}").scalar_one() for table in TABLES}


def change(place: Path, *statements: str) -> None:
    """Changes a database behind the program's back."""
    url = kept_at(place)
    engine = create_engine(url if "://" in url else f"sqlite:///{url}", poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


NOTHING = dict.fromkeys(TABLES, 0)


def answer(text: str, fact: str = "otif") -> Event:
    return Event("answer", "team", (fact,), None, text)


def start(store: Store, knowledge: Knowledge, who: str = "Ona") -> Session:
    return store.start(begin(knowledge, "North", "2026-Q3"), who=who, language="lt")


def fault(act: Callable[[], object]) -> str:
    with pytest.raises(StoreFault) as caught:
        act()
    return str(caught.value.faults[0])


def bytes_of(folder: Path) -> bytes:
    """All that is kept in a folder: the bytes of its files, or the rows of the database that stands for them."""
    if is_used():
        with closing(Database.open(folder / "sessions.sqlite3")) as database, database.reading() as connection:
            kept = [tuple(row) for table in TABLES for row in connection.exec_driver_sql(f"select * from {table}")]
            return repr(kept).encode()
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def secret_session(store: Store, knowledge: Knowledge) -> str:
    """A session that says its secret wherever it can: as owner, in the start, in events, and in the trail."""
    known = begin(knowledge, SECRET, "2026-Q3").answer_table(f"seller,attainment\n{SECRET},50%\n")
    id_ = store.start(resume_from(knowledge, known.team), who=SECRET).id
    for number in range(30):
        text = f"seller,attainment\n{SECRET}-{number},{50 + number}%\n"
        store.record(id_, Event("table", "seller", ("attainment",), None, text), knowledge, who=SECRET)
    return id_
