"""The bridge as readers see it: lines, bars, where most of the gap arose, and what a cause can explain of it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from diagnosis import diagnose
from diagnosis.knowledge.model import LANGUAGES
from diagnosis.outputs import by_id
from diagnosis.reporting.names import Names
from diagnosis.reporting.wording import Wording
from diagnosis.result import Diagnosis
from tests.outputs.results import written
from tests.packaged import packaged_knowledge
from tests.web.inside import inside

SOLD: dict[str, Any] = {
    "revenue_target": 1_200_000,
    "revenue_actual": 960_000,
    "revenue_usual": 1_100_000,
    "market_growth": "3%",
    "win_rate": "46/190",
    "win_rate_usual": "240/800",
    "deals_decided_usual": 200,
    "average_deal": 10_000,
    "average_deal_usual": 10_000,
    "revenue_existing": 500_000,
    "revenue_existing_usual": 500_000,
}
"""Deals and win rate fell; the win rate cost most."""


def result(language: str = "en", **changed: Any) -> Diagnosis:
    facts = {name: value for name, value in (SOLD | changed).items() if value is not None}
    given = {"team": "North", "quarter": "2026-Q3", "currency": "EUR", "facts": facts}
    return diagnose(given, packaged_knowledge(), language=language)


def worded(diagnosis: Diagnosis) -> Wording:
    return Wording(diagnosis, Names(packaged_knowledge(), diagnosis.language))


def test_json_has_whole_cents_that_add_up() -> None:
    bridge = json.loads(result().to_json())["bridge"]
    cents = {bar["part"]: bar["cents"] for bar in bridge["bars"]}
    assert (bridge["target"], bridge["usual"], bridge["actual"]) == (120_000_000, 110_000_000, 96_000_000)
    assert sum(value or 0 for value in cents.values()) == bridge["actual"] - bridge["target"]
    assert (cents["market_growth"], cents["revenue_target"], cents["deals_slipped"]) == (-3_300_000, -6_700_000, None)
    assert bridge["located"] == "win_rate"


@pytest.mark.parametrize("fact", ["revenue_usual", "revenue_actual", "revenue_target"])
def test_without_both_ends_and_the_usual_nothing_is_said_of_a_bridge(fact: str) -> None:
    diagnosis = result(**{fact: None})
    assert not re.search('"(bridge|through|at_most)"', diagnosis.to_json())
    assert "actual revenue\n" not in written("text", diagnosis)
    assert worded(diagnosis).bridge == []
    assert worded(diagnosis).located == ""


def test_text_shows_a_bar_a_part_and_what_is_not_known() -> None:
    text = written("text", result())
    assert "  win rate                       -€112,973  ████████████████████\n" in text
    assert "  number of deals decided         -€27,027  █████\n" in text
    assert "  deals that slipped (timing)    not known\n" in text
    assert "€112,973 of the gap of €240,000 went through the win rate." in text


def test_markdown_and_csv_have_the_same_parts() -> None:
    diagnosis = result()
    assert "| win rate | \\-€112,973 | ████████████████████ |" in written("markdown", diagnosis)
    rows = list(csv.DictReader(io.StringIO(written("bridge", diagnosis).lstrip("\ufeff"))))
    assert diagnosis.bridge is not None
    assert [(row["part"], row["cents"]) for row in rows] == [
        (bar.part, "" if bar.cents is None else str(bar.cents)) for bar in diagnosis.bridge.bars
    ]
    assert [row["part"] for row in rows if row["largest_fall"] == "true"] == ["win_rate"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "€112,973 of the gap of €240,000 went through the win rate. That may still be chance."),
        (
            {"revenue_target": 1_500_000},
            "The target asked €400,000 more than the usual revenue; €540,000 is missing. "
            "€112,973 of the gap of €540,000 went through the win rate. That may still be chance.",
        ),
        (
            {"revenue_existing": 600_000, "revenue_actual": 1_060_000},
            "€112,973 of the gap of €140,000 went through the win rate. That may still be chance.",
        ),
        (
            {"revenue_existing": 700_000, "revenue_actual": 1_160_000},
            "€112,973 went through the win rate: more than the gap of €40,000, as other parts made up for some of it. "
            "That may still be chance.",
        ),
        ({"revenue_existing": None, "average_deal": None}, "Through what most was lost is not known."),
        (
            {"win_rate": "60/200", "revenue_actual": 1_100_000},
            "The target asked €100,000 more than the usual revenue; €100,000 is missing.",
        ),
        (
            {"win_rate": "30/190", "revenue_actual": 800_000},
            "€277,800 of the gap of €400,000 went through the win rate.",
        ),
        ({"revenue_existing": 800_000, "revenue_actual": 1_260_000}, ""),
        (
            {"revenue_existing": "~500000"},
            "€112,973 (estimate) of the gap of €240,000 went through the win rate. That may still be chance.",
        ),
    ],
)
def test_it_says_where_most_of_the_gap_arose(changed: dict[str, Any], said: str) -> None:
    assert worded(result(**changed)).located == said


def test_parts_not_known_are_told_apart_from_figures_that_do_not_add_up() -> None:
    names = {row.part: row.amount for row in worded(result(revenue_existing=None, average_deal=None)).bridge}
    assert names["win rate"] == "not known"
    assert names["in parts that are not known"] == "-€140,000"
    names = {row.part: row.amount for row in worded(result(revenue_usual=1_150_000)).bridge}
    assert names["figures that do not add up"] == "-€50,000"


def test_a_cause_explains_at_most_what_its_drivers_lost() -> None:
    causes = {cause.cause: cause for cause in result(revenue_existing=490_000, revenue_actual=950_000).causes}
    assert causes["product_gap"].through == ["win_rate", "average_deal", "revenue_existing"]
    assert causes["product_gap"].at_most == 11_297_337 + 1_000_000
    assert causes["low_demand"].at_most == 2_702_663
    # The sales cycle costs money through timing, and that is within the deals decided where it is not known.
    assert causes["inadequate_tools"].at_most == 11_297_337 + 2_702_663
    assert causes["target_unrealistic"].at_most == 6_700_000
    missing = {cause.cause: cause for cause in result(average_deal=None, revenue_existing=None).causes}
    assert (missing["product_gap"].at_most, missing["target_unrealistic"].at_most) == (None, 6_700_000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_the_text_shows(tmp_path: Path, language: str) -> None:
    table = f"team;currency;{';'.join(SOLD)}\nNorth;EUR;{';'.join(str(value) for value in SOLD.values())}\n"
    table = table.replace(";win_rate;", ";win_rate.count;win_rate.of;").replace("46/190", "46;190")
    table = table.replace("win_rate_usual;", "win_rate_usual.count;win_rate_usual.of;").replace("240/800", "240;800")
    with inside(tmp_path / "sessions.sqlite3") as open_:
        browser = open_()
        browser.post("/start", kind="file", quarter="2026-Q3", files=[("files", ("teams.csv", table.encode()))])
        path = browser.page.url.path
        browser.client.cookies.set("diagnosis-language", language)
        page = browser.get(f"{path}/result").text
        text = browser.get(f"{path}/download/report.txt").text
    shown = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
    words = worded(result(language))
    for row in words.bridge:
        assert re.sub(r"\s+", " ", f"{row.part} {row.amount} {row.bar}").strip() in shown
        assert row.part in text
    assert re.sub(r"\s+", " ", words.located) in shown


def test_every_format_that_shows_causes_says_what_they_explain() -> None:
    diagnosis = result(feature_gap_losses="18/30")
    for id_ in ("text", "markdown"):
        assert "explains at most €112,973" in " ".join(written(id_, diagnosis).split())
    assert by_id("bridge").file_of_many == "bridge.csv"


def test_what_was_worked_out_of_other_figures_is_marked_wherever_it_is_shown() -> None:
    diagnosis = result(revenue_existing=None, win_rate="24%", deals_decided=190)
    bars = json.loads(diagnosis.to_json())["bridge"]["bars"]
    assert [bar["part"] for bar in bars if bar.get("worked_out")] == ["revenue_existing"]
    rows = csv.DictReader(io.StringIO(written("bridge", diagnosis)))
    assert [row["part"] for row in rows if row["worked_out"] == "true"] == ["revenue_existing"]
    for id_ in ("text", "markdown"):
        shown = " ".join(written(id_, diagnosis).split())
        assert "existing customers (worked out)" in shown and "a figure was not given; it is what the others" in shown
    lithuanian = worded(result("lt", revenue_existing=None, deals_decided=190))
    assert "esami klientai (apskaičiuota)" in [row.part for row in lithuanian.bridge]


def test_nothing_is_marked_where_all_figures_were_given() -> None:
    whole = result(deals_decided=190)
    assert "worked_out" not in whole.to_json()
    assert "worked out" not in written("text", whole)
