"""Text: a page a team, and a summary of several."""

from __future__ import annotations

from diagnosis.outputs import by_id
from diagnosis.outputs.page import WIDEST
from tests.outputs.results import names, result, written


def test_a_single_team_has_no_summary() -> None:
    text = written("text", result())
    assert text.startswith("North · 2026-Q3\n===============\nTarget missed: 90% reached")
    assert "Summary" not in text
    assert by_id("text").content(result(), names()).decode() == text


def test_several_teams_stand_apart_and_end_with_a_summary() -> None:
    first, second, summary = written("text", result("North"), result("South")).split("\n\n\n")
    assert (first.partition("\n")[0], second.partition("\n")[0]) == ("North · 2026-Q3", "South · 2026-Q3")
    assert summary.startswith("Summary\n=======\n2 teams evaluated.")


def test_no_line_is_wider_than_a_page() -> None:
    assert max(map(len, written("text", result("N" * 200), result()).splitlines())) <= WIDEST
