"""Estimates: weighed by both of their ends, marked wherever they are shown, and nobody is judged by them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from diagnosis import Faulty, diagnose
from diagnosis.evaluation import evaluate
from diagnosis.intake.read import read_paths
from diagnosis.intake.write import write_team
from diagnosis.interview import begin, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from diagnosis.measures.compute import Measured, measure
from diagnosis.outputs import by_id
from diagnosis.presentation import names_of, review_view
from diagnosis.reporting.names import Names
from diagnosis.result import Diagnosis
from diagnosis.sessions.snapshot import restored, saved
from tests.cases.cases import shipped


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def measured(knowledge: Knowledge, tmp_path: Path, facts: str, rest: str = "") -> Measured:
    path = tmp_path / "team.yaml"
    path.write_text(f"team: A\nquarter: 2026-Q3\nfacts: {{{facts}}}\n{rest}", encoding="utf-8")
    intake = read_paths([path], knowledge.facts)
    assert not (intake.faults or intake.refused), (intake.faults, intake.refused)
    measured_team, faults = measure(intake.teams[0], knowledge, knowledge.program)
    assert not faults
    return measured_team


@pytest.mark.parametrize(
    ("otif", "band"),
    [
        ("70-80%", "bad"),
        ("between 96 and 98 %", "healthy"),
        ("nuo 85 iki 97 %", None),
        ("88-91%", None),
        ("~80%", "bad"),
    ],
)
def test_an_estimate_is_in_a_band_only_with_both_of_its_ends(
    knowledge: Knowledge, tmp_path: Path, otif: str, band: str | None
) -> None:
    assert measured(knowledge, tmp_path, f"otif: {otif}").environment.get("otif.band") == band


def test_an_estimate_of_a_sample_has_its_ends_as_interval(knowledge: Knowledge, tmp_path: Path) -> None:
    environment = measured(knowledge, tmp_path, "price_losses: 10-12%").environment
    assert (str(environment["price_losses.low"]), str(environment["price_losses.high"])) == ("0.10", "0.12")


def test_it_is_not_known_whether_an_estimate_about_the_target_reaches_it(knowledge: Knowledge, tmp_path: Path) -> None:
    about = "revenue_target: 1.2m, revenue_actual: 1.1-1.3m"
    assert "attainment" not in measured(knowledge, tmp_path, about).environment
    short = measured(knowledge, tmp_path, "revenue_target: 1.2m, revenue_actual: 0.9-1.1m")
    assert short.environment["attainment.estimate"] is True


def test_estimates_of_sellers_are_not_taken(knowledge: Knowledge, tmp_path: Path) -> None:
    sellers = "sellers: [{seller: x, attainment: ~70%, deals: 20-30%}, {seller: y, attainment: 80%}]"
    first, second = measured(knowledge, tmp_path, "", sellers).members["seller"]
    assert "attainment" not in first.variables
    assert str(second.variables["attainment"]) == "0.80"


@pytest.mark.slow
def test_a_gate_that_measurements_open_is_shut_by_an_estimate(knowledge: Knowledge) -> None:
    teams = (case.team for case in shipped() if "otif" in case.team.facts)
    team = next(team for team in teams if any(map(_named, evaluate([team], knowledge).diagnoses)))
    guessed = replace(team.facts["otif"], estimated=True)
    after = diagnose(replace(team, facts={**team.facts, "otif": guessed}), knowledge)
    assert next(stage for stage in after.stages if stage.stage == "skills").verdict == "held"
    assert not _named(after)
    delivery = next(stage for stage in after.stages if stage.stage == "delivery")
    assert (delivery.verdict, delivery.reason) == ("ruled_out", "estimated")
    assert ("otif", "estimated") in {(request.fact, request.why) for request in after.requests}


def _named(result: Diagnosis) -> list[str | None]:
    return [cause.subject for cause in result.confirmed if cause.stage == "skills"]


FACTS = {
    "team": "North",
    "quarter": "2026-Q3",
    "currency": "EUR",
    "facts": {"revenue_target": "1.2m", "revenue_actual": "~0.9m", "otif": "70-80%", "vacancies": "12-20 %"},
}


def shown(result: Diagnosis, knowledge: Knowledge, language: str, format_: str) -> str:
    return by_id(format_).content(result, Names(knowledge, language)).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "70% to 80% (estimate)"), ("lt", "nuo 70 % iki 80 % (apytikriai)")]
)
@pytest.mark.parametrize("engine", ["rete", "columnar"])
def test_it_is_marked_in_every_format(
    knowledge: Knowledge, format_: str, language: str, words: str, engine: str
) -> None:
    result = diagnose(FACTS, knowledge, engine=engine, language=language)  # type: ignore[arg-type]
    text = " ".join(shown(result, knowledge, language, format_).replace("\\", "").split())
    assert words in text
    if format_ == "json":
        assert json.loads(text)["estimated"] == ["attainment", "otif", "revenue_actual", "vacancies"]


def test_json_of_measurements_does_not_speak_of_estimates(knowledge: Knowledge) -> None:
    result = diagnose({**FACTS, "facts": {"otif": "80%"}}, knowledge)
    assert "estimated" not in json.loads(result.to_json())


def test_it_survives_writing_storing_and_going_on(knowledge: Knowledge, tmp_path: Path) -> None:
    state = begin(knowledge, "North", "2026-Q3", currency="EUR")
    for fact, text in (("revenue_target", "1.2m"), ("revenue_actual", "~0.9m"), ("otif", "70-80%")):
        state = state.answer(fact, text)
    again = restored(knowledge, saved(state)).interview
    assert again.team == state.team
    path = tmp_path / "north.yaml"
    path.write_text(write_team(state.team, knowledge.facts), encoding="utf-8")
    assert read_paths([path], knowledge.facts).teams == (state.team,)
    assert resume_from(knowledge, state.team).team == state.team
    rows = {row.title: row.value for row in review_view(state, names_of(state, "en")).team}
    assert "70% to 80% (estimate)" in rows.values()
    assert "€900,000 (estimate)" in rows.values()


def test_a_range_that_a_computation_misses_is_told(knowledge: Knowledge) -> None:
    given = {**FACTS, "facts": {"revenue_target": 1000, "revenue_actual": 900, "attainment": "80-85%"}}
    with pytest.raises(Faulty, match="attainment"):
        diagnose(given, knowledge)
