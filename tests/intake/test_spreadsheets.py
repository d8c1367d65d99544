"""Spreadsheets made from known facts in many ways: all read to those facts, or refused for a reason; none misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.intake.read import read_paths
from diagnosis.loading import load_knowledge
from tests.intake.spreadsheets import misreading, spreadsheet

FACTS = load_knowledge().facts


def read_all(folder: Path, seeds: range) -> tuple[list[str], int, int]:
    """The misreadings, how many spreadsheets were read whole, and how many were refused in whole or in part."""
    wrong, whole = [], 0
    for seed in seeds:
        quarter = spreadsheet(folder / str(seed), seed)
        intake = read_paths([quarter.path], FACTS)
        if found := misreading(quarter, intake):
            wrong.append(f"{seed}: {found} ({', '.join(quarter.ways)})")
        whole += len(intake.teams) == len(quarter.teams)
    return wrong, whole, len(seeds) - whole


def test_thirty_spreadsheets_are_read_or_refused(tmp_path: Path) -> None:
    wrong, whole, _ = read_all(tmp_path, range(30))
    assert wrong == []
    assert whole >= 15


@pytest.mark.slow
def test_three_hundred_spreadsheets_are_read_or_refused(tmp_path: Path) -> None:
    wrong, whole, _ = read_all(tmp_path, range(1000, 1300))
    assert wrong == []
    assert whole >= 150
