"""What headings of tables mean, in both languages, with units; and what a mapping file settles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.intake.headings import Heading, Headings, fold
from diagnosis.intake.read import read_paths
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.model import LANGUAGES, Subject
from tests.intake.test_tables import told, write
from tests.packaged import packaged_knowledge

FACTS = packaged_knowledge().facts
HEADINGS = Headings(FACTS)
ENTRIES = [(subject, fact) for subject, facts in FACTS.items() for fact in facts.values()]


@pytest.mark.parametrize(
    ("text", "subject", "column", "unit"),
    [
        ("Win rate %", "team", "win_rate", "%"),
        ("% win rate", "team", "win_rate", "%"),
        ("Revenue target (EUR)", "team", "revenue_target", "EUR"),
        ("Revenue target, €", "team", "revenue_target", "EUR"),
        ("pajamų tikslas", "team", "revenue_target", ""),
        ("PAJAMU TIKSLAS [EUR]", "team", "revenue_target", "EUR"),
        ("Komanda", "team", "team", ""),
        ("Pardavėjas", "seller", "seller", ""),
        ("Tenure in months", "seller", "tenure_months", "months"),
        ("Deals won (count)", "seller", "deals.count", ""),
        ("Laimėti sandoriai (iš)", "seller", "deals.of", ""),
        ("On-time, in-full", "team", "otif", ""),
        ("Pastabos", "team", "ignore", ""),
    ],
)
def test_headings_as_people_write_them(text: str, subject: Subject, column: str, unit: str) -> None:
    heading = HEADINGS.understood(text, subject)
    assert isinstance(heading, Heading)
    assert (heading.column, heading.unit) == (column, unit)


@pytest.mark.parametrize("text", ["Name", "Manager", "Region", "Target date", "Sales", "Growth", "x"])
def test_what_means_nothing_certain_is_not_understood_and_nothing_is_suggested(text: str) -> None:
    for subject in FACTS:
        assert HEADINGS.understood(text, subject) is None  # type: ignore[arg-type]
        assert HEADINGS.near(text, subject) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "subject", "near"),
    [("otiv", "team", "otif"), ("revnue target", "team", "revenue_target"), ("dealz", "seller", "deals")],
)
def test_a_misspelt_heading(text: str, subject: Subject, near: str) -> None:
    assert HEADINGS.near(text, subject) == near


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Revenue target (m)", "team"),
        ("Turnover (tūkst.)", "team"),
        ("Deals won (k)", "seller"),
        ("Tenure (days)", "seller"),
        ("Win rate (EUR)", "team"),
        ("Capacity ratio (%)", "team"),
    ],
)
def test_a_unit_that_is_not_the_facts_is_refused(text: str, subject: Subject) -> None:
    assert isinstance(HEADINGS.understood(text, subject), Wrong)


@given(st.sampled_from(ENTRIES), st.sampled_from(LANGUAGES), st.sampled_from([str, str.upper, str.title]), st.data())
def test_a_facts_own_name_never_means_another_fact(entry, language, case, data) -> None:  # type: ignore[no-untyped-def]
    subject, fact = entry
    text = case(fact.name.get(language))
    text = data.draw(st.sampled_from([text, text.replace(" ", "_"), f" {text}:", text.replace(" ", "\u00a0")]))
    meant = HEADINGS.understood(text, subject)
    if isinstance(meant, Wrong):
        assert fact.fact in str(meant.what)
    else:
        assert meant is not None and meant.column == fact.fact


def test_no_synonym_means_two_columns() -> None:
    for subject in FACTS:
        for key, columns in HEADINGS._all(subject).items():  # type: ignore[arg-type]
            assert len(columns) == 1, (subject, key, columns)
            assert key == fold(key)


def test_a_mapping_file_settles_the_rest(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "2026-Q3",
        {"teams.csv": "Grupė;Planas €;Mgr;OTIF %\nŠiaurė;1000;J;82\n", "sellers.csv": "Grupė;Kas;Mgr\nŠiaurė;S-1;J\n"},
    )
    assert read_paths([folder], FACTS).teams == ()
    columns = tmp_path / "map.yaml"
    columns.write_text('Grupė: team\n"Planas €": revenue_target (EUR)\nMgr: ignore\nsellers:\n  Kas: seller\n', "utf-8")
    intake = read_paths([folder], FACTS, columns=columns)
    assert told(intake) == []
    (team,) = intake.teams
    assert (team.team, team.currency) == ("Šiaurė", "EUR")
    assert {fact: str(given.value) for fact, given in team.facts.items()} == {"revenue_target": "1000", "otif": "0.82"}
    assert [member.member for member in team.members["seller"]] == ["S-1"]


def test_a_heading_keeps_its_unit_where_a_mapping_explains_it(tmp_path: Path) -> None:
    table = {"teams.csv": "team;Goal (kEUR);Fill (%)\nNorth;1200;82\n"}
    folder, columns = write(tmp_path / "2026-Q3", table), tmp_path / "map.yaml"
    columns.write_text('"Goal (kEUR)": revenue_target\n"Fill (%)": otif\n', "utf-8")
    (team,) = read_paths([folder], FACTS, columns=columns).teams
    assert {fact: str(given.value) for fact, given in team.facts.items()} == {
        "revenue_target": "1200000",
        "otif": "0.82",
    }
    columns.write_text('"Goal (kEUR)": vacancies\n"Fill (%)": otif\n', "utf-8")
    assert read_paths([folder], FACTS, columns=columns).teams == ()


@pytest.mark.parametrize("text", ["- a\n", "Kas:\n", "Kas: [a]\n", "x: {y: z}\n", "{"])
def test_a_mapping_file_that_says_nothing_is_a_fault(tmp_path: Path, text: str) -> None:
    folder = write(tmp_path / "2026-Q3", {"teams.csv": "team\nNorth\n"})
    (tmp_path / "map.yaml").write_text(text, "utf-8")
    intake = read_paths([folder], FACTS, columns=tmp_path / "map.yaml")
    assert intake.teams == ()
    assert "map.yaml" in intake.faults[0].place.file
