"""The registry: a format that is added to it is everywhere that results are written, with no other code."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnosis.messages import say
from diagnosis.outputs import TEXT, all_outputs, by_file_name, by_id, register, unregister
from diagnosis.outputs.output import Output, Writer
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.result import Diagnosis
from diagnosis.web.app import create
from diagnosis.web.settings import Settings
from tests.terminal.asking import MISSED as ANSWERS
from tests.terminal.asking import NORTH, ask
from tests.terminal.commands import LATE, MISSED, diagnosis, team
from tests.web.server import Browser

LINE = "North\t2026-Q3\t0.825\n"


class Lines(Writer):
    """A line a team."""

    def add(self, diagnosis: Diagnosis) -> None:
        self.stream.write(f"{diagnosis.team}\t{diagnosis.quarter}\t{diagnosis.gap.attainment}\n")

    def end(self, summary: RunSummary) -> None:
        if summary.teams > 1:
            self.stream.write(f"{summary.teams}\n")


TSV = Output(
    id="tsv",
    title=say("A line a team"),
    hint=say("for the test"),
    file_of_many="teams.tsv",
    file_of_one="team.tsv",
    media_type="text/tab-separated-values",
    writer=Lines,
)


@pytest.fixture
def tsv() -> Iterator[None]:
    register(TSV)
    yield
    unregister(TSV.id)


@pytest.mark.usefixtures("tsv")
def test_a_format_that_is_registered_is_one_of_run(tmp_path: Path) -> None:
    team(tmp_path / "teams", "North", MISSED | LATE)
    assert diagnosis("run", tmp_path / "teams", "--format", "tsv").stdout == LINE
    team(tmp_path / "teams", "South", MISSED)
    assert (
        diagnosis("run", tmp_path / "teams", "--format", "tsv").stdout == LINE + LINE.replace("North", "South") + "2\n"
    )
    assert diagnosis("run", tmp_path / "teams", "--out", tmp_path / "all").exit_code == 0
    assert "teams.tsv" in {path.name for path in (tmp_path / "all").iterdir()}
    assert diagnosis("run", tmp_path / "teams", "--out", tmp_path / "some", "--format", "tsv").exit_code == 0
    assert [path.name for path in (tmp_path / "some").iterdir()] == ["teams.tsv"]


@pytest.mark.usefixtures("tsv")
def test_a_format_that_is_registered_is_listed_by_help() -> None:
    for language in ("en", "lt"):
        told = diagnosis("run", "--lang", language, "--help").stdout
        assert " tsv " in told
        assert "teams.tsv" in told


@pytest.mark.usefixtures("tsv")
def test_a_format_that_is_registered_is_written_at_the_end_of_an_interview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGNOSIS_SESSIONS", str(tmp_path / "sessions.sqlite3"))
    ask(*NORTH, "--report", tmp_path / "north.tsv", lines=[*ANSWERS, "q"])
    assert (tmp_path / "north.tsv").read_text("utf-8") == LINE


@pytest.mark.usefixtures("tsv")
def test_a_format_that_is_registered_is_a_download_of_the_result_page(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the library that it is built on
        from starlette.testclient import TestClient
    app = create(Settings(store=str(tmp_path / "sessions.sqlite3")))
    with Browser.__new__(Browser) as browser, TestClient(app, base_url="http://localhost:8090") as client:
        browser.client = client
        path = browser.begin()
        assert f'href="{path}/download/team.tsv"' in browser.get(f"{path}/result").text
        assert "A line a team" in browser.text
        page = browser.get(f"{path}/download/team.tsv")
        assert (page.text, page.headers["content-type"]) == (
            "North\t2026-Q3\tNone\n",
            "text/tab-separated-values; charset=utf-8",
        )


@pytest.mark.usefixtures("tsv")
def test_an_id_is_given_once() -> None:
    with pytest.raises(ValueError, match="two formats are called 'tsv'"):
        register(TSV)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("north.txt", TEXT),
        ("north", TEXT),
        ("north.html", TEXT),
        ("north.json", "json"),
        ("north.jsonl", "json"),
        ("north.md", "markdown"),
        ("north-causes.csv", "causes"),
        ("requests.csv", "requests"),
        ("north.csv", "stages"),
    ],
)
def test_the_name_of_a_file_says_its_format(name: str, id_: str) -> None:
    assert by_file_name(name) is by_id(id_)


def test_what_a_format_is_called_is_given_once() -> None:
    names = [name for output in all_outputs() for name in output.files]
    assert len(set(names)) == len(names)
