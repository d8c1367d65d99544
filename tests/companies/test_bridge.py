"""The bridge on simulated companies: what is measured, and that the measure knows right from wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.companies.bridge import CHANGES, Fell, Seen, Task, fell_table, losses_by_driver, main, run_task, table
from benchmarks.companies.company import draw_company, expected
from benchmarks.companies.injected import quiet
from benchmarks.companies.parameters import CAUSES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("place", [*CHANGES, None])
def test_the_bridge_is_exact_and_leaves_nothing(place: int | None) -> None:
    seen = run_task(Task(3, place, 12))
    assert all(one.exact and one.whole for one in seen)
    assert 2 * sum(one.right for one in seen) >= len(seen)


@pytest.mark.parametrize(
    ("cause", "driver"),
    [
        ("discounting", "average_deal"),
        ("product_gap", "win_rate"),
        ("low_demand", "deals_decided"),
        ("order_errors", "revenue_existing"),
    ],
)
def test_a_cause_costs_money_through_the_driver_that_it_moves(cause: str, driver: str) -> None:
    company = quiet(draw_company(np.random.default_rng(4)))
    acute = company.acute.copy()
    acute[CAUSES.index(cause), -1] = 1
    without, ahead = expected(company), expected(replace(company, acute=acute))
    losses = losses_by_driver(without, ahead)
    assert max(losses, key=lambda name: losses[name]) == driver
    assert sum(losses.values()) == pytest.approx(without.revenue[-1] - ahead.revenue[-1])


def test_the_table_counts_sizes_and_large_moves_apart() -> None:
    small, large = (
        Seen(3, 0.05, exact=True, whole=True, right=False, sure=False),
        Seen(30, 0.2, exact=True, whole=False, right=True, sure=True),
    )
    (row,) = table([("a change", [small, large, large, small])]).rows
    shares = [cell.partition(" ")[0] for cell in row[1:]]
    assert shares == ["100.0", "50.0", "50.0", "0.0", "-", "-", "100.0", "100.0", "100.0", "50.0", "100.0"]


def test_what_is_said_of_drivers_is_told_apart_by_what_they_cost() -> None:
    told = [Fell("win_rate", 12, 0.08, True), Fell("win_rate", 12, 0.06, None), Fell("win_rate", 30, 0.0, False)]
    rows = {row[0]: [cell.partition(" ")[0] for cell in row[1:]] for row in fell_table(told).rows}
    assert rows["win_rate, 10 to 40 sellers"] == ["50.0", "0.0", "0.0", "100.0"]
    assert rows["win_rate, 2 to 9 sellers"] == ["-", "-", "-", "-"]


def test_the_command_prints_a_row_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--teams", "4", "--processes", "1"])
    printed = capsys.readouterr().out
    assert "deals 30 % smaller" in printed and "troubles planted in companies" in printed
    assert "revenue_existing, 10 to 40 sellers" in printed
