"""Members of the quarter before are joined however their names are written; what is not joined is told."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis import diagnose
from diagnosis.intake.model import Member, Team
from diagnosis.intake.previous import joined_members
from diagnosis.intake.read import read_paths
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()


def quarter(sellers: str, before: str) -> str:
    return (
        f"team: North\nquarter: 2026-Q3\nsellers:\n  - {{seller: {sellers}, close_rate: 12/41}}\n"
        f"previous:\n  quarter: 2026-Q2\n  sellers:\n    - {{seller: {before}, close_rate: 10/40}}\n"
    )


@pytest.mark.parametrize("before", ["ONA ŽUKAITĖ", "Ona  Žukaitė", unicodedata.normalize("NFD", "Ona Žukaitė")])
def test_a_member_written_otherwise_is_joined_and_told(tmp_path: Path, before: str) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(quarter("Ona Žukaitė", before), encoding="utf-8")
    intake = read_paths([path], KNOWLEDGE.facts)
    (team,) = intake.teams
    assert team.previous is not None
    assert [member.member for member in team.previous.members["seller"]] == ["Ona Žukaitė"]
    (note,) = intake.notes
    assert "North: seller names are written otherwise in the quarter before" in str(note)


def test_a_misspelt_member_is_told_with_whom_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(quarter("Ona Žukaitė", "Ona Žukaite"), encoding="utf-8")
    (note,) = read_paths([path], KNOWLEDGE.facts).notes
    assert "'Ona Žukaite' of the quarter before is not compared; did you mean Ona Žukaitė?" in str(note)


@pytest.mark.parametrize(("now", "before"), [("S-17", "S-18"), ("Ona", "Jonas"), ("Ana", "Petras")])
def test_others_are_nobodys_misspelling(tmp_path: Path, now: str, before: str) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(quarter(now, before), encoding="utf-8")
    assert read_paths([path], KNOWLEDGE.facts).notes == ()


def test_programs_are_told_too() -> None:
    member = {"seller": "Ona", "close_rate": "12/41"}
    before = {"quarter": "2026-Q2", "sellers": [{**member, "seller": "ONA"}]}
    result = diagnose({"team": "North", "quarter": "2026-Q3", "sellers": [member], "previous": before}, KNOWLEDGE)
    (note,) = result.told
    assert "'ONA' = 'Ona'" in str(note)
    assert "vadinami kitaip" in note.text("lt") or "kitaip" in note.text("lt")
    assert "told" not in result.to_json()


names = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=12)


@given(
    st.lists(
        names, min_size=1, max_size=6, unique_by=lambda name: unicodedata.normalize("NFKC", name.casefold()).casefold()
    )
)
def test_every_member_is_found_by_its_name_in_capitals_and_decomposed(ids: list[str]) -> None:
    written = [unicodedata.normalize("NFD", name.casefold()) for name in ids]
    now = Team("North", "2026-Q3", members={"seller": tuple(Member(name, {}) for name in ids)})
    before = Team("North", "2026-Q2", members={"seller": tuple(Member(name, {}) for name in written)})
    joined, _ = joined_members(before, now)
    assert {member.member for member in joined.members["seller"]} == set(ids)
