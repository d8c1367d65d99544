"""A gate that the company's rules weaken is told on every page of an interview, and in its downloads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diagnosis.knowledge.model import LANGUAGES
from tests.terminal.asking import MISSED as TYPED
from tests.terminal.asking import NORTH, ask
from tests.web.inside import inside
from tests.web.looking import MISSED, answers

WEAK = """\
gate: {weakened_by: the board, because: {en: no courier reports & <b>none</b> will, lt: kurjeriai duomenų neteikia}}
stages: [{stage: skills, after: []}]
"""
STATED = {
    "en": "no courier reports &amp; &lt;b&gt;none&lt;/b&gt; will (the board)",
    "lt": "duomenų neteikia (the board)",
}


@pytest.fixture
def weak(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "gate.yaml").write_text(WEAK, "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_an_interview_says_that_the_gate_was_changed(tmp_path: Path, weak: Path, language: str) -> None:
    with inside(tmp_path / "kept.sqlite3", rules=(str(weak),)) as browsers, browsers() as browser:
        browser.get("/")
        browser.post("/language", language=language, next="/")
        path = browser.begin()
        answers(browser, **MISSED)
        for page in ("", "/result", "/answers", "/requests", "/cause/late_delivery", "/what-if"):
            browser.get(path + page)
            assert browser.page.status_code == 200, page
            assert STATED[language] in browser.text, page
            assert "ours/gate.yaml" in browser.text, page
        (change,) = json.loads(browser.get(f"{path}/download/diagnosis.json").text)["gate_changed"]
        assert (change["file"], change["by"]) == ("ours/gate.yaml", "the board")
        assert "ours/gate.yaml" in browser.get(f"{path}/download/report.md").text


def test_an_interview_in_the_terminal_says_it_first_and_with_its_result(tmp_path: Path, weak: Path) -> None:
    options = ("--store", tmp_path / "kept.sqlite3", "--rules", weak, *NORTH)
    told = " ".join(ask(*options, lines=[*TYPED, "s", "q"]).stdout.split())
    assert told.count("Gate changed by ours/gate.yaml: no courier reports") == 2
    assert told.index("Gate changed by") < told.index("revenue target")
    ended = ask(*options, "--no-questions", lines=[])
    assert "Gate changed by ours/gate.yaml" in ended.stdout
