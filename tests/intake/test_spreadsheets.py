"""Spreadsheets made from known facts in many ways: all read to those facts, or refused for a reason; none misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.intake.read import read_paths
from tests.intake.spreadsheets import misreading, spreadsheet
from tests.packaged import packaged_knowledge

FACTS = packaged_knowledge().facts


def read_all(folder: Path, seeds: range) -> tuple[list[str], int, int]:
    """The misreadings, how many spreadsheets were read whole, and how many were refused in whole or in part."""
    wrong, whole = [], 0
    for seed in seeds:
        quarter = spreadsheet(folder / str(seed), seed)
        intake = read_paths([quarter.path], FACTS)
        if misread := misreading(quarter, intake):
            wrong.append(f"{seed}: {misread} ({', '.join(quarter.ways)})")
        whole += len(intake.teams) == len(quarter.teams)
    return wrong, whole, len(seeds) - whole


@pytest.mark.slow
def test_thirty_spreadsheets_are_read_or_refused(tmp_path: Path) -> None:
    wrong, whole, _ = read_all(tmp_path, range(30))
    assert wrong == []
    assert whole >= 15


@pytest.mark.slow
def test_three_hundred_spreadsheets_are_read_or_refused(tmp_path: Path) -> None:
    wrong, whole, _ = read_all(tmp_path, range(1000, 1300))
    assert wrong == []
    assert whole >= 150


@pytest.mark.parametrize(("vacancies", "read"), [("0.5", False), ("0.5%", True), ("0", True), ("12", True)])
def test_a_small_share_is_doubtful_beside_columns_of_per_cent(tmp_path: Path, vacancies: str, read: bool) -> None:
    folder = tmp_path / "2026-Q3"
    folder.mkdir()
    (folder / "teams.csv").write_text(f"team,otif,vacancies\nNorth,82,{vacancies}\nSouth,91,0\n", "utf-8")
    names = [team.team for team in read_paths([folder], FACTS).teams]
    assert names == (["North", "South"] if read else ["South"])
