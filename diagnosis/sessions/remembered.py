"""States of sessions that a process keeps in memory, so that they need not be worked out again from all events."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from threading import Lock

from diagnosis.knowledge.base import Version
from diagnosis.sessions.session import Session

MOST_BYTES = 150_000_000
"""How much memory may hold states."""

STATE_BYTES, ANSWER_BYTES = 300_000, 4_000
"""What a state takes once its pages were shown, and each of its answers beside: measured with 0 to 500 sellers."""

_NO_NUMBERS: Mapping[str, int] = {}

_Key = tuple[str, int, str, str]


class RememberedStates:
    """The states that were used last, as many as there is room for; may be used by several threads at once."""

    def __init__(self) -> None:
        self.bytes = 0
        self._states: OrderedDict[_Key, Session] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._states)

    def get(self, id_: str, number: int, version: Version) -> Session | None:
        """The state of a session after event `number`, by the rules and texts of `version`; None where it is gone."""
        return self._states.get((id_, number, version.logic, version.texts))

    def put(self, session: Session) -> Session:
        """Remembers a state as the one that was used last; the oldest give way. Gives the state back."""
        version = session.interview.knowledge.version
        key = (session.id, session.number, version.logic, version.texts)
        with self._lock:
            if (before := self._states.pop(key, None)) is not None:
                self.bytes -= _size_of(before)
            self._states[key] = session
            self.bytes += _size_of(session)
            while self.bytes > MOST_BYTES and len(self._states) > 1:
                self.bytes -= _size_of(self._states.popitem(last=False)[1])
        return session

    def forget(self, ids: Collection[str], before: Mapping[str, int] = _NO_NUMBERS) -> None:
        """Forgets the states of sessions; of those in `before`, the states before an event."""
        with self._lock:
            for key in [key for key in self._states if key[0] in ids and key[1] < before.get(key[0], key[1] + 1)]:
                self.bytes -= _size_of(self._states.pop(key))

    @property
    def states(self) -> list[tuple[str, int]]:
        """The sessions of which states are remembered, with the number of the last event of each state."""
        with self._lock:
            return [key[:2] for key in self._states]


def _size_of(session: Session) -> int:
    """The memory that a state takes, about, in bytes."""
    return STATE_BYTES + ANSWER_BYTES * len(session.interview.answers)
