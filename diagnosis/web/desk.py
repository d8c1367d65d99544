"""One browser's interviews, and nobody else's: what the pages do with the store."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from diagnosis.interview import Event, Interview
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions.access import Ledger
from diagnosis.sessions.database import kept_for
from diagnosis.sessions.store import Moved, NoSuchSession, Session, Store, Summary, Trace
from diagnosis.web.visitors import Visitor

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_STATES = 128
"""Earlier states that are kept in memory, to tell what an answer changed; they can always be worked out again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A session after something was written; `again` says that it had been there already: a form was sent twice."""

    session: Session
    again: bool = False


class Desk:
    """The interviews in a store, by who may see them."""

    def __init__(self, knowledge: Knowledge, store: Store, ledger: Ledger, retention_days: int | None = None) -> None:
        self.knowledge, self.store, self.ledger = knowledge, store, ledger
        self.retention = kept_for() if retention_days is None else timedelta(days=retention_days)
        self._states: OrderedDict[tuple[str, int], Interview] = OrderedDict()
        self._lock = Lock()

    def close(self) -> None:
        """Gives the database back."""
        self.store.close()
        self.ledger.close()

    def purge(self) -> None:
        """Deletes for good what the retention period is over for, and what is kept about nothing."""
        self.store.purge(self.retention)
        self.ledger.forget_lost()

    # --- whose they are ---------------------------------------------------------------------------------------

    def list(self, visitor: Visitor) -> Sequence[Summary]:
        """The visitor's sessions, the one last changed first."""
        found = list(self.store.list(visitor.owner))
        shared = set(self.ledger.shared_with(visitor.owner)) - {one.id for one in found}
        if shared:
            found += [one for one in self.store.list() if one.id in shared]
            found.sort(key=lambda one: one.changed, reverse=True)
        return found

    def open(self, id_: str, visitor: Visitor, number: int | None = None) -> Session:
        """The visitor's session. Raises NoSuchSession, also where it is another's: there is no telling which."""
        if visitor.fresh or not _ID.fullmatch(id_):
            raise NoSuchSession(id_)
        session = self.store.load(id_, self.knowledge, number=number)
        if session.owner != visitor.owner and not self.ledger.is_guest(id_, visitor.owner):
            raise NoSuchSession(id_)
        return session

    # --- what is done to them ---------------------------------------------------------------------------------

    def start(self, interview: Interview, visitor: Visitor) -> Session:
        """A new session of the visitor's."""
        return self.store.start(interview, who=visitor.owner, language=visitor.language)

    def record(self, id_: str, events: Sequence[Event], visitor: Visitor, number: int) -> Written:
        """Writes events that answer what was shown at event `number`; none of them unless all can be.

        Raises Faulty, Moved where the session has gone on in the meantime, and NoSuchSession.
        """
        self._keep(self.open(id_, visitor))
        try:
            return Written(self.store.record(id_, events, self.knowledge, who=visitor.owner, after=number))
        except Moved as moved:
            if self._is_there(moved.session, events, number):
                return Written(moved.session, again=True)
            raise

    def _is_there(self, session: Session, events: Sequence[Event], number: int) -> bool:
        """Whether the same was written before: a button was pressed twice, or a page sent again."""
        if not events or session.number < number + len(events):
            return False
        after = self.trail(session)[number : number + len(events)]
        return [one.event for one in after] == list(events)

    def state_at(self, session: Session, number: int) -> Interview | None:
        """The state after event `number`; None where there was none such yet."""
        if not 0 <= number <= session.number:
            return None
        if number == session.number:
            return session.interview
        with self._lock:
            found = self._states.get((session.id, number))
        if found is None:
            found = self._keep(self.store.load(session.id, self.knowledge, number=number))
        return found

    def _keep(self, session: Session) -> Interview:
        with self._lock:
            self._states[session.id, session.number] = session.interview
            self._states.move_to_end((session.id, session.number))
            while len(self._states) > _STATES:
                self._states.popitem(last=False)
        return session.interview

    def trail(self, session: Session) -> Sequence[Trace]:
        """Everything that happened in a session."""
        return self.store.trail(session.id)

    def delete(self, session: Session) -> None:
        """Deletes a session for good."""
        self.store.delete(session.id)
        self.ledger.forget(session.id)
        with self._lock:
            for key in [key for key in self._states if key[0] == session.id]:
                del self._states[key]
