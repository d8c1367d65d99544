"""What goes wrong within durable-rules comes to light; without it the columnar executor serves."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diagnosis import diagnose
from diagnosis.evaluation import executor
from diagnosis.inference.durable import EngineError, EngineMissing, Network, available
from diagnosis.knowledge.base import Knowledge
from tests.knowledge.bases import KnowledgeBase

durable_rules_engine = pytest.importorskip("durable_rules_engine")

FACTS = {"otif": "80%", "backlog_weeks": "9"}


def diagnosed(knowledge: Knowledge, engine: str = "rete") -> Any:
    return diagnose({"team": "North", "quarter": "2026-Q3", "facts": FACTS}, knowledge, engine=engine)  # type: ignore[arg-type]


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions that are alive: each is noted when its first fact is asserted, and gone when it is deleted."""
    alive: list[str] = []
    delete, assert_fact = durable_rules_engine.delete_state, durable_rules_engine.assert_fact

    def noted(handle: int, text: str) -> Any:
        if '"topic": "session"' in text:
            alive.append(text.split('"')[3])
        return assert_fact(handle, text)

    def gone(handle: int, sid: str) -> Any:
        alive.remove(sid)
        return delete(handle, sid)

    monkeypatch.setattr(durable_rules_engine, "assert_fact", noted)
    monkeypatch.setattr(durable_rules_engine, "delete_state", gone)
    return alive


def failing(name: str, after: int, fail: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a function of the engine work so many times, and then fail."""
    works, calls = getattr(durable_rules_engine, name), iter(range(10**6))
    monkeypatch.setattr(durable_rules_engine, name, lambda *given: works(*given) if next(calls) < after else fail())


def raised() -> Any:
    raise durable_rules_engine.error("Could not assert fact, error code: 303")


@pytest.mark.parametrize("after", [1, 3, 4])
@pytest.mark.parametrize(
    ("function", "fail", "told"),
    [
        ("assert_fact", lambda: (2, 0), "durable-rules answered 2 to {"),
        ("assert_fact", raised, "durable-rules failed on {"),
        ("start_action_for_state", raised, "durable-rules failed while firing"),
        ("complete_and_start_action", raised, "durable-rules failed while firing"),
    ],
)
def test_an_error_of_the_engine_is_raised_and_leaves_no_session(
    base: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    sessions: list[str],
    function: str,
    fail: Callable[[], Any],
    told: str,
    after: int,
) -> None:
    knowledge = base.load()
    expected = diagnosed(knowledge)
    with monkeypatch.context() as broken:
        failing(function, after, fail, broken)
        with pytest.raises(EngineError) as caught:
            diagnosed(knowledge)
    assert str(caught.value).startswith(told)
    assert sessions == []
    # The executor is as good as new.
    assert diagnosed(knowledge) == expected


def test_rules_that_the_engine_refuses_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable_rules_engine, "create_ruleset", lambda *_: raised())
    with pytest.raises(EngineError, match="durable-rules refuses the rules: Could not"):
        Network({"rule": [{"topic": "a"}]})


def test_an_exception_in_a_text_is_raised(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    knowledge = base.load()

    def broken(*_: object) -> str:
        raise ZeroDivisionError("in a text")

    monkeypatch.setattr("diagnosis.kinds.formats.Formats.percent", broken)
    for engine in ("rete", "columnar"):
        with pytest.raises(ZeroDivisionError, match="in a text"):
            diagnosed(knowledge, engine)


def test_an_exception_while_actions_are_drawn_up_is_raised(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, sessions: list[str]
) -> None:
    """In the engine's own actions it would be swallowed; none of ours run there."""
    knowledge = base.load()

    def broken(*_: object) -> str:
        raise ZeroDivisionError("in an action")

    monkeypatch.setattr("diagnosis.assembly.actions_and_findings._action", broken)
    with pytest.raises(ZeroDivisionError, match="in an action"):
        diagnosed(knowledge)
    assert sessions == []


def test_an_exception_between_two_firings_leaves_no_session(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, sessions: list[str]
) -> None:
    knowledge = base.load()

    def broken(*_: object) -> Any:
        raise ZeroDivisionError("in a fold")

    monkeypatch.setattr("diagnosis.inference.rete.fold", broken)
    with pytest.raises(ZeroDivisionError, match="in a fold"):
        diagnosed(knowledge)
    assert sessions == []


# --- memory ---------------------------------------------------------------------------------------------------

_MANY_CASES = """
import sys
from pathlib import Path
from diagnosis.evaluation import executor
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.loading import load_knowledge
from diagnosis.measures.compute import measure

knowledge = load_knowledge(base=Path(sys.argv[1]))
given = {"team": "North", "quarter": "2026-Q3", "facts": {"otif": "80%", "backlog_weeks": "9"}}
measured, _ = measure(team_from_mapping(given, knowledge.facts), knowledge, knowledge.program)
rete = executor(knowledge, "rete")

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def judge(cases):
    for _ in range(cases):
        (outcome,) = rete.judge([measured])
        assert outcome.stages == {"delivery": "confirmed", "skills": "held"}

judge(2_000)
before = resident()
judge(18_000)
print((resident() - before) // 2**20)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is measured through /proc")
def test_20_000_cases_in_one_process_keep_its_memory(base: KnowledgeBase) -> None:
    base.load()
    process = subprocess.run(
        [sys.executable, "-c", _MANY_CASES, str(base.folder / "base")], capture_output=True, text=True, check=True
    )
    assert int(process.stdout) <= 4


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is measured through /proc")
def test_a_network_that_is_no_longer_used_is_deleted(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when an overlay is edited and loaded again and again."""
    deleted: list[int] = []
    delete = durable_rules_engine.delete_ruleset

    def noted(handle: int) -> None:
        deleted.append(handle)
        delete(handle)

    monkeypatch.setattr(durable_rules_engine, "delete_ruleset", noted)
    network = Network({"rule": [{"topic": "a"}]})
    handle = network._rules._handle
    with network.session() as session:
        session.assert_fact(topic="a")
        assert [firing.rule for firing in session.run()] == ["rule"]
        del network
        gc.collect()
        assert deleted == []
    del session
    gc.collect()
    assert deleted == [handle]


# --- without durable-rules ------------------------------------------------------------------------------------


@pytest.fixture(params=["durable", "durable_rules_engine"])
def without(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python on which one of the engine's modules cannot be imported."""
    monkeypatch.setitem(sys.modules, request.param, None)
    if request.param == "durable":
        monkeypatch.setitem(sys.modules, "durable.engine", None)


@pytest.mark.usefixtures("without")
def test_without_the_engine_the_columns_serve(base: KnowledgeBase) -> None:
    knowledge = base.load()
    assert not available()
    assert executor(knowledge, "auto").name == "columnar"
    assert diagnosed(knowledge, "auto") == diagnosed(knowledge, "columnar")


@pytest.mark.usefixtures("without")
def test_without_the_engine_to_ask_for_it_is_a_clear_error(base: KnowledgeBase) -> None:
    with pytest.raises(EngineMissing, match=r"use the columnar executor, or Python 3\.11 or 3\.12"):
        diagnosed(base.load(), "rete")


def test_with_the_engine_few_teams_are_chained_and_many_judged_by_columns(base: KnowledgeBase) -> None:
    knowledge = base.load()
    assert executor(knowledge, "auto", 1).name == "rete"
    assert executor(knowledge, "auto", 10_000).name == "columnar"
