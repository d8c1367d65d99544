"""One team in a YAML or JSON file."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from diagnosis.faults import Faulty, Place
from diagnosis.intake.model import Given, Intake, Member, Team
from diagnosis.intake.team_file import team_from_mapping
from tests.intake.catalogue import FACTS, read, told, write

NORTH = """\
team: North
quarter: 2026-Q3
as_of: 2026-09-30
currency: EUR          # optional
measured: {price_losses: 2026-08-15}
facts: {revenue_target: 1200000, revenue_actual: 990 000, otif: 82%, price_losses: 2/14, csat: ~, nps: unknown}
sellers: [{seller: S-17, attainment: 71%, deals: 11/80, tenure_months: 26}]
methods: [{method: referral, deals: 28/60}]
product_lines: []
previous: {quarter: 2026-Q2, facts: {otif: 95%}, sellers: [{seller: S-17, attainment: 80%}]}
"""


def team_of(folder: Path, text: str, name: str = "team.yaml") -> Intake:
    return read(write(folder, {name: text}) / name)


def faults_of(folder: Path, text: str, name: str = "team.yaml") -> list[str]:
    intake = team_of(folder, text, name)
    assert intake.teams == ()
    return [each.removeprefix(f"{name}:") for each in told(intake)]


def test_a_whole_team(tmp_path: Path) -> None:
    (team,) = team_of(tmp_path, NORTH).teams
    assert team == Team(
        team="North",
        quarter="2026-Q3",
        as_of=date(2026, 9, 30),
        currency="EUR",
        facts={
            "revenue_target": Given(Decimal(1200000)),
            "revenue_actual": Given(Decimal(990000)),
            "otif": Given(Decimal("0.82")),
            "price_losses": Given(Decimal(2) / Decimal(14), 2, 14),
        },
        members={
            "seller": (
                Member(
                    "S-17",
                    {
                        "attainment": Given(Decimal("0.71")),
                        "deals": Given(Decimal("0.1375"), 11, 80),
                        "tenure_months": Given(Decimal(26)),
                    },
                ),
            ),
            "method": (Member("referral", {"deals": Given(Decimal(28) / Decimal(60), 28, 60)}),),
            "product_line": (),
        },
        measured={"price_losses": date(2026, 8, 15)},
        previous=Team(
            team="North",
            quarter="2026-Q2",
            currency="EUR",
            facts={"otif": Given(Decimal("0.95"))},
            members={"seller": (Member("S-17", {"attainment": Given(Decimal("0.80"))}),)},
        ),
    )


def test_every_value_knows_where_it_was_written(tmp_path: Path) -> None:
    (team,) = team_of(tmp_path, NORTH).teams
    file = team.place.file
    assert team.place_of("otif") == Place(file, 6, 65)
    assert team.members["seller"][0].place_of("deals") == Place(file, 7, 50)
    assert team.previous is not None
    assert team.previous.place_of("otif") == Place(file, 10, 44)


def test_json_says_the_same_as_yaml(tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "team": "North",
        "quarter": "2026-Q3",
        "facts": {"revenue_target": 1.2e6, "otif": 0.82, "results_reviewed": True, "csat": None},
        "sellers": [{"seller": "0017", "deals": "11/80"}],
    }
    as_yaml = """\
team: North
quarter: 2026-Q3
facts: {revenue_target: 1200000, otif: 82%, results_reviewed: yes, csat: }
sellers:
  - seller: 0017
    deals: 11/80
"""
    from_json = team_of(tmp_path, json.dumps(given), "a.json").teams
    assert from_json == team_of(tmp_path, as_yaml, "b.yaml").teams
    assert len(from_json) == 1


@pytest.mark.parametrize("name", ["0017", "no", "1e-05", "12:30", "Ąžuolas ‘A’", "'it''s'", "null and void", "NA"])
def test_ids_are_texts_and_stay_as_written(tmp_path: Path, name: str) -> None:
    (team,) = team_of(tmp_path, f"team: {name}\nquarter: 2026-Q3\nsellers: [{{seller: {name}}}]").teams
    written = name[1:-1].replace("''", "'") if name.startswith("'") else name
    assert team.team == written
    assert team.members["seller"][0].member == written


def test_what_is_unknown_is_not_there(tmp_path: Path) -> None:
    (team,) = team_of(tmp_path, "team: A\nquarter: 2026-Q3\nas_of:\ncurrency: ~\nfacts:\nsellers:\nprevious:").teams
    assert team == Team("A", "2026-Q3")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [" the file is empty; write at least team, quarter and facts"]),
        ("- 1", [" a team is written as keys and values, not as a list; begin with 'team: ...'"]),
        ("quarter: 2026-Q3", ["1:1: team is missing; write 'team: ' and its name"]),
        ("team: ' '\nquarter: 2026-Q3", ["1:7: team is missing; write 'team: ' and its name"]),
        ("team: A", ["1:1: quarter is missing; write 'quarter: 2026-Q3', for example"]),
        ("team: A\nquarter: ~", ["2:10: quarter is missing; write 'quarter: 2026-Q3', for example"]),
        ("team: A\nquarter: 2026-3", ["2:10: quarter: '2026-3' is not a quarter; write 2026-Q3"]),
        ("team: A\nquarter: 3/2026", ["2:10: quarter: '3/2026' is not a quarter; write 2026-Q3"]),
        ("team: A\nquarter: 2026-Q5", ["2:10: quarter: '2026-Q5' is not a quarter; write 2026-Q3, for example"]),
        ("team: [A]\nquarter: 2026-Q3", ["1:7: team must be one value, not a list; write the value alone"]),
        (
            'team: "a\\u0007"\nquarter: 2026-Q3',
            [r"1:7: team: 'a\u0007' holds a character that cannot be seen; write it on one line, without it"],
        ),
    ],
)
def test_a_team_needs_a_name_and_a_quarter(tmp_path: Path, text: str, faults: list[str]) -> None:
    assert faults_of(tmp_path, text) == faults


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("curency: EUR", "3:1: 'curency' is not a key of a team file; did you mean currency?"),
        ("otif: 82%", "3:1: 'otif' is a fact; put it under facts"),
        ("deals: 1/2", "3:1: 'deals' is a fact; put it under sellers"),
        ("currency: xqz", "3:11: currency: 'xqz' is not the code of a currency; write XQZ"),
        (
            "currency: ¥",
            "3:11: currency: '¥' is the sign of several currencies; write its code: JPY or CNY",
        ),
        (
            "as_of: 30.09.26",
            "3:8: as_of: '30.09.26' is not a date; write it as 2026-09-30, year first",
        ),
        ("as_of: 2026-06-30", "3:8: as_of: 2026-06-30 is before 2026-Q3 begins; correct as_of or the quarter"),
        ("as_of: 2036-09-30", "3:8: as_of: 2036-09-30 is more than a year after 2026-Q3; correct as_of or the quarter"),
        ("facts: 5", "3:8: facts must be keys and values, not '5'; write 'key: value', one a line and indented"),
        ("facts: {otif: [1]}", "3:15: otif must be one value, not a list; write the value alone"),
        ("facts: {otiff: 1}", "3:9: 'otiff' is not a fact of the team; did you mean otif?"),
        ("facts: {whatever: 1}", "3:9: 'whatever' is not a fact of the team; correct its name or leave it out"),
        ("facts: {tenure_months: 1}", "3:9: 'tenure_months' is a fact of a seller; put it under sellers"),
        ("facts: {attainment: 80%}", "3:9: 'attainment' is computed and cannot be given; leave it out"),
        ("facts: {otif: much}", "3:15: otif: 'much' is no number; write a number, or leave it blank if it is unknown"),
        ("facts: {otif: 82%, otif: 83%}", "3:20: the key 'otif' is already given on line 3; keep one of them"),
        ("facts: {otif: *other}", "3:15: an alias, '*other', is not understood here; write the value itself"),
        ("sellers: 5", "3:10: sellers must be a list, not '5'; write '- seller: ...'"),
        ("sellers: [5]", "3:11: a seller is written as keys and values, not as '5'; write '- seller: ...'"),
        ("sellers: [{deals: 1/2}]", "3:11: seller is missing; write 'seller: ' and its id"),
        ("sellers: [{seller: ''}]", "3:20: seller is missing; write 'seller: ' and its id"),
        ("sellers: [{seller: a}, {seller: a}]", "3:33: seller 'a' is already given on line 3; keep one of them"),
        ("sellers: [{seller: a, otif: 1%}]", "3:23: 'otif' is a fact of the team; put it under facts"),
        ("sellers: [{seller: a, deal: 1/2}]", "3:23: 'deal' is not a fact of a seller; did you mean deals?"),
        ("measured: {otiff: 2026-09-01}", "3:12: measured: 'otiff' is not a fact; did you mean otif?"),
        (
            "measured: {otif: 1.9.2026}",
            "3:18: measured.otif: '1.9.2026' can mean 2026-09-01 or 2026-01-09; write 2026-09-01 or 2026-01-09",
        ),
        ("previous: {facts: {}}", "3:11: quarter is missing; write 'quarter: 2026-Q3', for example"),
        ("previous: {quarter: 2026-Q3}", "3:21: previous: 2026-Q3 is not before 2026-Q3; write the quarter before"),
        (
            "previous: {quarter: 2026-Q2, team: B}",
            "3:30: 'team' is not a key of previous; correct its name or leave it out",
        ),
        (
            "previous: {quarter: 2026-Q2, facts: {otif: much}}",
            "3:44: otif: 'much' is no number; write a number, or leave it blank if it is unknown",
        ),
        (
            "facts: {goals_review: late}",
            "3:23: goals_review: 'late' is none of the choices; write one of: ruled_out, confirmed, target_unrealistic",
        ),
    ],
)
def test_a_fault_refuses_the_team_and_says_where(tmp_path: Path, line: str, fault: str) -> None:
    assert faults_of(tmp_path, f"team: A\nquarter: 2026-Q3\n{line}\n") == [fault]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "measured: {otif: 2026-10-01}",
            "4:18: measured.otif: 2026-10-01 is later than as_of, 2026-09-30; correct the date or as_of",
        ),
        (
            "facts: {goals_review_on: 2026-10-01}",
            "4:26: goals_review_on: 2026-10-01 is later than as_of, 2026-09-30; correct the date or as_of",
        ),
    ],
)
def test_nothing_is_measured_or_reviewed_after_the_day_of_the_figures(tmp_path: Path, line: str, fault: str) -> None:
    assert faults_of(tmp_path, f"team: A\nquarter: 2026-Q3\nas_of: 2026-09-30\n{line}\n") == [fault]
    assert team_of(tmp_path, f"team: A\nquarter: 2026-Q3\n{line}\n").teams, "without as_of nothing is later than it"


def test_all_faults_of_a_file_are_told_in_one_pass(tmp_path: Path) -> None:
    text = """\
team: A
quarter: 2026-Q3
size: 8
facts:
  otif: much
  revenue_target: 1,200
  otiv: 82%
sellers:
  - {seller: x, deals: 3/2}
  - {seller: x}
previous:
  quarter: 2026-Q4
  facts: {csat: '#DIV/0!'}
"""
    assert [each.split(":")[0] for each in faults_of(tmp_path, text)] == ["3", "5", "6", "7", "9", "10", "12", "13"]


def test_the_quarter_asked_for_stands_in_for_one_not_given_and_must_agree(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.yaml": "team: A\n", "b.yaml": "team: B\nquarter: 2026-Q2\n"})
    intake = read(folder, quarter="2026-Q3")
    assert [(team.team, team.quarter) for team in intake.teams] == [("A", "2026-Q3")]
    assert told(intake) == [
        "b.yaml:2:10: quarter: the file is of 2026-Q2, but 2026-Q3 is asked for; correct one of them"
    ]


def test_members_are_ordered_by_id_however_they_are_written(tmp_path: Path) -> None:
    backwards = team_of(tmp_path, "team: A\nquarter: 2026-Q3\nsellers: [{seller: b}, {seller: a}]").teams
    two = team_of(tmp_path, "team: A\nquarter: 2026-Q3\nsellers: [{seller: a}, {seller: b}]").teams
    assert backwards == two


def test_a_mapping_of_a_program_says_the_same_as_a_file(tmp_path: Path) -> None:
    given: dict[str, object] = {
        "team": "North",
        "quarter": "2026-Q3",
        "as_of": date(2026, 9, 30),
        "facts": {"otif": 0.82, "csat": None, "results_reviewed": True, "revenue_target": Decimal("1200000.50")},
        "sellers": [{"seller": "0017", "deals": "11/80", "tenure_months": 26}],
    }
    text = """\
team: North
quarter: 2026-Q3
as_of: 2026-09-30
facts: {otif: 82%, results_reviewed: yes, revenue_target: 1200000.50}
sellers: [{seller: 0017, deals: 11/80, tenure_months: 26}]
"""
    assert (team_from_mapping(given, FACTS),) == team_of(tmp_path, text).teams


def test_the_faults_of_a_mapping_are_told_by_the_path_of_their_keys() -> None:
    given: dict[str, object] = {
        "team": "North",
        "facts": {"otif": "much", "otiv": 1, "nps": float("nan"), "csat": object()},
        "sellers": [{"seller": "a", "deals": "3/2"}, {}, {"seller": "a"}],
    }
    with pytest.raises(Faulty) as raised:
        team_from_mapping(given, FACTS)
    assert [str(fault) for fault in raised.value.faults] == [
        "facts.csat: object is no type of value that a fact has; give a text, number, boolean or date",
        "facts.nps: nps: 'nan' is no number; leave it blank if it is unknown",
        "facts.otif: otif: 'much' is no number; write a number, or leave it blank if it is unknown",
        "facts.otiv: 'otiv' is not a fact of the team; did you mean otif?",
        "given: quarter is missing; write 'quarter: 2026-Q3', for example",
        "sellers[0].deals: deals: 3 of 2 is more than all; write the part first, then the whole, as in 11/80",
        "sellers[1]: seller is missing; write 'seller: ' and its id",
        "sellers[2].seller: seller 'a' is already given as sellers[0].seller; keep one of them",
    ]
