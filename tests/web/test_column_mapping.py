"""What columns of uploaded tables are: asked where headings are not understood, and kept for the next time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from diagnosis.intake.read import read_paths
from diagnosis.web.middleware import MOST_BYTES
from tests.packaged import packaged_knowledge
from tests.web.inside import inside
from tests.web.looking import path_of, said, said_at
from tests.web.server import Browser

Files = list[tuple[str, tuple[str, bytes]]]

TEAMS = "Mano grupė;Rev goal;revenue_actual;Otiff;Kažkas\nNorth;1200000;990000;82%;x\n"
SELLERS = "team;Kortelė;attainment\nNorth;S-1;80%\n"
CHOICES = {"Mano grupė": "team", "Rev goal": "revenue_target", "Otiff": "otif", "Kažkas": "ignore"}


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        yield open_()


def tables(**texts: str) -> Files:
    return [("files", (f"{name}.csv", text.encode())) for name, text in texts.items()]


def fields(browser: Browser, name: str) -> list[str]:
    return re.findall(f'name="{name}" value="([^"]*)"', browser.text)


def sent(browser: Browser, choices: dict[str, str]) -> dict[str, object]:
    """The form of the page, with what is chosen for each heading."""
    headings = fields(browser, "heading")
    return {
        "kind": "file",
        "quarter": "2026-Q3",
        "of": fields(browser, "of"),
        "heading": headings,
        "meaning": [choices.get(heading, "") for heading in headings],
        "carried-name": fields(browser, "carried-name"),
        "carried": fields(browser, "carried"),
    }


def test_headings_that_are_not_understood_are_asked_with_their_values(browser: Browser) -> None:
    browser.post("/start", kind="file", quarter="2026-Q3", files=tables(teams=TEAMS))
    assert browser.page.status_code == 422
    assert fields(browser, "heading") == ["Mano grupė", "Rev goal", "Otiff", "Kažkas"]
    assert "1200000" in said(browser) and "82%" in said(browser) and "--columns a file" not in said(browser)
    # Only what is plainly meant is suggested, and nothing is chosen beforehand.
    assert re.findall(r'<optgroup label="Perhaps"><option value="(\w+)"', browser.text) == ["otif"]
    assert " selected" not in browser.text.partition("<tbody>")[2]
    browser.post("/start", **sent(browser, CHOICES))
    assert browser.page.status_code == 200
    answers = said_at(browser, f"{path_of(browser)}/answers")
    assert "1,200,000" in answers and "82%" in answers


def test_what_is_still_to_be_chosen_is_asked_again_and_the_rest_kept(browser: Browser) -> None:
    browser.post("/start", kind="file", quarter="2026-Q3", files=tables(teams=TEAMS, sellers=SELLERS))
    browser.post("/start", **sent(browser, CHOICES))
    assert browser.page.status_code == 422
    assert fields(browser, "heading") == [*CHOICES, "Kortelė"]
    assert re.findall(r'<option value="(\w+)" selected', browser.text) == [*CHOICES.values()]
    browser.post("/start", **sent(browser, {**CHOICES, "Kortelė": "seller"}))
    assert browser.page.status_code == 200
    assert "S-1" in said_at(browser, f"{path_of(browser)}/answers")


def test_the_choices_are_kept_as_a_file_that_pages_and_command_line_read(browser: Browser, tmp_path: Path) -> None:
    browser.post("/start", kind="file", quarter="2026-Q3", files=tables(teams=TEAMS))
    kept = browser.post("/start/columns", **sent(browser, CHOICES))
    assert kept.headers["content-disposition"].startswith('attachment; filename="columns.yaml"')
    folder = tmp_path / "2026-Q3"
    folder.mkdir()
    (folder / "teams.csv").write_text(TEAMS)
    (tmp_path / "columns.yaml").write_bytes(kept.content)
    intake = read_paths([folder], packaged_knowledge().facts, columns=tmp_path / "columns.yaml")
    assert not intake.all_faults
    assert sorted(intake.teams[0].facts) == ["otif", "revenue_actual", "revenue_target"]
    browser.get("/")
    beside = [("files", ("columns.yaml", kept.content))]
    browser.post("/start", kind="file", quarter="2026-Q3", files=[*tables(teams=TEAMS), *beside])
    assert browser.page.status_code == 200


def test_other_faults_are_told_beside_and_corrected_files_are_taken(browser: Browser) -> None:
    faulty = TEAMS.replace("82%", "much")
    browser.post("/start", kind="file", quarter="2026-Q3", files=tables(teams=faulty))
    browser.post("/start", **sent(browser, CHOICES))
    assert browser.page.status_code == 422
    assert "teams.csv:2:4: " in said(browser)
    browser.post("/start", files=tables(teams=TEAMS), **sent(browser, CHOICES))
    assert browser.page.status_code == 200


def test_files_that_are_too_large_to_be_carried_are_asked_for_again(browser: Browser) -> None:
    rows = "".join(f"T {number};1;1;82%;{'x' * 900}\n" for number in range(MOST_BYTES // 1000 * 8 // 10))
    browser.post("/start", kind="file", quarter="2026-Q3", team="North", files=tables(teams=TEAMS + rows))
    assert browser.page.status_code == 422
    assert not fields(browser, "carried") and "too large to be kept" in said(browser)
    browser.post("/start", files=tables(teams=TEAMS), **sent(browser, CHOICES))
    assert browser.page.status_code == 200


def test_what_was_not_offered_is_not_taken(browser: Browser) -> None:
    browser.post("/start", kind="file", quarter="2026-Q3", files=tables(teams=TEAMS))
    form = sent(browser, {**CHOICES, "Otiff": "x: {y: 1}\nz"})
    form["carried"] = ["%%%"]
    kept = browser.post("/start/columns", **form)
    assert "Otiff" not in kept.text and "z" not in kept.text.split()
    browser.get("/")
    browser.post("/start", **form)
    assert browser.page.status_code == 422


def test_parquet_is_taken(browser: Browser) -> None:
    content = io.BytesIO()
    pl.DataFrame({"team": ["North"], "revenue_target": [1200000], "otif": [0.82]}).write_parquet(content)
    browser.get("/")
    assert ".xlsx" in said(browser) and "Parquet" in said(browser)
    browser.post("/start", kind="file", quarter="2026-Q3", files=[("files", ("quarter.parquet", content.getvalue()))])
    assert browser.page.status_code == 200
    assert "82%" in said_at(browser, f"{path_of(browser)}/answers")


def test_columns_of_a_table_of_members_are_asked_in_its_place(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    pasted = "Kortelė;Attainmnt;Zzz\nS-1;80%;x\nS-2;110%;\n"
    grid = {"do": "import", "column": ["attainment"], "member": ["S-9"], "cell-0-attainment": "91%"}
    browser.post(f"{path}/table/seller", pasted=pasted, **grid)
    assert browser.page.status_code == 422
    assert fields(browser, "heading") == ["Kortelė", "Attainmnt", "Zzz"]
    assert "S-1" in browser.text and 'value="91%"' in browser.text and "--columns a file" not in said(browser)
    choices = {"Kortelė": "seller", "Attainmnt": "attainment", "Zzz": "ignore"}
    of_columns = {"of": fields(browser, "of"), "heading": [*choices], "meaning": [*choices.values()]}
    kept = browser.post("/start/columns", **of_columns)
    assert kept.text.startswith("sellers:\n") and '"Attainmnt": attainment' in kept.text
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", pasted=pasted, **grid, **of_columns)
    assert browser.page.status_code == 200
    answers = said_at(browser, f"{path}/answers")
    assert all(text in answers for text in ("S-1", "80%", "110%", "S-9", "91%"))


def test_what_else_is_wrong_with_a_table_of_members_is_told_once_its_columns_are_known(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    table = [("files", ("sellers.csv", b"seller;Attainmnt\nS-1;lots\n"))]
    browser.post(f"{path}/table/seller", do="import", files=table)
    assert fields(browser, "heading") == ["Attainmnt"]
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", browser.text, re.DOTALL)
    assert shown is not None
    chosen = {"of": "seller", "heading": "Attainmnt", "meaning": "attainment"}
    browser.post(f"{path}/table/seller", do="import", pasted=shown[1], **chosen)
    assert browser.page.status_code == 422
    assert "sellers.csv:2:2: " in said(browser) and not fields(browser, "heading")


def test_in_a_window_columns_are_chosen_saved_and_taken(opened: Any, tmp_path: Path) -> None:
    page = opened("lt")
    page.set_input_files("#file-files", {"name": "teams.csv", "mimeType": "text/csv", "buffer": TEAMS.encode()})
    page.fill("#file-quarter", "2026-Q3")
    page.click("form:has([value=file]) button")
    page.wait_for_selector("#map-title")
    for heading, column in CHOICES.items():
        page.get_by_label(heading).select_option(column)
    with page.expect_download() as download:
        page.click("button[formaction]")
    assert "grupė" in Path(download.value.path()).read_text()
    page.click("main button.primary")
    page.wait_for_url("**/interview/*")
