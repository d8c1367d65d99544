"""A quarter as a folder of tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from diagnosis.faults import Place
from diagnosis.intake.model import Given, Intake, Member, Team
from tests.intake.catalogue import read, told, write

TEAMS = "team,otif\nNorth,82%\nSouth,95%\n"


def quarter_of(folder: Path, **tables: str) -> Intake:
    """The intake of a folder 2026-Q3 with these tables, `teams` being teams.csv."""
    return read(write(folder / "2026-Q3", {f"{name}.csv": text for name, text in tables.items()}))


def test_a_whole_quarter(tmp_path: Path) -> None:
    intake = quarter_of(
        tmp_path,
        teams="team;as_of;currency;otif;price_losses;measured.otif\n"
        "North;2026-09-30;EUR;82,5 %;2/14;2026-09-01\n"
        "South;;;;;\n",
        sellers="team,seller,deals,attainment\nNorth,0017,11/80,71%\nNorth,0004,,\n",
        methods="team,method,deals\nSouth,referral,28/60\n",
        product_lines="team,product_line,revenue_growth\nNorth,pumps,-3 %\n",
    )
    assert (intake.refused, intake.faults) == ((), ())
    north, south = intake.teams
    assert (north.team, north.quarter, str(north.as_of), north.currency) == ("North", "2026-Q3", "2026-09-30", "EUR")
    assert north.facts == {"otif": Given(Decimal("0.825")), "price_losses": Given(Decimal(2) / Decimal(14), 2, 14)}
    assert {fact: str(day) for fact, day in north.measured.items()} == {"otif": "2026-09-01"}
    assert [member.member for member in north.members["seller"]] == ["0004", "0017"]
    assert north.members["product_line"] == (Member("pumps", {"revenue_growth": Given(Decimal("-0.03"))}),)
    assert south == Team(
        "South",
        "2026-Q3",
        currency="EUR",  # one currency a folder: a blank stands for it
        members={"method": (Member("referral", {"deals": Given(Decimal(28) / Decimal(60), 28, 60)}),)},
    )


def test_places_are_the_rows_first_line_and_the_number_of_the_field(tmp_path: Path) -> None:
    intake = quarter_of(
        tmp_path,
        teams='\nteam,goals_review,otif\n\nNorth,,82%\nSouth,"a\nb",much\nWest,,96%\n',
        sellers="team,seller\nWest,a\n",
    )
    north, west = intake.teams
    file = north.place.file
    assert north.place_of("otif") == Place(file, 4, 3)
    assert west.place == Place(file, 7, 1)
    assert west.members["seller"][0].place == Place(file.replace("teams", "sellers"), 2, 2)
    assert [(each.place.line, each.place.column) for each in intake.refused[0].faults] == [(5, 2), (5, 3)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_byte_order_marks_and_line_ends(tmp_path: Path, delimiter: str, mark: str, end: str) -> None:
    lines = [["team", "otif", "csat"], ["Šiauliai", "82%", ""], ['a "b"'.replace('"', '""').join('""'), "", "9/10"]]
    teams = mark + "".join(delimiter.join(fields) + end for fields in lines)
    north, south = sorted(quarter_of(tmp_path, teams=teams).teams, key=lambda team: team.team, reverse=True)
    assert north == Team("Šiauliai", "2026-Q3", facts={"otif": Given(Decimal("0.82"))})
    assert south == Team('a "b"', "2026-Q3", facts={"csat": Given(Decimal("0.9"), 9, 10)})


def test_a_decimal_comma_needs_no_quotes_where_the_delimiter_is_another(tmp_path: Path) -> None:
    (team,) = quarter_of(tmp_path, teams="team;otif\nA;82,5 %\n").teams
    assert team.facts["otif"] == Given(Decimal("0.825"))


def test_blank_rows_and_blank_columns_at_the_end_do_not_count(tmp_path: Path) -> None:
    intake = quarter_of(tmp_path, teams="team,otif,,\nA,82%,,\n,,,\n\nB,,\nC,95%,,,,\n")
    assert [team.team for team in intake.teams] == ["A", "B", "C"]


HEADERS = [
    ("team,otif\n,\n", "teams.csv: there are no teams below the header; write a row for each team"),
    (
        "name,otif\nA,82%\n",
        "teams.csv:1:1: 'name' is not a column of teams.csv; correct its name, "
        "or give --columns a file with a line such as name: ignore",
    ),
    ("team,otiv\nA,82%\n", "teams.csv:1:2: 'otiv' is not a column of teams.csv; did you mean otif?"),
    ("team,otif,otif\nA,1%,2%\n", "teams.csv:1:3: the column 'otif' is already there as column 2; keep one of them"),
    (
        "team,seller\nA,x\n",
        "teams.csv:1:2: 'seller' is not a column of teams.csv; correct its name, "
        "or give --columns a file with a line such as seller: ignore",
    ),
    ("team,tenure_months\nA,1\n", "teams.csv:1:2: 'tenure_months' is a fact of a seller; put it into sellers.csv"),
    ("team,attainment\nA,1%\n", "teams.csv:1:2: 'attainment' is computed and cannot be given; leave it out"),
    ("team,measured.x\nA,\n", "teams.csv:1:2: measured: 'x' is not a fact; correct its name or leave it out"),
    ("team,otif.count\nA,1\n", "teams.csv:1:2: there is no column 'otif.of' beside 'otif.count'; add it"),
    ("team,otif.of\nA,1\n", "teams.csv:1:2: there is no column 'otif.count' beside 'otif.of'; add it"),
    ("team,nps.count,nps.of\nA,1,2\n", "teams.csv:1:2: 'nps' is not a share, so it has no counts; name the column nps"),
    (
        "team,currency\nA,EUR\nB,USD\n",
        "teams.csv:3:2: the currencies EUR and USD are mixed; nothing is converted; give each its own folder",
    ),
    (
        "team,quarter\nA,2026-Q2\nB,2026-Q3\n",
        "teams.csv:3:2: the quarters 2026-Q2 and 2026-Q3 are mixed; give each a folder of its own",
    ),
    (
        'team,otif\nA,"82%\nB,1%\n',
        "teams.csv:2:1: a quotation mark is not closed in this row; close it, or write it twice inside a value",
    ),
    (
        'team,otif\nA,1%\n"B"x,1%\n',
        "teams.csv:3:1: a quotation mark ends before its field does; write a quotation mark inside a value twice",
    ),
]


@pytest.mark.parametrize("teams", ["", "\n\n", ",", ",,\n,\n"])
def test_an_empty_table(tmp_path: Path, teams: str) -> None:
    fault = "teams.csv: the file is empty; write a header with the names of the columns, and a row for each team"
    assert told(quarter_of(tmp_path, teams=teams)) == [fault]


@pytest.mark.parametrize(("teams", "fault"), HEADERS)
def test_a_fault_of_a_header_or_of_the_file_refuses_the_folder(tmp_path: Path, teams: str, fault: str) -> None:
    intake = quarter_of(tmp_path, teams=teams)
    assert intake.teams == ()
    assert fault in told(intake)
    assert intake.faults


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("team,deals\nNorth,1/2\n", "sellers.csv:1:1: there is no column 'seller'; add it, or correct its name"),
        ("seller,deals\nx,1/2\n", "sellers.csv:1:1: there is no column 'team'; add it, or correct its name"),
        ("team,seller,otif\n", "sellers.csv:1:3: 'otif' is a fact of the team; put it into teams.csv"),
        ("team,seller,as_of\n", "sellers.csv:1:3: 'as_of' is said once for the team; put it into teams.csv"),
        (
            "team,seller,measured.deals\n",
            "sellers.csv:1:3: 'measured.deals' is said once for the team; put it into teams.csv",
        ),
        ("team,seller,dealz\n", "sellers.csv:1:3: 'dealz' is not a column of sellers.csv; did you mean deals?"),
        ("", "sellers.csv: the file is empty; write a header with the names of the columns, and a row for each team"),
    ],
)
def test_a_fault_in_the_header_of_members_refuses_the_folder(tmp_path: Path, table: str, fault: str) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers=table)
    assert (intake.teams, told(intake)) == ((), [fault])


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            "West,much",
            "teams.csv:4:2: otif: 'much' is no number; write a number, or leave it blank if it is unknown",
        ),
        (
            "West",
            "teams.csv:4:1: 1 fields in the row, 2 in the header; write a delimiter for each blank field",
        ),
        (
            "West,82,5 %",
            "teams.csv:4:3: 3 fields in the row, 2 in the header; quote a value with a delimiter in it",
        ),
        (",82%", "teams.csv:4:1: team is missing; write its id in this row"),
        (
            "#REF!,82%",
            "teams.csv:4:1: team: '#REF!' is an error of the spreadsheet; correct its formula, or leave it blank",
        ),
        (
            "West,9-Oct",
            "teams.csv:4:2: otif: '9-Oct' looks like a date, which a spreadsheet makes of counts such as 9/10; "
            "write 9/10, or in a table use two columns, otif.count and otif.of",
        ),
        (
            "West,#DIV/0!",
            "teams.csv:4:2: otif: '#DIV/0!' is an error of the spreadsheet; correct its formula, or leave it blank",
        ),
    ],
)
def test_a_fault_of_a_row_refuses_that_team_alone(tmp_path: Path, row: str, fault: str) -> None:
    intake = quarter_of(tmp_path, teams=f"{TEAMS}{row}\n")
    assert [team.team for team in intake.teams] == ["North", "South"]
    assert told(intake) == [fault]
    assert intake.faults == ()


@pytest.mark.parametrize(
    ("row", "refused", "fault"),
    [
        (
            "North,a,3/2",
            "North",
            "sellers.csv:3:3: deals: 3 of 2 is more than all; write the part first, then the whole, as in 11/80",
        ),
        ("North,,1/2", "North", "sellers.csv:3:2: seller is missing; write its id in this row"),
        ("South,s,", "South", "sellers.csv:3:2: seller 's' is already given on line 2; keep one of the rows"),
        ("West,s,", "West", "sellers.csv:3:1: team 'West' is not in teams.csv; correct its name or leave it out"),
        (
            "North,s",
            "North",
            "sellers.csv:3:2: 2 fields in the row, 3 in the header; write a delimiter for each blank field",
        ),
    ],
)
def test_a_fault_of_a_member_refuses_its_team_alone(tmp_path: Path, row: str, refused: str, fault: str) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers=f"team,seller,deals\nSouth,s,1/2\n{row}\n")
    assert [team.team for team in intake.teams] == [team for team in ("North", "South") if team != refused]
    assert [each.team for each in intake.refused] == [refused]
    assert told(intake) == [fault]


def test_a_team_given_twice_is_refused_with_the_faults_of_both_rows(tmp_path: Path) -> None:
    intake = quarter_of(tmp_path, teams=f"{TEAMS}North,much\n")
    assert [team.team for team in intake.teams] == ["South"]
    assert told(intake) == [
        "teams.csv:4:1: team 'North' is already given on line 2; keep one of the rows",
        "teams.csv:4:2: otif: 'much' is no number; write a number, or leave it blank if it is unknown",
    ]


@pytest.mark.parametrize(
    ("row", "given"),
    [
        (",11,80", Given(Decimal("0.1375"), 11, 80)),
        ("11/80,11,80", Given(Decimal("0.1375"), 11, 80)),
        ("11/80,,", Given(Decimal("0.1375"), 11, 80)),
        ("13.75%,11,80", Given(Decimal("0.1375"), 11, 80)),
        ("14%,11,80", Given(Decimal("0.1375"), 11, 80)),
        (",,", None),
    ],
)
def test_counts_in_two_columns_beside_or_instead_of_one(tmp_path: Path, row: str, given: Given | None) -> None:
    sellers = f"team,seller,deals,deals.count,deals.of\nNorth,a,{row}\n"
    north = quarter_of(tmp_path, teams=TEAMS, sellers=sellers).teams[0]
    assert north.members["seller"][0].facts.get("deals") == given


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (
            "12/80,11,80",
            "3: deals: '12/80' is not 11 of 80; correct it or deals.count and deals.of, or leave one of them blank",
        ),
        (
            "15%,11,80",
            "3: deals: '15%' is not 11 of 80; correct it or deals.count and deals.of, or leave one of them blank",
        ),
        (",11,", "4: deals.count stands without deals.of; give both, or write the share alone, as 30%"),
        (",1.5,80", "4: deals: '1.5' is no whole number; write counts as in 11 and 80"),
    ],
)
def test_counts_in_two_columns_must_agree_and_be_counts(tmp_path: Path, row: str, fault: str) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers=f"team,seller,deals,deals.count,deals.of\nNorth,a,{row}\n")
    assert told(intake) == [f"sellers.csv:2:{fault}"]


def test_the_quarter_of_a_folder(tmp_path: Path) -> None:
    unnamed = write(tmp_path / "data", {"teams.csv": "team\nA\n"})
    by_column = write(tmp_path / "2026-Q1", {"teams.csv": "team,quarter\nA,2026-Q2\nB,\n"})
    assert told(read(unnamed)) == [
        "teams.csv:1:1: the quarter is not known; "
        "add a column quarter, name the folder 2026-Q3, or give --quarter 2026-Q3"
    ]
    assert [team.quarter for team in read(unnamed, quarter="2026-Q3").teams] == ["2026-Q3"]
    assert [(team.team, team.quarter) for team in read(by_column).teams] == [("A", "2026-Q2"), ("B", "2026-Q1")]
    intake = read(by_column, quarter="2026-Q1")
    assert [team.team for team in intake.teams] == ["B"]
    assert told(intake) == [
        "teams.csv:2:2: quarter: the row is of 2026-Q2, but 2026-Q1 is asked for; correct it, or leave the row out"
    ]


def test_members_are_of_the_quarter_of_their_team(tmp_path: Path) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers="team,seller,quarter\nNorth,a,2026-Q3\nSouth,b,2026-Q2\n")
    assert [team.team for team in intake.teams] == ["North"]
    assert told(intake) == [
        "sellers.csv:3:3: quarter: the row is of 2026-Q2, but its team is of 2026-Q3; correct it, or leave the row out"
    ]


def test_tables_by_wrong_names_and_a_folder_without_teams(tmp_path: Path) -> None:
    folder = write(tmp_path / "2026-Q3", {"seller.csv": "team,seller\n", "notes.md": "-", ".~lock.csv": ""})
    assert [each.removeprefix("2026-Q3").strip(": ") for each in told(read(folder))] == [
        "there is no teams.csv; add it, one row a team",
        "seller.csv: 'seller.csv' is not a table of a quarter; did you mean sellers.csv?",
    ]


def test_a_broken_quarter_tells_its_ten_faults_in_one_pass(tmp_path: Path) -> None:
    intake = quarter_of(
        tmp_path,
        teams=(
            "team,as_of,otif,price_losses,revenue_target,nps\n"
            "Good,2026-09-30,95%,2/14,1 200 000,30\n"
            "A,2026-06-30,much,9-Oct,,\n"
            'B,,,,"1,200",120\n'
            "C,,95%\n"
            "B,,,,,\n"
        ),
        sellers="team,seller,deals\nGood,1,11/80\nA,1,3/2\nD,1,\nC,,1/2\n",
    )
    assert [team.team for team in intake.teams] == ["Good"]
    assert [
        each.rsplit(":", 2)[0] if each.count(":") < 3 else ":".join(each.split(":")[:3]) for each in told(intake)
    ] == [
        *("sellers.csv:3:3", "sellers.csv:4:1", "sellers.csv:5:2"),
        *(
            "teams.csv:3:2",
            "teams.csv:3:3",
            "teams.csv:3:4",
            "teams.csv:4:5",
            "teams.csv:4:6",
            "teams.csv:5:3",
            "teams.csv:6:1",
        ),
    ]


def test_rows_of_nobody_refuse_every_team_that_may_be_concerned(tmp_path: Path) -> None:
    sellers = "team,seller,deals\nSouth,s,1/2\n{}\n"
    blank = quarter_of(tmp_path / "a", teams=TEAMS, sellers=sellers.format(",t,"))
    assert (blank.teams, told(blank)) == ((), ["sellers.csv:3:1: team is missing; write its id in this row"] * 3)
    near = quarter_of(tmp_path / "b", teams=TEAMS, sellers=sellers.format("Nort,t,"))
    assert [team.team for team in near.teams] == ["South"]
    assert told(near) == ["sellers.csv:3:1: team 'Nort' is not in teams.csv; did you mean North?"] * 2


@pytest.mark.parametrize("written", ["north", " NORTH ", "North\u00a0", "\uff2eorth"])
def test_names_are_joined_however_they_are_written_and_it_is_told(tmp_path: Path, written: str) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers=f"team,seller\nNorth,a\n{written},b\n")
    assert [member.member for member in intake.teams[0].members["seller"]] == ["a", "b"]
    assert (told(intake), bool(intake.notes)) == ([], written.strip() != "North")


def test_names_that_are_alike_are_one(tmp_path: Path) -> None:
    intake = quarter_of(tmp_path, teams=f"{TEAMS}NORTH,83%\n", sellers="team,seller\nSouth,Ana\nSouth,ANA\n")
    assert intake.teams == ()
    assert told(intake) == [
        "sellers.csv:3:2: seller 'ANA' is already given on line 2; keep one of the rows",
        "teams.csv:4:1: team 'NORTH' is already given on line 2; keep one of the rows",
    ]


def test_merged_cells_are_filled_down_and_told(tmp_path: Path) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers="team,seller\nNorth,a\n,b\nSouth,a\n,c\n")
    assert [[member.member for member in team.members["seller"]] for team in intake.teams] == [["a", "b"], ["a", "c"]]
    assert [note.place.line for note in intake.notes] == [3]


@pytest.mark.parametrize(
    "rows",
    ["North,a\nNorth,b\n,c\nSouth,d", ",a\nNorth,b\nSouth,c", "North,a\n,a\nSouth,c\n,d", "North,a\nSouth,c\n,d"],
)
def test_what_does_not_look_like_merged_cells_is_not_filled_down(tmp_path: Path, rows: str) -> None:
    assert quarter_of(tmp_path, teams=TEAMS, sellers=f"team,seller\n{rows}\n").teams == ()


TOTALS = ["Total", "TOTAL:", "Grand Total", "Subtotal", "Iš viso", "IŠ VISO:", "Viso", "North total", "Total North"]


@pytest.mark.parametrize("word", TOTALS)
def test_totals_are_neither_teams_nor_members(tmp_path: Path, word: str) -> None:
    intake = quarter_of(
        tmp_path, teams=f"{TEAMS}{word},90%\n", sellers=f"team,seller\nNorth,a\nNorth,{word}\n{word},\n"
    )
    assert [team.team for team in intake.teams] == ["North", "South"]
    assert [member.member for member in intake.teams[0].members["seller"]] == ["a"]
    assert (told(intake), len(intake.notes)) == ([], 3)


def test_a_word_that_may_be_a_name_is_refused_and_can_be_kept(tmp_path: Path) -> None:
    table = "team,seller\nNorth,Suma{}\n"
    assert [team.team for team in quarter_of(tmp_path / "a", teams=TEAMS, sellers=table.format("")).teams] == ["South"]
    kept = quarter_of(tmp_path / "b", teams=TEAMS, sellers=table.format(" (seller)"))
    assert (len(kept.teams), kept.notes) == (2, ())


@pytest.mark.parametrize("line", ["Source: CRM", "Filters: region = East,", "Šaltinis: CRM", "Applied filters: x,"])
def test_lines_about_a_table_are_left_out(tmp_path: Path, line: str) -> None:
    intake = quarter_of(tmp_path, teams=f"{TEAMS}{line}\n")
    assert [team.team for team in intake.teams] == ["North", "South"]
    assert (told(intake), len(intake.notes)) == ([], 1)


def test_a_fact_stands_where_its_value_was_written_in_its_own_column_or_in_that_of_the_count(tmp_path: Path) -> None:
    table = "team,price_losses,price_losses.count,price_losses.of\nNorth,,2,14\nSouth,3/20,,\nWest,3/20,3,20\n"
    columns = {team.team: team.place_of("price_losses").column for team in quarter_of(tmp_path, teams=table).teams}
    assert columns == {"North": 3, "South": 2, "West": 3}


@pytest.mark.parametrize(
    ("row", "deals"),
    [
        ("30%,448", (134, 448)),
        ("11/80,80", (11, 80)),
        ("11/80,", (11, 80)),
        ("30%,", (None, None)),
        (",", None),
    ],
)
def test_a_column_says_of_how_many_the_share_beside_it_is(
    tmp_path: Path, row: str, deals: tuple[int | None, int | None] | None
) -> None:
    for header, text in (("deals,deals.of", row), ("deals,deals.count,deals.of", row.replace(",", ",,"))):
        intake = quarter_of(tmp_path / header[-8:], teams=TEAMS, sellers=f"team,seller,{header}\nNorth,a,{text}\n")
        assert told(intake) == []
        (seller,) = intake.teams[0].members["seller"]
        given = seller.facts.get("deals")
        assert (None if given is None else (given.count, given.of)) == deals


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",80", "4: deals.of stands without deals; give both or neither"),
        ("11/80,81", "4: deals: '11/80' is not out of 81; correct one of them, or leave it blank"),
        ("11/80,10", "4: deals: 11 of 10 is more than all; write the part first, then the whole, as in 11/80"),
        ("~30%,80", "4: deals: '~30%' is an estimate and has no counts; leave one of the two blank"),
        ("30.51%,80", "4: deals: no whole number out of 80 makes '30.51%'; write counts, as in 11/80"),
        ("30%,many", "4: deals: 'many' is no whole number; write counts as in 11 and 80"),
        ("much,80", "3: deals: 'much' is no number; write a number, or leave it blank if it is unknown"),
    ],
)
def test_a_share_and_of_how_many_it_is_must_agree(tmp_path: Path, row: str, fault: str) -> None:
    intake = quarter_of(tmp_path, teams=TEAMS, sellers=f"team,seller,deals,deals.of\nNorth,a,{row}\n")
    assert told(intake) == [f"sellers.csv:2:{fault}"]


def test_bare_shares_of_a_column_in_per_cent_are_counted_as_per_cent(tmp_path: Path) -> None:
    sellers = "team,seller,deals,deals.of\nNorth,a,30,200\nNorth,b,4,50\n"
    intake = quarter_of(tmp_path, teams=TEAMS, sellers=sellers)
    assert told(intake) == []
    assert [each.facts["deals"].count for each in intake.teams[0].members["seller"]] == [60, 2]
