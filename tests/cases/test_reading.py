"""What is wrong in a case file is told with its place and what to do, all of it in one pass."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from diagnosis.authoring.case_file import read_cases
from diagnosis.documents.source import Faults
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from tests.cases.cases import read, read_one


def case(lines: str, expect: str = "{confirmed: []}") -> str:
    """A case of which `lines` begin on line 5 and in column 5."""
    return f"cases:\n  - case: a case\n    says: A sentence.\n    from: healthy\n    {lines}\n    expect: {expect}\n"


def seller(team: Team, name: str) -> dict[str, object]:
    (seller,) = (member for member in team.members["seller"] if member.member == name)
    return {fact: given.value for fact, given in seller.facts.items()}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("fact: {otif: 82%}", "5:5: 'fact' is not a key of a case; did you mean 'facts'?"),
        ("facts: {otiff: 82%}", "5:13: 'otiff' is not a fact of the team; did you mean otif?"),
        ("sellers: {S-4: {closerate: 1/2}}", "5:21: 'closerate' is not a fact of a seller; did you mean close_rate?"),
        ("sellers: {S-44: unknown}", "5:15: there is no seller 'S-44' to take away; did you mean 'S-4'?"),
        ("sellers: {S-4: 12}", "5:20: a seller has keys and values, not '12'; write {fact: value}"),
        ("measured: {otif: 2026-13-01}", "5:22: measured.otif: '2026-13-01' is not in the calendar"),
    ],
)
def test_facts(lines: str, told: str, knowledge: Knowledge) -> None:
    cases, faults = read(case(lines), knowledge)
    assert not cases
    (fault,) = faults
    assert fault.startswith(f"cases.yaml:{told}")


@pytest.mark.parametrize(
    ("expect", "column", "told"),
    [
        ("{confirmd: []}", 14, "'confirmd' is not a key of expect; did you mean 'confirmed'?"),
        ("{confirmed: [late_delivry]}", 26, "there is no cause 'late_delivry'; did you mean 'late_delivery'?"),
        ("{confirmed: [closing]}", 26, "the cause 'closing' is one of a single seller; write 'closing of' and the"),
        ("{confirmed: [late_delivery of S-1]}", 26, "'late_delivery' is about the team as a whole; write 'late_d"),
        ("{confirmed: [closing of S-44]}", 26, "there is no seller 'S-44' in this case; did you mean 'S-4'?"),
        ("{confirmed: closing}", 25, "confirmed must be a list, not 'closing'; write it as [a, b]"),
        ("{stages: {delivry: open}}", 23, "there is no stage 'delivry'; did you mean 'delivery'?"),
        ("{stages: {delivery: opn}}", 33, "delivery cannot be 'opn'; did you mean 'open'?"),
        ("{actions: [train_ofer]}", 24, "there is no action 'train_ofer'; did you mean 'train_on_offer'?"),
        ("{requests: [otf]}", 25, "there is no fact 'otf'; did you mean 'otif'?"),
        ("{requests: [otif from logistic]}", 25, "there is no department 'logistic'; did you mean 'logistics'?"),
        ("{requests: [otif of S-1]}", 25, "'otif' is about the team as a whole; write 'otif' alone"),
        ("{held: [S-11]}", 21, "there is no member 'S-11' in this case; did you mean 'S-1'?"),
        ("{strengths: [achiever of S-1]}", 26, "there is no strength 'achiever'; choose from: line_grows, method_wo"),
        ("{clearing: [in_rmp of S-1]}", 25, "there is no rule 'in_rmp'; did you mean 'in_ramp'?"),
        ("{reasons: {delivery: mising}}", 34, "delivery cannot be 'mising'; did you mean 'missing'?"),
        ("{target_met: yes}", 26, "target_met cannot be 'yes'; choose from: false, true, unknown"),
        ("{refused: true, held: []}", 23, "a team that is refused has no result to compare; delete the other keys"),
        ("{}", 13, "expect says nothing; write 'confirmed: []', for example"),
    ],
)
def test_expectations(expect: str, column: int, told: str, knowledge: Knowledge) -> None:
    cases, faults = read(case("facts: {otif: 82%}", expect), knowledge)
    assert not cases
    (fault,) = faults
    assert fault.startswith(f"cases.yaml:6:{column}: {told}")


def test_everything_in_one_pass(knowledge: Knowledge) -> None:
    _, faults = read(
        """
bases:
  - base: here
    from: there
  - base: there
    from: here
  - base: unused
    facts: {otif: 96%, otto: 3}
cases:
  - case: one
    from: helthy
    says: A sentence.
    expect: {confirmed: [nothing_like_it]}
  - case: one
    from: healthy
  - case: two
    from: here
    expect: {confirmed: []}
  - says: Without a name.
""",
        knowledge,
    )
    assert [fault.split("; ")[0] for fault in faults] == [
        "cases.yaml:6:11: the bases go in a circle: here -> there -> here",
        "cases.yaml:7:5: quarter is missing",
        "cases.yaml:8:24: 'otto' is not a fact of the team",
        "cases.yaml:11:11: there is no base 'helthy'",
        "cases.yaml:13:26: there is no cause 'nothing_like_it'",
        "cases.yaml:14:11: the case 'one' is at cases.yaml:10:11 already",
        "cases.yaml:16:5: says is missing",
        "cases.yaml:19:5: case is missing",
    ]


def test_a_case_overlays_its_base(knowledge: Knowledge) -> None:
    base = read_one(case("facts: {}"), knowledge).team
    team = read_one(
        case(
            "facts: {otif: 82%, csat: unknown}\n"
            "    as_of: unknown\n"
            "    sellers: {S-4: {close_rate: 3/21, ramp_months: 9}, S-8: unknown, S-77: {attainment: 50%}}\n"
            "    methods: [{method: visit, deals: 1/2}]"
        ),
        knowledge,
    ).team
    assert team.facts["otif"].value == Decimal("0.82")
    assert "csat" not in team.facts
    assert {**team.facts, "otif": None} == {**{k: v for k, v in base.facts.items() if k != "csat"}, "otif": None}
    assert team.as_of is None
    assert [method.member for method in team.members["method"]] == ["visit"]
    assert {seller.member for seller in team.members["seller"]} == {"S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "S-7"} | {
        "S-9",
        "S-10",
        "S-77",
    }
    assert seller(team, "S-4") == {**seller(base, "S-4"), "close_rate": Decimal(3) / 21, "ramp_months": Decimal(9)}
    assert seller(team, "S-77") == {"attainment": Decimal("0.5")}


def test_a_list_of_members_replaces_all(knowledge: Knowledge) -> None:
    team = read_one(case("sellers: [{seller: only, attainment: 90%}]"), knowledge).team
    assert [seller.member for seller in team.members["seller"]] == ["only"]


def test_files_that_hold_no_cases(tmp_path: Path, knowledge: Knowledge) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("- case: one\n")
    faults = Faults()
    assert not read_cases([empty, wrong, tmp_path / "none.yaml"], knowledge, faults)
    assert [fault.what for fault in faults.found] == [
        "the folder holds no *.yaml file",
        "a case file has keys, not a list",
        "the file cannot be read (No such file or directory)",
    ]
