"""The page: how it is filled."""

from __future__ import annotations

from diagnosis.outputs.page import Page


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
