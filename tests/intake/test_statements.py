"""What a file or a row says of facts beside their values: since when, what does not apply, over how long, by whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.evaluation import check
from diagnosis.intake.model import Intake, Statements, Team
from diagnosis.intake.read import read_paths
from diagnosis.intake.write import write_team
from tests.intake.catalogue import told, write
from tests.intake.test_workbook import book_of
from tests.packaged import packaged_knowledge

FACTS = packaged_knowledge().facts
HEAD = "team: North\nquarter: 2026-Q3\n"

FILE = """\
since:
  otif: 2026-Q2
  results_reviewed: before
does_not_apply:
  delivery: "services only"
  return_rate: "no goods"
does_not_apply_by: "head of sales"
over:
  competitive_win_rate: 4
said_by:
  results_reviewed: "sales manager"
"""
SAID = Statements(
    since={"otif": "2026-Q2", "results_reviewed": "before"},
    does_not_apply={"delivery": "services only", "return_rate": "no goods"},
    does_not_apply_by="head of sales",
    over={"competitive_win_rate": 4},
    said_by={"results_reviewed": "sales manager"},
)


def of_file(folder: Path, text: str, facts: object = FACTS) -> Intake:
    return read_paths([write(folder, {"north.yaml": HEAD + text}) / "north.yaml"], facts)  # type: ignore[arg-type]


def of_table(folder: Path, header: str, *rows: str, **tables: str) -> Intake:
    files = {"teams.csv": "\n".join([header, *rows]) + "\n", **{f"{name}.csv": text for name, text in tables.items()}}
    return read_paths([write(folder / "2026-Q3", files)], FACTS)


def test_a_file_says_it_and_it_is_written_as_it_was(tmp_path: Path) -> None:
    (team,) = of_file(tmp_path, FILE).teams
    assert team == Team("North", "2026-Q3", statements=SAID)
    assert write_team(team, FACTS).endswith(f"quarter: 2026-Q3\n{FILE}")


def test_a_row_says_the_same_and_a_blank_says_nothing(tmp_path: Path) -> None:
    columns = (
        "team;since.otif;since.results_reviewed;does_not_apply.delivery;does_not_apply.return_rate;"
        "does_not_apply_by;over.competitive_win_rate;said_by.results_reviewed"
    )
    intake = of_table(
        tmp_path, columns, "East;;;;;;;", "North;Q2 2026;Before;services only;no goods;head of sales;4;sales manager"
    )
    assert told(intake) == []
    east, north = intake.teams
    assert (east.statements, north.statements) == (Statements(), SAID)


def test_a_workbook_may_have_the_columns(tmp_path: Path) -> None:
    rows = [
        ["team", "quarter", "since.otif", "over.competitive_win_rate", "Does not apply by", "does_not_apply.delivery"],
        ["North", "2026-Q3", "2026-Q2", 4.0, "head of sales", "services only"],
    ]
    intake = read_paths([book_of(tmp_path / "q.xlsx", {"teams": rows})], FACTS)
    assert told(intake) == []
    assert intake.teams[0].statements == Statements(
        {"otif": "2026-Q2"}, {"delivery": "services only"}, "head of sales", {"competitive_win_rate": 4}
    )


FAULTS = [
    ("since", "otiff", "2026-Q2", "since: 'otiff' is not a fact of the team; did you mean otif?"),
    ("since", "target_stretch", "before", "since: 'target_stretch' is computed and cannot be given; leave it out"),
    ("since", "close_rate", "before", "since: 'close_rate' is a fact of a seller; leave it out"),
    ("since", "delivery", "before", "since: 'delivery' is not a fact of the team; did you mean delivery_review?"),
    (
        "since",
        "otif",
        "2026-Q4",
        "since.otif: 2026-Q4 is later than the quarter of the facts, 2026-Q3; correct one of them",
    ),
    ("since", "otif", "2026-3", "since.otif: '2026-3' is neither a quarter nor 'before'; write 2026-Q3"),
    (
        "does_not_apply",
        "deliveri",
        "no goods",
        "does_not_apply: 'deliveri' is neither a fact of the team nor a stage; did you mean delivery?",
    ),
    (
        "does_not_apply",
        "skills",
        "no sellers",
        "does_not_apply: the stage 'skills' is about persons, so it always applies; leave it out",
    ),
    (
        "does_not_apply",
        "target_stretch",
        "no target",
        "does_not_apply: 'target_stretch' is computed and cannot be given; leave it out",
    ),
    (
        "does_not_apply",
        "delivery",
        "yes",
        "does_not_apply.delivery: 'yes' is no reason; write why it does not apply, or leave it out",
    ),
    (
        "over",
        "win_rate",
        "13",
        "over.win_rate: '13' is no number of quarters from 1 to 12; write over how many quarters the value was pooled",
    ),
    (
        "over",
        "win_rate",
        "0",
        "over.win_rate: '0' is no number of quarters from 1 to 12; write over how many quarters the value was pooled",
    ),
    (
        "over",
        "results_reviewed",
        "4",
        "over: 'results_reviewed' is no number, so quarters of it are not pooled; leave it out",
    ),
]


@pytest.mark.parametrize(("key", "name", "text", "fault"), FAULTS)
def test_files_and_tables_have_the_same_faults(tmp_path: Path, key: str, name: str, text: str, fault: str) -> None:
    ((of_the_file,), (of_the_table,)) = (
        told(of_file(tmp_path, f"{key}:\n  {name}: {text!r}\n")),
        told(of_table(tmp_path, f"team;{key}.{name}", f"North;{text}")),
    )
    assert of_the_file.removeprefix("north.yaml:4:") in (f"3: {fault}", f"{len(name) + 5}: {fault}")
    assert of_the_table in (f"teams.csv:1:2: {fault}", f"teams.csv:2:2: {fault}")


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    intake = of_file(
        tmp_path,
        'facts: {csat: 80%, otif: 90%}\ndoes_not_apply: {csat: not asked, delivery: services only, return_rate: " "}\n'
        'does_not_apply_by: "a\\u202eb"\nsaid_by: {results_reviewed: }\nsince: [otif]\nover: {otif: {a: 1}}\n'
        "previous: {quarter: 2026-Q2, since: {otif: before}, does_not_apply_by: me}\n",
    )
    assert [each.removeprefix("north.yaml:") for each in told(intake)] == [
        "4:24: does_not_apply.csat: csat is given; leave one of them out",
        "4:73: does_not_apply.return_rate: the reason is missing; write why it does not apply, or leave it out",
        r"5:20: does_not_apply_by: 'a\u202eb' holds a character that cannot be seen; write it on one line, without it",
        "6:29: said_by.results_reviewed: there is no name; write who said it, or leave it out",
        "7:8: since must be keys and values, not a list; write 'key: value', one a line and indented",
        "8:14: over.otif must be one value, not keys and values; write the value alone",
        "9:30: 'since' is said of this quarter alone; leave it out of previous",
        "9:53: 'does_not_apply_by' is said of this quarter alone; leave it out of previous",
    ]


def test_a_row_that_gives_what_does_not_apply_is_refused_alone(tmp_path: Path) -> None:
    intake = of_table(tmp_path, "team,otif,does_not_apply.otif", "East,90%,services only", "North,,services only")
    assert told(intake) == ["teams.csv:2:3: does_not_apply.otif: otif is given; leave one of them out"]
    assert [team.team for team in intake.teams] == ["North"]


def test_a_table_of_members_has_no_such_columns(tmp_path: Path) -> None:
    sellers = "team,seller,since.close_rate,does_not_apply_by\nNorth,S-1,before,me\n"
    assert told(of_table(tmp_path, "team", "North", sellers=sellers)) == [
        "sellers.csv:1:3: 'since.close_rate' is said once for the team; put it into teams.csv",
        "sellers.csv:1:4: 'does_not_apply_by' is said once for the team; put it into teams.csv",
    ]


def test_what_is_unknown_is_not_said(tmp_path: Path) -> None:
    (team,) = of_file(tmp_path, "since: {otif: ~}\nover: {otif: unknown}\ndoes_not_apply_by: unknown\nsaid_by:\n").teams
    assert team.statements == Statements()


def test_it_is_said_without_who_says_it(tmp_path: Path) -> None:
    (team,) = of_file(tmp_path, "does_not_apply: {delivery: services only}\n").teams
    assert team.statements == Statements(does_not_apply={"delivery": "services only"})


def test_a_stage_without_causes_cannot_be_said_not_to_apply(tmp_path: Path) -> None:
    review = FACTS["team"]["delivery_review"].model_copy(update={"choices": ("ruled_out", "confirmed")})
    facts = {**FACTS, "team": {**FACTS["team"], "delivery_review": review}}
    assert told(of_file(tmp_path, "does_not_apply: {delivery: services only}\n", facts)) == [
        "north.yaml:3:18: does_not_apply: the stage 'delivery' has no causes; leave it out"
    ]


def test_a_file_of_the_quarter_before_says_it_of_that_quarter_alone(tmp_path: Path) -> None:
    write(tmp_path, {"now.yaml": HEAD + FILE, "before.yaml": f"team: North\nquarter: 2026-Q2\n{FILE}"})
    intake = read_paths([tmp_path / "now.yaml"], FACTS, previous=tmp_path / "before.yaml")
    (team,) = intake.teams
    assert team.statements == SAID
    assert team.previous == Team("North", "2026-Q2")


def test_check_tells_the_faults_of_a_team_that_a_program_built() -> None:
    assert check(Team("North", "2026-Q3", statements=SAID)) == ()
    late = Statements(since={"otif": "2026-Q4"}, does_not_apply={"delivery": ""}, over={"win_rate": 20})
    assert [fault.place.file for fault in check(Team("North", "2026-Q3", statements=late))] == [
        "does_not_apply.delivery",
        "over.win_rate",
        "since.otif",
    ]
