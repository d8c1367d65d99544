"""durable-rules, used where it is right: through its C functions, one session a case, every return code looked at.

What is avoided, and why: `durable.lang` and its host (process-wide state, background threads), negation (its result
depends on the order of assertion), numbers (an exponent is an error, 5 equals "5"), arrays of facts (an error drops
the rest of the batch in silence) and actions in Python (their exceptions are swallowed). A fact here is a few strings
and booleans, a rule is a conjunction of patterns of equal attributes, and what a firing means is decided by the
caller.
"""

from __future__ import annotations

import itertools
import json
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import Any

from diagnosis.inference.network import Pattern
from diagnosis.messages import say


class EngineError(RuntimeError):
    """durable-rules did not do what it was asked to do."""


class EngineMissing(RuntimeError):
    """durable-rules cannot be imported: it has no release for Python 3.13 and later."""


_BEGIN = "begin"
_BEGINNING: Mapping[str, str | bool] = {"topic": "session", "begun": True}
"""A fact that some rule always matches: a session in which none did crashes the process when it is deleted."""


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that fired, with the facts that its patterns `matched`, under m0, m1 and so on."""

    rule: str
    matched: Mapping[str, Mapping[str, str | bool]]


def available() -> bool:
    """Whether durable-rules can be imported here."""
    try:
        import_module("durable.engine")
        import_module("durable_rules_engine")
    except (ImportError, SystemError):
        return False
    return True


class Network:
    """A Rete network of conjunctive rules."""

    _names = itertools.count()

    def __init__(self, rules: Mapping[str, Sequence[Pattern]]) -> None:
        """Builds the network. Raises EngineMissing, and EngineError where the engine refuses the rules."""
        try:
            import durable_rules_engine as engine
            from durable.engine import Ruleset
        except (ImportError, SystemError) as error:
            raise EngineMissing(
                say(
                    "durable-rules cannot be imported on this Python: use the columnar executor, or Python 3.11 or 3.12"
                )
            ) from error
        self._engine: Any = engine
        definition = {
            name: {
                "all": [
                    {f"m{i}": {"$and": [{key: value} for key, value in pattern.items()]}}
                    for i, pattern in enumerate(patterns)
                ],
                "run": _no_action,
            }
            for name, patterns in {**rules, _BEGIN: (_BEGINNING,)}.items()
        }
        try:
            self._rules: Any = Ruleset(f"n{next(self._names)}", None, definition)
        except engine.error as error:
            raise EngineError(f"durable-rules refuses the rules: {error}") from error
        # The engine keeps a rule set, megabytes of it, until it is told to delete it.
        weakref.finalize(self, engine.delete_ruleset, self._rules._handle).atexit = False
        self._sessions = itertools.count(1)
        self._patterns = [_BEGINNING, *(pattern for patterns in rules.values() for pattern in patterns)]
        self._bodies: dict[tuple[tuple[str, str | bool], ...], str | None] = {}

    def session(self) -> NetworkSession:
        """A fresh session: its facts meet no other session's."""
        return NetworkSession(self, str(next(self._sessions) % 1_000_000))

    def body(self, fact: Mapping[str, str | bool]) -> str | None:
        """A fact as the engine reads it, but for its session; None where no pattern asks for it."""
        key = tuple(fact.items())
        if key not in self._bodies:
            asked = any(pattern.items() <= fact.items() for pattern in self._patterns)
            self._bodies[key] = json.dumps(fact)[1:] if asked else None
        return self._bodies[key]


class NetworkSession:
    """The facts of one case; a context manager, because a session that is left behind keeps a megabyte."""

    def __init__(self, network: Network, sid: str) -> None:
        self._network, self._sid = network, sid
        self._state: int | None = None
        self._asserted: set[str] = set()

    def __enter__(self) -> NetworkSession:
        self.assert_fact(**_BEGINNING)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._network._engine.delete_state(self._network._rules._handle, self._sid)

    def assert_fact(self, **fact: str | bool) -> None:
        """Asserts a fact. What was asserted before, or what no rule asks for, changes nothing. Raises EngineError."""
        self.assert_body(self._network.body(fact))

    def assert_body(self, body: str | None) -> None:
        """Asserts a fact that `Network.body` has put into the engine's words."""
        if body is None or body in self._asserted:
            return
        self._asserted.add(body)
        text = f'{{"sid": "{self._sid}", {body}'
        try:
            code, state = self._network._engine.assert_fact(self._network._rules._handle, text)
        except self._network._engine.error as error:
            raise EngineError(f"durable-rules failed on {{{body}: {error}") from error
        if code != 0:
            raise EngineError(f"durable-rules answered {code} to {{{body}")
        self._state = state

    def run(self) -> Iterator[Firing]:
        """The firings that the facts so far lead to, each once."""
        if self._state is None:
            raise EngineError("a session is used outside of its 'with'")
        engine, handle = self._network._engine, self._network._rules._handle
        try:
            started = engine.start_action_for_state(handle, self._state)
            message = started[1] if started else None
            while message:
                ((rule, matched),) = json.loads(message).items()
                if rule != _BEGIN:
                    yield Firing(rule, matched)
                message = engine.complete_and_start_action(handle, self._state)
        except engine.error as error:
            raise EngineError(f"durable-rules failed while firing: {error}") from error


def _no_action(_: object) -> None:
    """durable-rules demands an action for each rule; firings are read from its messages instead."""
