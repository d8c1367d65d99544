"""The load test runs, and finds an answer that is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.load import __main__ as command
from benchmarks.load.manager import Sent
from diagnosis.interview import begin, facts_file
from tests.packaged import packaged_knowledge


@pytest.mark.slow
def test_a_few_managers_answer_and_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--managers", "3", "--think", "0", "--questions", "4"]) == 0
    told = capsys.readouterr().out
    assert "3 managers, 0 s of thought, 2 processes" in told
    assert "| answer | 12 |" in told
    assert "no answer was lost" in told


def test_an_answer_that_is_kept_otherwise_is_told() -> None:
    knowledge = packaged_knowledge()
    kept = begin(knowledge, "North", "2026-Q3").answer("otif", "60%")
    sent = Sent(facts=dict(kept.team.facts), answers=1, exported=facts_file(kept), trail=1)
    assert list(command.wrong_in(kept.team, sent, knowledge)) == []
    other = kept.answer("otif", "61%")
    assert list(command.wrong_in(kept.team, replace(sent, exported=facts_file(other)), knowledge))
    assert list(command.wrong_in(kept.team, replace(sent, trail=0), knowledge))
    assert list(command.wrong_in(replace(kept.team, team="South"), sent, knowledge))
