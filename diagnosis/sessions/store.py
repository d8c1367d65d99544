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
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, case, func, insert, select, update

from diagnosis.faults import Fault
from diagnosis.interview import Event, Interview, cells_changed
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language
from diagnosis.sessions.clock import Clock, system_clock
from diagnosis.sessions.database import Database, Overtaken
from diagnosis.sessions.erasure import Erased, Person, erase, last_erasure
from diagnosis.sessions.limits import Limits
from diagnosis.sessions.links import Links, seen_by
from diagnosis.sessions.location import default_place
from diagnosis.sessions.passes import Passes
from diagnosis.sessions.remembered import RememberedStates
from diagnosis.sessions.retention import (
    Purge,
    are_too_many,
    count_sessions,
    delete_leftovers,
    delete_sessions,
    kept_for,
    last_purge,
    note_purge,
    sessions_to_delete,
)
from diagnosis.sessions.schema import events, sessions
from diagnosis.sessions.security_log import SecurityLog
from diagnosis.sessions.session import (
    Moved,
    NoSuchSession,
    Session,
    Summary,
    TrailEntry,
    columns_of,
    entry_of,
    event_of,
    read,
    summary_of,
    written,
)
from diagnosis.sessions.sign_in_tries import SignInTries
from diagnosis.sessions.snapshot import in_all_languages, restored, saved
from diagnosis.sessions.users import Users

_TRIES = 3
"""How often an answer is tried beside others to the same session; then the others have to wait for it."""


class Store:
    """The sessions in one database, with their links; may be used by several threads and processes at once."""

    def __init__(
        self, database: Database, security_log: SecurityLog, clock: Clock = system_clock, limits: Limits | None = None
    ) -> None:
        self.security_log = security_log
        self._database, self._clock, self._limits = database, clock, limits
        self.links, self.sign_in_tries = Links(database, clock), SignInTries(database, clock)
        self.passes, self.users = Passes(database), Users(database, clock)
        self._remembered = RememberedStates()
        self._has_traces = False

    @classmethod
    def open(cls, place: Path | str | None = None, clock: Clock = system_clock, limits: Limits | None = None) -> Store:
        """The store at `place`, a file or a database URL; by default the user's own. Raises StoreFault.

        Where it has `limits`, what goes beyond them is refused as Faulty.
        """
        place = place if place is not None else default_place()
        return cls(Database.open(place), SecurityLog(place, clock), clock, limits)

    def close(self) -> None:
        """Gives the database back; the store cannot be used any more."""
        self._database.close()

    # --- sessions ---------------------------------------------------------------------------------------------

    def start(
        self, interview: Interview, *, who: str = "", language: Language = "en", notes: Sequence[Fault] = ()
    ) -> Session:
        """A new session that begins with `interview`, under an id that nobody can guess.

        `notes` tell how the files that it begins with were read; they are kept with it. Raises Faulty beyond limits.
        """
        if self._limits is not None:
            self._limits.require_members(interview)
        version, now, told = interview.knowledge.version, self._clock(), in_all_languages(notes)
        session = Session(secrets.token_urlsafe(24), interview, 0, who, language, now, now, notes=told)
        with self._database.writing() as connection:
            if self._limits is not None:
                own = select(func.count()).select_from(sessions).where(sessions.c.owner == who)
                self._limits.require_few(connection.execute(own).scalar_one())
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
                    start=saved(interview, told),
                )
            )
        return self._remembered.put(session)

    def load(self, id_: str, knowledge: Knowledge, *, number: int | None = None, viewer: str | None = None) -> Session:
        """The session as it was when the last answer was acknowledged, or after event `number`.

        Raises NoSuchSession, also where a `viewer` is given who may not see it: there is no telling which.
        """
        with self._database.reading() as connection:
            return self._loaded(connection, id_, knowledge, number=number, viewer=viewer)

    def record(
        self,
        session: Session | str,
        event: Event | Sequence[Event],
        knowledge: Knowledge,
        *,
        who: str = "",
        after: int | None = None,
    ) -> Session:
        """The session after `event`, or after several, which are on the disk when this returns: all of them or none.

        `session` is the session as it was shown to whoever answers, or its id. Raises Faulty where an event cannot be
        (nothing is written then), and NoSuchSession. Raises Moved where others answered since it was shown, unless
        these are the same events, sent twice. `after` is the number of the last event that was shown, where that is not
        the last one of `session`. Events for a mere id are applied to the latest state.
        """
        given = (event,) if isinstance(event, Event) else tuple(event)
        now = session if isinstance(session, Session) else self.load(session, knowledge)
        if after is None and isinstance(session, Session):
            after = session.number
        for _ in range(_TRIES):
            if self._is_written(now, given, after):
                return now
            states = self._applied(now, given)
            try:
                with self._database.writing(racing=True) as connection:
                    recorded = self._append(connection, now, given, states, who)
                return self._remembered.put(recorded)
            except Overtaken:
                # Somebody else was faster: the event is applied to what there is now.
                now = self.load(now.id, knowledge)
        with self._database.writing() as connection:
            now = self._loaded(connection, now.id, knowledge, alone=True)
            if self._is_written(now, given, after):
                return now
            recorded = self._append(connection, now, given, self._applied(now, given), who)
        return self._remembered.put(recorded)

    def _is_written(self, session: Session, given: Sequence[Event], after: int | None) -> bool:
        """Whether `given` was written behind event `after` before: a button was pressed twice. Raises Moved."""
        if after is None or after == session.number:
            return False
        query = select(events).where(events.c.session == session.id, events.c.number > after)
        with self._database.reading() as connection, self._database.understood():
            rows = connection.execute(query.order_by(events.c.number).limit(len(given)))
            are_same = bool(given) and [event_of(row) for row in rows] == list(given)
        if not are_same:
            raise Moved(session)
        return True

    def list(self, viewer: str | None = None) -> Sequence[Summary]:
        """The sessions (that `viewer` may see), the one last changed first."""
        query = (
            select(sessions, func.count(events.c.number).label("number"))
            .outerjoin(events, events.c.session == sessions.c.id)
            .group_by(sessions.c.id)
            .order_by(sessions.c.changed.desc(), sessions.c.id)
        )
        if viewer is not None:
            query = query.where(seen_by(viewer))
        with self._database.reading() as connection, self._database.understood():
            return [summary_of(row) for row in connection.execute(query)]

    def trail(self, id_: str) -> Sequence[TrailEntry]:
        """Everything that happened in a session, in order. Raises NoSuchSession."""
        query = select(events).where(events.c.session == id_).order_by(events.c.number)
        with self._database.reading() as connection:
            if connection.execute(select(sessions.c.id).where(sessions.c.id == id_)).first() is None:
                raise NoSuchSession(id_)
            with self._database.understood():
                return [entry_of(row) for row in connection.execute(query)]

    # --- the end of sessions ----------------------------------------------------------------------------------

    def delete(self, id_: str) -> bool:
        """Deletes a session for good: not even from the file can it be had back. Raises NoSuchSession.

        False where traces are still in SQLite's log, because somebody reads it; see `tidy`.
        """
        with self._database.writing() as connection:
            ids = sessions_to_delete(connection, sessions.c.id == id_)
            delete_sessions(connection, ids)
        self._remembered.forget(ids)
        if not ids:
            raise NoSuchSession(id_)
        return self._empty_log()

    def erase(self, id_: str, person: Person, knowledge: Knowledge, *, who: str = "") -> Erased:
        """Erases a person from a session and its trail, which keeps that `who` did so. Raises NoSuchSession.

        Raises Faulty, with nothing changed, where the session cannot be read by this knowledge base.
        """
        with self._database.writing() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id == id_).with_for_update()).first()
            if row is None:
                raise NoSuchSession(id_)
            erased = erase(connection, row, person, knowledge, written(self._clock()), who)
        self._remembered.forget({id_})
        return replace(erased, is_gone=self._empty_log()) if erased.was_there else erased

    def purge(self, older_than: timedelta | None = None, *, sure: bool = False) -> Purge:
        """Deletes for good the sessions not changed for so long. Raises StoreFault.

        Without `older_than` for as long as DIAGNOSIS_KEEP_DAYS says, or 200 days. Links and tries whose time is over
        go too. Where these are most of all sessions, it deletes none, unless somebody is `sure` that the clock is
        right.
        Front ends call it when they start, and from time to time where they run on.
        """
        now, kept = self._clock(), kept_for() if older_than is None else older_than
        with self._database.writing() as connection:
            ids, all_ = (
                sessions_to_delete(connection, sessions.c.changed < written(now - kept)),
                count_sessions(connection),
            )
            refused = 0 if sure or not are_too_many(len(ids), all_) else len(ids)
            if refused:
                ids = ()
            delete_sessions(connection, ids)
            leftovers = delete_leftovers(connection, now)
            if not refused:
                note_purge(connection, now)
        self._remembered.forget(ids)
        self.security_log.purge(max(kept, kept_for()))
        is_gone = self._empty_log() if ids or leftovers else True
        return Purge(len(ids), all_ - len(ids), refused, is_gone)

    def tidy(self) -> bool:
        """Forgets states that other processes deleted, or erased somebody from, and empties the log where that failed.

        False where it fails again. Front ends that run on call it from time to time. Raises StoreFault.
        """
        known = {id_ for id_, _ in self._remembered.states}
        if known:
            with self._database.reading() as connection:
                there = set(connection.execute(select(sessions.c.id).where(sessions.c.id.in_(known))).scalars())
                erased = last_erasure(connection, known)
            self._remembered.forget(known - there)
            self._remembered.forget(erased, before=erased)
        return self._empty_log() if self._has_traces else True

    def _empty_log(self) -> bool:
        is_empty = self._database.empty_log()
        self._has_traces = not is_empty
        return is_empty

    def count(self) -> int:
        """How many sessions are kept. Raises StoreFault."""
        with self._database.reading() as connection:
            return count_sessions(connection)

    @property
    def remembered(self) -> tuple[int, int]:
        """How many states are remembered, so that they need not be worked out again, and their bytes, about."""
        return len(self._remembered), self._remembered.bytes

    def last_purge(self) -> datetime | None:
        """When a purge was done last: one that failed or was refused does not count. Raises StoreFault."""
        with self._database.reading() as connection, self._database.understood():
            return last_purge(connection)

    # --- how it is done ---------------------------------------------------------------------------------------

    def _append(
        self, connection: Connection, session: Session, given: Sequence[Event], states: Sequence[Interview], who: str
    ) -> Session:
        """Writes events, with the state after each."""
        now = self._clock()
        if self._limits is not None:
            length = select(func.coalesce(func.sum(func.length(events.c.text)), 0)).where(
                events.c.session == session.id
            )
            self._limits.require_short(session.number, connection.execute(length).scalar_one(), given)
        # A clock that was put back must not make a session look older: it would be deleted too early.
        later = case((sessions.c.changed > written(now), sessions.c.changed), else_=written(now))
        # The session's own row comes first: on a server, others that write to this session then wait for its lock.
        changed = update(sessions).where(sessions.c.id == session.id).values(changed=later)
        if connection.execute(changed).rowcount != 1:
            raise NoSuchSession(session.id)
        for event, after in zip(given, states, strict=True):
            old, new = cells_changed(session.interview, after)
            session = replace(session, interview=after, number=session.number + 1, changed=max(now, session.changed))
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
        viewer: str | None = None,
        alone: bool = False,
    ) -> Session:
        """The session. With `alone`, other writers wait until the connection commits."""
        query = select(sessions).where(sessions.c.id == id_)
        if viewer is not None:
            query = query.where(seen_by(viewer))
        # SQLite's writers are alone anyway, and it knows no locks of rows.
        row = connection.execute(query.with_for_update() if alone else query).first()
        if row is None:
            self._remembered.forget({id_})
            raise NoSuchSession(id_)
        last = connection.execute(select(func.max(events.c.number)).where(events.c.session == id_)).scalar() or 0
        number = last if number is None else min(number, last)
        version = knowledge.version
        # Another process may have erased somebody from what was remembered of an earlier state.
        is_as_it_was = number == last or not last_erasure(connection, [id_])
        if is_as_it_was and (remembered := self._remembered.get(id_, number, version)):
            return self._remembered.put(remembered)
        happened = select(events).where(events.c.session == id_, events.c.number <= number).order_by(events.c.number)
        rows = list(connection.execute(happened))
        changed = {row.logic, *(event_row.logic for event_row in rows)} != {version.logic}
        with self._database.understood():
            # A knowledge base that once accepted these events finds no contradiction in them; another one has to look.
            state = restored(knowledge, row.start, map(event_of, rows), check=changed)
            session = Session(
                id=id_,
                interview=state.interview,
                number=number,
                owner=row.owner,
                language=row.language,
                started=read(row.started),
                changed=read(rows[-1].at) if rows and number < last else read(row.changed),
                knowledge_changed=changed,
                lost=state.lost,
                notes=state.notes,
            )
        return self._remembered.put(session)

    def _applied(self, session: Session, given: Sequence[Event]) -> Sequence[Interview]:
        """The states after each of `given`. Raises Faulty."""
        states, state = [], session.interview
        if self._limits is not None:
            self._limits.require_quick(state, given)
        for event in given:
            state = state.apply(event)
            states.append(state)
        if self._limits is not None:
            self._limits.require_members(state)
        return states
