"""A diagnosis as a case: whatever a team is called, the text reads back and passes."""

from __future__ import annotations

import pytest

from diagnosis.authoring.export import case_text
from diagnosis.authoring.run import run_cases
from diagnosis.evaluation import diagnose
from diagnosis.knowledge.base import Knowledge
from tests.cases.cases import changed, read_one

NAMES = ["0017", "null", "a, b: {c}", "Jonas of Vilnius", "Ona from finance", 'a "quoted" one', "Žemyna Šilinskaitė"]


@pytest.mark.parametrize("name", NAMES)
def test_reads_back_with_odd_names(name: str, knowledge: Knowledge) -> None:
    quoted = "'" + name + "'"
    seller = f"{{{quoted}: {{attainment: 50%, close_rate: 1/60, quarters_below_target: 3, tenure_months: unknown}}}}"
    team = read_one(changed(f"sellers: {seller}"), knowledge).team
    diagnosis = diagnose(team, knowledge)
    text = case_text(team, diagnosis, knowledge, f"about {name}", f"What became of {name}.")
    case = read_one(text, knowledge)
    assert case.case == f"about {name}"
    assert case.says == f"What became of {name}."
    assert case.team.members == team.members
    (result,) = run_cases([case], knowledge)
    assert result.passed, f"{result}\n{text}"


def test_expects_what_came_out(knowledge: Knowledge) -> None:
    team = read_one(changed("facts: {otif: 82%, backlog_weeks: 9, csat: unknown}"), knowledge).team
    text = case_text(team, diagnose(team, knowledge), knowledge, "late", "Orders come late.")
    expect = text.partition("    expect:\n")[2]
    assert [line.strip() for line in expect.splitlines()][:6] == [
        "target_met: false",
        "stages: {goals: ruled_out, product: ruled_out, pricing: ruled_out, delivery: confirmed, service: ruled_out, "
        "marketing: ruled_out, training: ruled_out, skills: held}",
        "confirmed: [late_delivery]",
        'held: ["S-10", "S-8", "S-9"]',
        "waiting_for: [delivery]",
        "cleared: []",
    ]
