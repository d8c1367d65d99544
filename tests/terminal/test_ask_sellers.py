"""`diagnosis ask` about sellers: how a verdict on one came about, why it is not the first, and what if."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from diagnosis.outputs.page import Page
from diagnosis.sessions import Store
from tests.terminal.asking import MISSED, NORTH, ask, screens

pytestmark = pytest.mark.slow

TABLE = ("t", "seller,attainment", "S-191,71%", "S-192,80%", "S-194,105%", "")


def about_sellers(*lines: str) -> Result:
    """An interview in which sellers are held back, and these lines are typed."""
    return ask(*NORTH, lines=[*MISSED, *TABLE, *lines])


def test_whom_a_gate_holds_back_can_be_chosen_with_each_cause() -> None:
    told = about_sellers("h", "23", "S-192", "q").stdout
    assert "The seller's own skills (held): S-191, S-192" in " ".join(told.split())
    assert "Which cause? Its number or name: 23\nWhose? The seller: S-192\n\nS-192: Too few proposals are won\n" in told
    assert "Verdict: held" in told
    assert "nobody is judged until these are ruled out by recent evidence: Goals (open)" in " ".join(told.split())


@pytest.mark.parametrize(
    "meant", ["closing S-192", "s-192 closing", "S-192: Closing", "23 S-192", "too few proposals S-192"]
)
def test_a_cause_of_a_seller_is_meant_by_its_name_and_the_sellers(meant: str) -> None:
    assert "\nS-192: Too few proposals are won\n" in about_sellers(f"h {meant}", "q").stdout


@pytest.mark.parametrize("meant", ["closing S-999", "late_delivery S-192", "S-192", "too few S-192", "99", "0"])
def test_a_cause_or_a_seller_that_there_is_not_is_told(meant: str) -> None:
    result = about_sellers(f"h {meant}")
    assert (result.exit_code, result.stderr) == (2, f"stdin:12: “{meant}” is not understood here.\n")


def test_a_seller_who_reached_the_target_is_not_examined() -> None:
    told = about_sellers("h closing S-194", "q").stdout.partition("> h ")[2]
    assert "S-194: Too few proposals are won\n  Not examined" in told
    assert "Why it is not the first" not in told


@pytest.mark.slow
def test_judged_sellers_are_listed_below_each_cause_and_chosen_by_number(tmp_path: Path) -> None:
    terminal = screens(tmp_path / "s.sqlite3", "facts/examples/2026-Q3", "--team", "Valley")
    terminal.expect("q quit")
    terminal.send("h\r")
    terminal.expect("· Too few proposals are won – 1.\\sS-263: confirmed, 73.5%")
    terminal.expect(r"· Activity far below the peers' – (\d+).\sS-263: ruled out")
    assert terminal.match is not None
    number = terminal.match[1]
    terminal.expect("Which cause")
    terminal.send(f"{number}\r")
    terminal.expect("S-263: Activity far below the peers'")
    terminal.expect("Why it is not the first")
    terminal.expect("It would come first with S-263,")
    terminal.send("h closing\r")
    terminal.expect("S-263: Too few proposals are won")
    terminal.expect("q quit")
    terminal.close()


def test_what_if_takes_facts_of_sellers_too(store: Path) -> None:
    told = about_sellers("w s-192.attainment = 105%; S-191.attainment = 110%", "q").stdout
    then = " ".join(told.partition("Then (nothing was saved):")[2].split())
    assert "S-191: Recognise the seller's result, S-192: Recognise the seller's result" in then
    (summary,) = Store.open(store).list()
    assert summary.number == len(MISSED) + 1


def test_a_seller_whom_what_if_does_not_know_is_told() -> None:
    result = about_sellers("w S-1999.deals = 20/80")
    assert result.stderr == "stdin:12: there is no seller 'S-1999'; add it with a table\n"


def test_back_leads_to_the_value_of_a_seller_that_was_changed_last(store: Path) -> None:
    told = about_sellers("r", "6", "2", "82%", "", "b", "84%", "q").stdout
    assert told.count("S-192: ") > 1
    (summary,) = Store.open(store).list()
    changed = [entry.new for entry in Store.open(store).trail(summary.id)[-2:]]
    assert changed == [{"sellers[S-192].attainment": "82%"}, {"sellers[S-192].attainment": "84%"}]


def test_a_row_that_is_wider_than_the_page_is_told_below_its_first_cell() -> None:
    page = Page(width=30)
    page.row([("Order taking and delivery", 25, ""), ("ruled out", 9, "")], "8 questions")
    assert page.lines == ["  Order taking and delivery", "      ruled out · 8 questions"]
