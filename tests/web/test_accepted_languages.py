"""Which language a browser is served, by what it says that it would rather have."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.web.accepted_languages import best_of
from tests.web.inside import inside

LANGUAGES = ("en", "lt", "pt_BR", "zh_Hans", "zh_Hant")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("lt", "lt"),
        ("lt-LT,lt;q=0.9,en-US;q=0.8", "lt"),
        ("LT-lt", "lt"),
        ("en;q=0.3, lt;q=0.7", "lt"),
        ("en ; q=0.3 , lt ; q=0.30 , pt-BR;q=1", "pt_BR"),
        ("lt;q=0.5,en;q=0.5", "lt"),
        ("pt-BR", "pt_BR"),
        ("pt", "pt_BR"),
        ("pt-PT,en;q=0.5", "pt_BR"),
        ("zh-Hant", "zh_Hant"),
        ("zh-TW,zh;q=0.9", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh", "zh_Hans"),
        ("zh-Hans-TW", "zh_Hans"),
        ("de-DE,fr;q=0.9,lt;q=0.1", "lt"),
        ("en-US-u-ca-buddhist", "en"),
        ("!!, lt-, ,;q=1,lt;q=0.2", "lt"),
        ("en;q=high,lt;q=0.1", "lt"),
    ],
)
def test_the_most_wanted_language_that_there_is(header: str, language: str) -> None:
    assert best_of(header, LANGUAGES) == language


@pytest.mark.parametrize("header", ["", "de", "lt;q=0", "ltg", "l", "*", "*,lt;q=0.5", "tlh;q=0.1", ";", ",,,"])
def test_without_a_preference_among_them_none_is_chosen(header: str) -> None:
    assert best_of(header, LANGUAGES) is None


def test_a_language_of_another_script_is_not_the_same() -> None:
    assert best_of("sr-Latn,lt;q=0.5", ("en", "lt", "sr")) == "lt"
    assert best_of("sr-Latn,lt;q=0.5", ("en", "lt", "sr", "sr_Latn")) == "sr_Latn"


def test_of_several_regions_the_readers_own_is_chosen() -> None:
    assert [best_of(tag, ("pt_BR", "pt_PT")) for tag in ("pt-PT", "pt-BR", "pt", "pt-AO")] == [
        "pt_PT",
        "pt_BR",
        "pt_BR",
        "pt_BR",
    ]


@given(st.text(alphabet="elntq-_,;=.*01 \x00Ž", max_size=60))
def test_whatever_a_header_says_an_answer_comes(header: str) -> None:
    assert best_of(header, LANGUAGES) in (None, *LANGUAGES)


def test_a_page_comes_in_the_language_until_another_is_chosen(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3", language="lt") as open_:
        browser = open_()
        for header, language in (("en-GB,lt;q=0.5", "en"), ("en;q=0.2,lt-LT", "lt"), ("de", "lt")):
            browser.client.headers["accept-language"] = header
            assert f'<html lang="{language}">' in browser.get("/").text
        browser.client.headers["accept-language"] = "lt"
        browser.post("/language", language="en", next="/")
        assert '<html lang="en">' in browser.get("/").text
