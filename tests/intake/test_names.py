"""Names in any script: what joins letters is taken, what cannot be seen or turns the text around is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.faults import suggest
from diagnosis.intake.names import same
from diagnosis.intake.read import read_paths
from diagnosis.kinds.text import BLANK_LETTERS, JOINERS, Wrong, name
from diagnosis.knowledge.base import Knowledge

SEEN = st.characters(categories=["L", "N"], exclude_characters="".join(BLANK_LETTERS))


@pytest.mark.parametrize(
    "written",
    [
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\U0001f469\u200d\U0001f4bb",
        "Šiauliai",
        "北",
        "0017",
    ],
)
def test_names_of_any_script_are_taken(written: str) -> None:
    assert name(written) == written


@given(st.lists(SEEN, min_size=2, max_size=8).map("".join), st.sampled_from(JOINERS), st.data())
def test_joiners_are_taken_within_a_name_and_tell_no_two_names_apart(
    letters: str, joiner: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(letters) - 1))
    joined = letters[:at] + joiner + letters[at:]
    assert isinstance(name(letters), Wrong) == isinstance(name(joined), Wrong)
    assert same(joined) == same(letters)


@given(SEEN, st.sampled_from(JOINERS))
def test_joiners_that_join_nothing_are_refused(letter: str, joiner: str) -> None:
    for written in (joiner, joiner + letter, letter + joiner, f"{letter}{joiner}{joiner}{letter}"):
        assert isinstance(name(written), Wrong)


@given(st.text(SEEN, max_size=5), st.sampled_from("\u200e\u200f\u202a\u202e\u2066\u2069\u061c\u200b\u00ad\ufeff\u2060"))
def test_marks_of_direction_and_other_hidden_signs_are_refused(letters: str, mark: str) -> None:
    assert isinstance(name(f"A{letters}{mark}B"), Wrong)


@given(st.text(st.sampled_from([*BLANK_LETTERS, "\u0301", "\ufe0f"]), min_size=1, max_size=5))
def test_what_shows_nothing_is_no_name(blank: str) -> None:
    wrong = name(blank)
    assert isinstance(wrong, Wrong)
    assert "cannot be seen" in wrong.what
    assert not any(letter in wrong.what for letter in BLANK_LETTERS)


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("name", ["ramped", "deals"], None),
        ("region", ["regon", "ramped"], "regon"),
        ("otfi", ["otif"], "otif"),
        ("win_rte", ["win_rate", "win_back_rate"], "win_rate"),
        ("owner", ["lower", "power"], None),
        ("date", ["rate", "discount_rate"], None),
    ],
)
def test_a_suggestion_is_right_or_absent(word: str, known: list[str], expected: str | None) -> None:
    assert suggest(word, known) == expected


def test_files_of_every_spelling_are_read_and_those_beside_them_passed_over(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    text = "team: {0}\nquarter: 2026-Q3\nfacts: {{otif: 82%}}\n"
    for team, file in (("A", "a.yaml"), ("B", "b.YAML"), ("C", "c.yml"), ("D", "d.Yml")):
        (tmp_path / file).write_text(text.format(team))
    (tmp_path / "e.JSON").write_text('{"team": "E", "quarter": "2026-Q3"}')
    for file in ("._a.yaml", ".DS_Store", "~$a.xlsx", ".~lock.a.yaml#"):
        (tmp_path / file).write_bytes(b"\0\1\2")
    intake = read_paths([tmp_path], knowledge.facts)
    assert [team.team for team in intake.teams] == ["A", "B", "C", "D", "E"]
    assert not intake.all_faults
