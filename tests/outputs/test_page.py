"""Text laid out for a terminal: wrapped, in columns and cut by the cells that it takes."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from diagnosis.outputs.page import Page, cells, cut

ACCENTED = "z\u030c" * 3
"""Three letters of two characters each, as some keyboards write them."""


@pytest.mark.parametrize(
    ("text", "width"), [("ąžuolas – 82\u00a0%", 14), ("東京", 4), (ACCENTED, 3), ("„€“ ≤ 3", 7), ("", 0)]
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(("text", "short"), [("northern", "nort…"), ("東京支社", "東京…"), (ACCENTED, ACCENTED)])
def test_what_is_too_long_is_cut_to_its_cells(text: str, short: str) -> None:
    assert cut(text, 5) == short


def test_lines_fit_the_width_whatever_is_written() -> None:
    page = Page(width=30)
    page.line("東京支社 " * 20, 4, 6)
    page.item("-", "漢字" * 30)
    page.title("東京支社の診断 " * 4)
    assert max(map(cell_len, page.lines)) <= 30
    assert "".join("".join(page.lines).split()).count("東京支社") == 24


@pytest.mark.parametrize("team", ["North", "東京"])
def test_a_no_break_space_holds_together_what_stands_around_it(team: str) -> None:
    page = Page(width=30)
    page.line(f"{team} pasiekė tik truputį, vos 82\u00a0% ir 1\u00a0200\u00a0000\u00a0€ viso")
    assert [line for line in page.lines if line.endswith("82") or "200\u00a0000\u00a0€" in line] == [
        line for line in page.lines if "1\u00a0200\u00a0000\u00a0€" in line
    ]


@pytest.mark.parametrize("name", ["North", "東京", ACCENTED])
def test_columns_stand_below_one_another(name: str) -> None:
    page = Page()
    page.row([(name, 8, "")], "last")
    assert cell_len(page.lines[0].partition("last")[0]) == 12


def test_a_page_wraps_and_colours_only_if_it_may() -> None:
    page = Page(width=40)
    page.title("North")
    page.item("-", "words " * 20, style="open")
    page.row([("a", 5, "held"), ("b", 5, "")], "x" * 60)
    assert all(len(line) <= 40 for line in page.lines)
    assert "\x1b" not in str(page)
    coloured = Page(width=40, colours=True)
    coloured.line("North", style="confirmed")
    assert "\x1b" in str(coloured)
