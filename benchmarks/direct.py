"""durable-rules alone: replays the calls of its C functions that the Rete executor makes.

What the executor does for a team is recorded at the border of the engine: the facts that it asserts and the runs of
the agenda between them. Replaying that takes as long as the engine takes, with the same networks, facts and firings;
what the executor adds (atoms, folds, lineage, outcomes) is the difference.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from diagnosis.inference.rete import ReteExecutor
from diagnosis.inference.trace import Trace
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import Measured

_ASSERT, _RUN, _DELETE = range(3)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the engine: assert a text in a session, run a session's agenda, delete a session."""

    kind: int
    handle: int
    session: str
    text: str = ""


class _Recorder:
    """Stands in for the C module while the executor's networks are made, and notes what is asked of it."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.calls: list[Call] = []
        self.sessions: dict[tuple[int, int], str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def assert_fact(self, handle: int, text: str) -> tuple[int, int]:
        """Notes and asserts a fact."""
        code, state = self.engine.assert_fact(handle, text)
        session = json.loads(text)["sid"]
        self.sessions[handle, state] = session
        self.calls.append(Call(_ASSERT, handle, session, text))
        return code, state

    def start_action_for_state(self, handle: int, state: int) -> Any:
        """Notes that the agenda is run, and begins to."""
        self.calls.append(Call(_RUN, handle, self.sessions[handle, state]))
        return self.engine.start_action_for_state(handle, state)

    def delete_state(self, handle: int, session: str) -> None:
        """Notes and deletes a session."""
        self.calls.append(Call(_DELETE, handle, session))
        self.engine.delete_state(handle, session)


@dataclass(frozen=True, slots=True)
class Script:
    """The calls for one team, and the trace that the executor read from the firings."""

    calls: tuple[Call, ...]
    trace: Trace

    @property
    def asserted(self) -> int:
        """How many facts are asserted."""
        return sum(call.kind == _ASSERT for call in self.calls)


class Direct:
    """Recorded teams, and the networks that they were recorded with."""

    def __init__(self, knowledge: Knowledge, teams: Sequence[Measured]) -> None:
        with _recording() as recorder:
            self._executor = ReteExecutor(knowledge, knowledge.program)
        self._engine = recorder.engine
        self.scripts = []
        for team in teams:
            recorder.calls = []
            trace = self._executor.trace(team)
            self.scripts.append(Script(tuple(recorder.calls), trace))

    def run(self, script: Script) -> int:
        """The number of firings of a team, by the engine alone."""
        return sum(1 for _ in self.firings(script))

    def firings(self, script: Script) -> Iterator[str]:
        """The messages of the firings of a team, without the beginnings of sessions."""
        states: dict[tuple[int, str], int] = {}
        engine = self._engine
        for call in script.calls:
            if call.kind == _ASSERT:
                code, states[call.handle, call.session] = engine.assert_fact(call.handle, call.text)
                if code != 0:
                    raise RuntimeError(f"durable-rules answered {code} to {call.text}")
            elif call.kind == _DELETE:
                engine.delete_state(call.handle, call.session)
            else:
                state = states[call.handle, call.session]
                started = engine.start_action_for_state(call.handle, state)
                message = started[1] if started else None
                while message:
                    if not message.startswith('{"begin"'):
                        yield message
                    message = engine.complete_and_start_action(call.handle, state)


@contextmanager
def _recording() -> Iterator[_Recorder]:
    import durable.engine  # noqa: F401 - it keeps the C module itself, not the recorder
    import durable_rules_engine

    recorder = _Recorder(durable_rules_engine)
    with patch.dict(sys.modules, {"durable_rules_engine": recorder}):
        yield recorder
