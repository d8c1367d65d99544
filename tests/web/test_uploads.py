"""Files in the pages: all faults are told, as on the command line, and nothing that was typed or chosen is lost."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from tests.web.inside import inside
from tests.web.looking import said
from tests.web.server import Browser

TEAMS = "team;revenue_target;revenue_actual;otif\nNorth;1200000;990000;82%\n"
SELLERS = "team;seller;attainment\nNorth;S-1;80%\n"

Files = list[tuple[str, tuple[str, bytes]]]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        yield open_()


def files(encoding: str = "utf-8", **texts: str) -> Files:
    return [("files", (f"{name}.csv", text.encode(encoding))) for name, text in texts.items()]


def shown(browser: Browser) -> str:
    """What a page says, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.text)))


# --- the files that an interview begins with ------------------------------------------------------------------


def test_names_that_are_written_otherwise_are_joined_and_told(browser: Browser) -> None:
    sellers = SELLERS.replace("North", "NORTH ")
    browser.post("/start", kind="file", quarter="2026-Q3", files=files(teams=TEAMS, sellers=sellers))
    assert browser.page.status_code == 200
    assert "How the files were read sellers.csv:2:1: 'NORTH' is taken as team 'North'" in shown(browser)
    path = browser.page.url.path
    assert "S-1" in browser.get(f"{path}/answers").text and "is taken as team" in shown(browser)
    browser.client.cookies.set("diagnosis-language", "lt")
    browser.get(f"{path}/session")
    assert "Kaip perskaityti failai" in browser.text


@pytest.mark.parametrize("team", ["", "North"])
@pytest.mark.parametrize("name", ["Nroth", "Somewhere else", ""])
def test_no_interview_begins_without_its_sellers(browser: Browser, name: str, team: str) -> None:
    tables = files(teams=TEAMS, sellers=SELLERS.replace("North", name))
    browser.post("/start", kind="file", quarter="2026-Q3", team=team, files=tables)
    assert browser.page.status_code == 422
    assert "sellers.csv:2:1: " in said(browser)


def test_a_faulty_team_beside_a_right_one_is_told(browser: Browser) -> None:
    two = files(teams=f"{TEAMS}South;x;1;good\n")
    browser.post("/start", kind="file", quarter="2026-Q3", files=two)
    assert browser.page.status_code == 422
    told = said(browser)
    assert "teams.csv:3:2: " in told and "teams.csv:3:4: " in told and "holds several teams: North, South" in told
    browser.post("/start", kind="file", quarter="2026-Q3", team="north", files=two)
    assert browser.page.status_code == 200
    assert "teams.csv:3:2: " in shown(browser) and "teams.csv:3:4: " in shown(browser)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1257"])
def test_files_are_read_in_the_encoding_that_they_have(browser: Browser, encoding: str) -> None:
    tables = files(encoding, teams=TEAMS.replace("North", "Šiauliai"), sellers=SELLERS.replace("North", "Šiauliai"))
    browser.post("/start", kind="file", quarter="2026-Q3", files=tables)
    assert browser.page.status_code == 200
    assert "Šiauliai" in shown(browser)
    assert ("Windows-1257" in shown(browser)) == (encoding == "cp1257")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"team;otif\n\x80\x81\x8d;82%\n", b"", b"\0" * 50])
def test_what_cannot_be_read_is_named(browser: Browser, content: bytes) -> None:
    browser.post("/start", kind="file", quarter="2026-Q3", team="Mine", files=[("files", ("teams.csv", content))])
    assert browser.page.status_code == 422
    assert "teams.csv" in said(browser)
    assert 'value="Mine"' in browser.text


def test_a_quarter_that_is_not_the_one_before_is_told(browser: Browser) -> None:
    tables = files(teams=TEAMS)
    browser.post("/start", kind="file", quarter="2025-Q4", files=tables)
    earlier = browser.page.url.path.rpartition("/")[2]
    browser.get("/")
    browser.post("/start", kind="follow", interview=earlier, quarter="2026-Q3")
    assert browser.page.status_code == 200
    assert "2025-Q4 is not used: it is not directly before 2026-Q3" in shown(browser)


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


SELLERS_SHEET: list[list[object]] = [["team", "seller", "attainment"], ["North", "S-1", "80%"]]


def test_a_workbook_is_read_as_on_the_command_line(browser: Browser) -> None:
    teams: list[list[object]] = [["team", "revenue_target", "otif"], ["North", 1200000, "82%"]]
    book = ("2026-Q3.xlsx", workbook(Teams=teams, Sellers=SELLERS_SHEET))
    browser.post("/start", kind="file", files=[("files", book)])
    assert browser.page.status_code == 200
    assert "North · 2026-Q3" in shown(browser)
    assert members(browser, browser.page.url.path) == {"S-1": "80%"}


def test_a_table_of_members_is_taken_from_a_workbook(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    book = ("mine.xlsx", workbook(Notes=[["nothing"]], Sellers=SELLERS_SHEET))
    browser.post(f"{path}/table/seller", do="import", files=[("files", book)], **GRID)
    assert members(browser, path) == {"S-1": "80%", "S-7": "55%"}
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", files=[("files", ("x.xlsx", workbook(Notes=[["nothing"]])))])
    assert browser.page.status_code == 422 and "x.xlsx" in said(browser)


# --- tables of members ----------------------------------------------------------------------------------------

GRID = {"column": ["attainment"], "member": ["S-7"], "cell-0-attainment": "55%"}


def members(browser: Browser, path: str) -> dict[str, str]:
    """The sellers on the list, and their attainment."""
    browser.get(f"{path}/table/seller")
    ids = re.findall(r'name="member" id="member-\d+" value="([^"]+)"', browser.text)
    return {
        id_: re.findall(rf'name="cell-{row}-attainment"[^>]*value="([^"]*)"', browser.text)[0]
        for row, id_ in enumerate(ids)
    }


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("do", ["import", "grid", "unknown"])
def test_rows_typed_beside_a_file_are_kept(browser: Browser, encoding: str, do: str) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do=do, files=files(encoding, sellers="seller,attainment\nŽ-1,80%\n"), **GRID)
    assert browser.page.status_code == 200
    assert members(browser, path) == {"S-7": "55%", "Ž-1": "80%"}


@pytest.mark.parametrize(
    "content", [b"seller;attainment\n\x80\x81-1;80%\n", b"seller;attainment\nS-1;lots\n", b"\xff\xfe\x00"]
)
def test_rows_typed_beside_a_file_that_cannot_be_read_stay_in_the_page(browser: Browser, content: bytes) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", files=[("files", ("mine.csv", content))], **GRID)
    assert browser.page.status_code == 422
    assert ".csv" in said(browser)
    assert 'value="S-7"' in browser.text and 'value="55%"' in browser.text
    assert members(browser, path) == {}


def test_how_an_encoding_was_recognised_is_shown_before_the_table_is_taken(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    table = files("cp1257", sellers="seller,attainment\nŠarūnas,80%\n")
    browser.post(f"{path}/table/seller", do="import", files=table, **GRID)
    assert "Windows-1257" in shown(browser)
    pasted = re.search(r"<textarea[^>]*>(.*?)</textarea>", browser.text, re.DOTALL)
    assert pasted and "Šarūnas" in pasted[1]
    browser.post(f"{path}/table/seller", do="import", pasted=html.unescape(pasted[1]), **GRID)
    assert members(browser, path) == {"S-7": "55%", "Šarūnas": "80%"}


def test_a_pasted_table_goes_through_the_checks_of_a_file(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    table = "Sellers of the north\nseller;attainment\nS-1;80%\nTotal;80%\nSource: CRM;\n"
    browser.post(f"{path}/table/seller", do="import", pasted=table)
    told = shown(browser)
    assert "sellers.csv:4:1: 'Total' is a row of totals and is left out" in told
    assert "'Sellers of the north' is above the table" in told and "'Source: CRM' is about the table" in told
    assert members(browser, path) == {"S-1": "80%"}
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", pasted="seller;attainment\ns-1;85%\n")
    assert "'s-1' is taken as 'S-1'" in shown(browser)
    assert members(browser, path) == {"S-1": "85%"}
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", pasted="seller;attainment\nS-2;85%\ns-2 ;90%\n")
    assert browser.page.status_code == 422 and "already given on line 2" in said(browser)


def test_typed_rows_and_a_faulty_table_are_told_together(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    sent = {"column": ["attainment"], "member": ["S-7"], "cell-0-attainment": "lots"}
    browser.post(f"{path}/table/seller", do="import", pasted="seller;attainment\nS-1;many\n", **sent)
    told = said(browser)
    assert "S-7: target attainment: 'lots'" in told and "sellers.csv:2:2: " in told and "'many'" in told
