"""Tables whose headings are not understood: what a column holds is asked, as on the pages, and once only."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.intake.headings import Headings
from diagnosis.terminal.ask.table_columns import is_header
from tests.packaged import packaged_knowledge
from tests.terminal.asking import MISSED, NORTH, ask, screens

TABLE = ["Who;Wins;Tries;Score of fun;Months in the job", "S-1;12;40;5;12", "S-2;3;50;7;30", ""]


@pytest.mark.parametrize(
    ("row", "is_one"),
    [
        (["seller", "deals.count", "deals.of"], True),
        (["Pardavėjas", "Laimėti sandoriai"], True),
        (["Who", "Wins", ""], True),
        (["S-1", "12"], False),
        (["Jonas", "yes"], False),
        (["Jonas", "taip", ""], False),
        (["Jonas"], False),
    ],
)
def test_headings_are_told_from_values(row: list[str], is_one: bool) -> None:
    assert is_header(row, "seller", Headings(packaged_knowledge().facts)) is is_one


@pytest.mark.slow
def test_what_a_column_holds_is_asked_once(store: Path) -> None:
    talk = screens(store, *NORTH, TERM="dumb")
    for answers in (["seller", "deals.count", "?", "nonsense", "deals.of", "ignore"], []):
        talk.expect("> ")
        talk.sendline("t")
        talk.expect("> ")
        for line in TABLE:
            talk.sendline(line)
        for answer in answers:
            talk.expect(r"What does this column hold\?.*?: ")
            talk.sendline(answer)
            if answer == "?":
                talk.expect("deals.of – Deals won")
        if answers:
            talk.expect('"Tries": deals.of')
        talk.expect("Known so far: S-1, S-2")
    talk.sendline("q")
    talk.expect("Go on with")


@pytest.mark.slow
def test_a_file_of_columns_holds_for_tables_in_the_interview(tmp_path: Path) -> None:
    columns = tmp_path / "columns.yaml"
    columns.write_text("sellers: {Who: seller, Wins: deals.count, Tries: deals.of, Score of fun: ignore}\n", "utf-8")
    table = tmp_path / "sellers.csv"
    table.write_text("\n".join(TABLE), "utf-8")
    told = ask(*NORTH, "--store", tmp_path / "kept.db", "--columns", columns, lines=[*MISSED, f"t {table}", "q"])
    assert "Known so far: S-1, S-2" in told.output
    refused = ask(*NORTH, "--store", tmp_path / "kept.db", lines=[*MISSED, f"t {table}", "q"])
    assert "Who" in refused.output and refused.exit_code == 2
