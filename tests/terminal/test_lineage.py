"""An explanation says what the engine did: the same rules, the same probability, of every cause of every team."""

from __future__ import annotations

import pytest

from diagnosis.evaluation import executor
from diagnosis.explain.build import explain
from diagnosis.intake.read import read_paths
from diagnosis.measures.compute import measure
from tests.executors import ENGINES
from tests.packaged import packaged_knowledge
from tests.terminal.commands import ROOT

EXAMPLES = ROOT / "facts" / "examples"


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_explanations_agree_with_the_verdicts(engine: str) -> None:
    knowledge = packaged_knowledge()
    intake = read_paths([EXAMPLES / "2026-Q3"], knowledge.facts, previous=EXAMPLES / "2026-Q2")
    verdicts = set()
    for team in intake.teams[:6]:
        measured, _ = measure(team, knowledge, knowledge.program)
        trace = executor(knowledge, engine).trace(measured)  # type: ignore[arg-type]
        outcome = trace.outcome
        units = [(None, outcome.team)]
        sellers = zip(measured.members.get("seller", ()), outcome.members.get("seller", ()), strict=True)
        units += [(member.member, unit) for member, unit in list(sellers)[:2]]  # type: ignore[misc]
        for member, unit in units:
            for cause, judged in unit.causes.items():
                why = explain(knowledge, measured, trace, cause, member, "en")
                verdicts.add(why.verdict)
                if why.verdict is None:
                    assert why.why_none == "target_met"
                    continue
                assert why.verdict == judged.verdict
                assert {step.used.rule for step in why.steps} == judged.fired
                assert {step.used.rule for step in why.steps if step.counted} == judged.counted
                if judged.verdict == "held":
                    assert why.probability is None
                    continue
                counted = [step.probability for step in why.steps if step.counted]
                assert judged.probability is not None
                assert (counted or [why.prior])[-1] == pytest.approx(judged.probability, abs=1e-4)
                assert why.confirmation is not None and why.exclusion is not None
                confirmed = why.confirmation.likely and bool(why.confirmation.rules)
                excluded = (
                    why.exclusion.unlikely and not why.exclusion.rules and all(need.met for need in why.exclusion.needs)
                )
                assert (confirmed, excluded) == (judged.verdict == "confirmed", judged.verdict == "ruled_out")
    assert verdicts >= {"confirmed", "ruled_out", "open", "held"}
