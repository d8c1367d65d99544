"""The tables of the evaluation, written into docs/how-good.md and RESULTS.md: every figure in its place."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluation import pages, report
from benchmarks.evaluation.__main__ import evaluate, main
from benchmarks.evaluation.report import Table

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("pages"),  # one worker sets up the costly fixtures
]

DAY = date(2026, 11, 3)


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    return evaluate(seed=1, teams=60, weak_teams=2, processes=1)


def with_level(run: dict[str, Any], level: str, **figures: float) -> dict[str, Any]:
    changed = deepcopy(run)
    changed["by_completeness"][level] |= figures
    return changed


def cells(table: str, label: str) -> list[str]:
    (row,) = (line for line in table.splitlines() if line.startswith(f"| {label} |"))
    return [cell.strip() for cell in row.strip("|").split("|")][1:]


def section(page: str, title: str) -> str:
    return page.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_a_table_is_told_in_columns_and_in_markdown() -> None:
    table = Table(["what", "much"], [["one", "1"], ["eleven", "11"]])
    assert table.text().splitlines() == ["what    much", "------------", "one        1", "eleven    11"]
    assert table.markdown().splitlines() == ["| what | much |", "| --- | ---: |", "| one | 1 |", "| eleven | 11 |"]


@pytest.mark.parametrize(("key", "label"), [(key, label) for label, key, _ in pages.MAIN if key != "accused_shut"])
def test_a_figure_stands_in_its_row_and_column(run: dict[str, Any], key: str, label: str) -> None:
    changed = with_level(run, "60%", **{key: 0.1234})
    before, after = (cells(pages.main_table(results).markdown(), label) for results in (run, changed))
    assert after[2] == ("0.123" if key == "brier_skill" else "12.3 %")
    assert [*after[:2], after[3]] == [*before[:2], before[3]]


@pytest.mark.parametrize(
    ("key", "label", "met", "missed"),
    [
        ("top1", "planted causes named first (top-1)", 0.85, 0.84),
        ("top3", "among the first three (top-3)", 0.95, 0.94),
        ("brier_skill", "Brier skill score against the base rates", 0.5, 0.49),
        ("gate_nothing", "the gate opens where nothing is planted", 0.6, 0.59),
        ("accused_average", "a seller named in a team of average sellers", 0.05, 0.06),
        ("accused_shut", "a seller named while an earlier stage is open", 0, 1),
    ],
)
def test_each_line_tells_whether_its_own_goal_is_met(
    run: dict[str, Any], key: str, label: str, met: float, missed: float
) -> None:
    for value, word in ((met, ": met"), (missed, ": not met")):
        told = cells(pages.main_table(with_level(run, "100%", **{key: value})).markdown(), label)
        assert told[-1].endswith(word)


def test_precision_is_held_to_its_goal_at_every_completeness(run: dict[str, Any]) -> None:
    changed = run
    for level in run["by_completeness"]:
        changed = with_level(changed, level, precision=0.95)
    for figures, word in ((changed, ": met"), (with_level(changed, "40%", precision=0.89), ": not met")):
        assert cells(pages.main_table(figures).markdown(), "precision of confirmed causes")[-1].endswith(word)


def test_a_gate_of_which_there_is_no_team_is_no_goal_met(run: dict[str, Any]) -> None:
    changed = deepcopy(run)
    changed["by_completeness"]["100%"]["gate_nothing"] = None
    assert not next(aim for aim in report.aims(changed) if aim.what.startswith("gate")).met


def test_the_page_has_every_table_and_every_cause(run: dict[str, Any]) -> None:
    page = pages.results_page(run | {"other_seeds": {"7": run["by_completeness"]}}, DAY)
    assert "3 November 2026" in page
    assert pages.CAVEAT in " ".join(page.split())
    assert "HEPAR" in page and "SONIO" in page
    for table in report.tables(run):
        own = section(page, table.title)
        assert table.markdown() in own
        assert table.about in " ".join(own.split())
    causes = section(page, "By cause")
    for row in run["by_cause"]:
        assert cells(causes, row["cause"])[0] == f"{row['planted']:,}"
    assert cells(section(page, "Other seeds"), "planted causes named first (top-1)")[0] == report.percent(
        run["by_completeness"]["100%"]["top1"]
    )


def test_the_recall_of_a_cause_is_told_in_its_row(run: dict[str, Any]) -> None:
    changed = deepcopy(run)
    (row,) = (entry for entry in changed["by_cause"] if entry["cause"] == "late_delivery")
    row |= {"planted": 1234, "top1": 0.5, "confirmed": 0.4, "open": 0.35, "ruled_out": 0.25, "precision": 0.9}
    page = section(pages.results_page(changed, DAY), "By cause")
    assert cells(page, "late_delivery")[:6] == ["1,234", "50 %", "40 %", "35 %", "25 %", "90 %"]


def test_what_stands_around_the_marks_is_kept(run: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / pages.PAGE
    page.parent.mkdir()
    page.write_text(f"before\n\n{pages.BEGIN}\nold\n{pages.END}\n\nafter\n", encoding="utf-8")
    pages.write(run, DAY, tmp_path)
    once = page.read_text(encoding="utf-8")
    assert once.startswith(f"before\n\n{pages.BEGIN}\n") and once.endswith(f"{pages.END}\n\nafter\n")
    assert "old" not in once.partition(pages.BEGIN)[2].partition(pages.END)[0].split()
    assert pages.main_table(run).markdown() in once
    pages.write(run, DAY, tmp_path)
    assert page.read_text(encoding="utf-8") == once
    assert (tmp_path / pages.RESULTS).read_text(encoding="utf-8") == pages.results_page(run, DAY)


def test_a_page_without_marks_is_left_alone(run: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / pages.PAGE
    page.parent.mkdir()
    page.write_text("no marks\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"the marks .* are missing"):
        pages.write(run, DAY, tmp_path)
    assert page.read_text(encoding="utf-8") == "no marks\n"


@pytest.mark.slow
def test_the_command_tells_other_seeds_beside_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--teams", "30", "--seed", "5", "--also", "6", "--short", "--processes", "1"])
    assert "at full facts, by seed" in capsys.readouterr().out


def test_the_pages_in_the_repository_are_those_of_one_run() -> None:
    """The main table of docs/how-good.md and the page beside the code speak of the same seed and teams."""
    summary = (pages.ROOT / pages.PAGE).read_text(encoding="utf-8").partition(pages.BEGIN)[2].partition(pages.END)[0]
    page = (pages.ROOT / pages.RESULTS).read_text(encoding="utf-8")
    for label, key, _ in pages.MAIN:
        if key in ("top1", "top3", "precision"):
            assert cells(summary, label)[:4] == cells(section(page, "By completeness of the facts"), label)[:4]
