"""Sessions that last: every answer is on the disk before it is acknowledged, and nothing that happened is lost.

    store = Store.open()                                  # or Store.open(path or database URL)
    store.purge()                                         # at every start: what was kept for long enough goes
    session = store.start(begin(knowledge, "North", "2026-Q3"), who="Ona")
    session = store.record(session.id, Event("answer", "team", ("otif",), text="82%"), knowledge, who="Ona")
    session = store.load(session_id, knowledge)           # after a crash, on another day, in another process

A session is where it started and the events since; its state is worked out from them.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from diagnosis.interview.answers import Event
from diagnosis.interview.changes import cells_changed
from diagnosis.interview.state import Interview
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language
from diagnosis.sessions.database import (
    READING,
    default_place,
    empty_log,
    events,
    kept_for,
    named,
    open_engine,
    sessions,
    told,
)
from diagnosis.sessions.session import (
    Moved,
    NoSuchSession,
    Session,
    Summary,
    Trace,
    columns_of,
    event_of,
    read,
    summary_of,
    trace_of,
    written,
)
from diagnosis.sessions.snapshot import restored, saved

__all__ = ["Moved", "NoSuchSession", "Session", "Store", "Summary", "Trace"]

_REMEMBERED = 256
"""Sessions whose state is kept in memory, so that an answer does not have to go through all events again."""

_TRIES = 3
"""How often an answer is tried beside others to the same session, before these have to wait for it."""


class Store:
    """The sessions in one database; may be used by several threads, and by several processes at once."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._now, self._named = engine, now, named(engine.url)
        self._reading = engine.execution_options(**{READING: True})
        self._remembered: OrderedDict[tuple[str, str, str], Session] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def open(cls, place: Path | str | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
        """The store at `place`, a file or a database URL; by default the user's own. Raises StoreFault."""
        return cls(open_engine(place if place is not None else default_place()), now)

    def close(self) -> None:
        """Gives the database back; the store cannot be used any more."""
        self._engine.dispose()

    # --- sessions ---------------------------------------------------------------------------------------------

    def start(self, interview: Interview, *, who: str = "", language: Language = "en") -> Session:
        """A new session that begins with `interview`, under an id that nobody can guess."""
        version, now = interview.knowledge.version, self._now()
        session = Session(secrets.token_urlsafe(24), interview, 0, who, language, now, now)
        with self._writing() as connection:
            connection.execute(
                insert(sessions).values(
                    id=session.id,
                    team=interview.particulars.team,
                    quarter=interview.particulars.quarter,
                    owner=who,
                    language=language,
                    started=written(now),
                    changed=written(now),
                    logic=version.logic,
                    texts=version.texts,
                    start=saved(interview),
                )
            )
        return self._remember(session)

    def load(self, id_: str, knowledge: Knowledge, *, number: int | None = None) -> Session:
        """The session as it was when the last answer was acknowledged, or after event `number`.

        Raises NoSuchSession.
        """
        with self._seeing() as connection:
            return self._loaded(connection, id_, knowledge, number=number)

    def record(
        self, id_: str, event: Event | Sequence[Event], knowledge: Knowledge, *, who: str = "", after: int | None = None
    ) -> Session:
        """The session after `event`, or after several, which are on the disk when this returns: all of them or none.

        Raises Faulty where an event cannot be (nothing is written then), and NoSuchSession. With `after`, the number
        of the event that was the last when the question was shown, it raises Moved where others came in between.
        """
        given = (event,) if isinstance(event, Event) else tuple(event)
        for _ in range(_TRIES):
            session = self.load(id_, knowledge)
            if after not in (None, session.number):
                raise Moved(session)
            states = _applied(session, given)
            try:
                with self._writing() as connection:
                    recorded = self._append(connection, session, given, states, who)
                return self._remember(recorded)
            except IntegrityError:
                # Somebody else was faster: the event is applied to what there is now.
                continue
        with self._writing() as connection:
            session = self._loaded(connection, id_, knowledge, alone=True)
            if after not in (None, session.number):
                raise Moved(session)
            recorded = self._append(connection, session, given, _applied(session, given), who)
        return self._remember(recorded)

    def list(self, owner: str | None = None) -> Sequence[Summary]:
        """The sessions (of one owner), the one last changed first."""
        query = (
            select(sessions, func.count(events.c.number).label("number"))
            .outerjoin(events, events.c.session == sessions.c.id)
            .group_by(sessions.c.id)
            .order_by(sessions.c.changed.desc(), sessions.c.id)
        )
        if owner is not None:
            query = query.where(sessions.c.owner == owner)
        with self._seeing() as connection:
            return [summary_of(row) for row in connection.execute(query)]

    def trail(self, id_: str) -> Sequence[Trace]:
        """Everything that happened in a session, in order. Raises NoSuchSession."""
        query = select(events).where(events.c.session == id_).order_by(events.c.number)
        with self._seeing() as connection:
            if connection.execute(select(sessions.c.id).where(sessions.c.id == id_)).first() is None:
                raise NoSuchSession(id_)
            return [trace_of(row) for row in connection.execute(query)]

    # --- the end of sessions ----------------------------------------------------------------------------------

    def delete(self, id_: str) -> None:
        """Deletes a session for good: it cannot be had back, not from the file either. Raises NoSuchSession."""
        if self._deleted(sessions.c.id == id_) == 0:
            raise NoSuchSession(id_)

    def purge(self, older_than: timedelta | None = None) -> int:
        """Deletes for good the sessions not changed for so long, and gives their number. Raises StoreFault.

        Without `older_than` for as long as DIAGNOSIS_KEEP_DAYS says, or 200 days. Front ends call it when they start,
        and once a day where they run on.
        """
        return self._deleted(
            sessions.c.changed < written(self._now() - (kept_for() if older_than is None else older_than))
        )

    def _deleted(self, which: ColumnElement[bool]) -> int:
        with self._writing() as connection:
            found = list(connection.execute(select(sessions.c.id).where(which)).scalars())
            for id_ in found:
                connection.execute(delete(events).where(events.c.session == id_))
                connection.execute(delete(sessions).where(sessions.c.id == id_))
        self._forget(found)
        if found:
            with told(self._named):
                empty_log(self._engine)
        return len(found)

    def _forget(self, ids: Collection[str]) -> None:
        with self._lock:
            for key in [key for key in self._remembered if key[0] in ids]:
                del self._remembered[key]

    # --- how it is done ---------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told(self._named), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _seeing(self) -> Iterator[Connection]:
        with told(self._named), self._reading.connect() as connection:
            yield connection

    def _append(
        self, connection: Connection, session: Session, given: Sequence[Event], states: Sequence[Interview], who: str
    ) -> Session:
        """Writes events, with the state after each."""
        now = self._now()
        # First the session itself: on a server that holds back others to it, in whose way one would come later.
        changed = update(sessions).where(sessions.c.id == session.id).values(changed=written(now))
        if connection.execute(changed).rowcount != 1:
            raise NoSuchSession(session.id)
        for event, after in zip(given, states, strict=True):
            old, new = cells_changed(session.interview, after)
            session = replace(session, interview=after, number=session.number + 1, changed=now)
            connection.execute(
                insert(events).values(
                    session=session.id,
                    number=session.number,
                    at=written(now),
                    who=who,
                    logic=after.knowledge.version.logic,
                    **columns_of(event),
                    old=json.dumps(old, ensure_ascii=False),
                    new=json.dumps(new, ensure_ascii=False),
                )
            )
        return session

    def _loaded(
        self,
        connection: Connection,
        id_: str,
        knowledge: Knowledge,
        *,
        number: int | None = None,
        alone: bool = False,
    ) -> Session:
        """The session; where it is to be had `alone`, other writers wait until the connection commits."""
        query = select(sessions).where(sessions.c.id == id_)
        # SQLite's writers are alone anyway, and it knows no locks of rows.
        row = connection.execute(query.with_for_update() if alone else query).first()
        if row is None:
            self._forget({id_})
            raise NoSuchSession(id_)
        remembered = self._remembered.get((id_, knowledge.version.logic, knowledge.version.texts))
        last = connection.execute(select(func.max(events.c.number)).where(events.c.session == id_)).scalar() or 0
        if remembered is not None and remembered.number == last and number in (None, last):
            return self._remember(remembered)
        told_of = select(events).where(events.c.session == id_).order_by(events.c.number)
        rows = list(connection.execute(told_of if number is None else told_of.where(events.c.number <= number)))
        logics = {row.logic, *(one.logic for one in rows)}
        changed = logics != {knowledge.version.logic}
        # What one knowledge base took without contradiction it takes again; another one has to look.
        found = restored(knowledge, row.start, map(event_of, rows), check=changed)
        session = Session(
            id=id_,
            interview=found.interview,
            number=rows[-1].number if rows else 0,
            owner=row.owner,
            language=row.language,
            started=read(row.started),
            changed=read(rows[-1].at) if rows else read(row.changed),
            knowledge_changed=changed,
            lost=found.lost,
        )
        return session if number is not None else self._remember(session)

    def _remember(self, session: Session) -> Session:
        version = session.interview.knowledge.version
        key = (session.id, version.logic, version.texts)
        with self._lock:
            self._remembered[key] = session
            self._remembered.move_to_end(key)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return session


def _applied(session: Session, given: Sequence[Event]) -> list[Interview]:
    """The states after each of `given`. Raises Faulty."""
    states, state = [], session.interview
    for event in given:
        state = state.apply(event)
        states.append(state)
    return states
