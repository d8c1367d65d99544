"""Facts that cannot all be right refuse a team, or are held to be unknown; overlays add to the checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis import Faulty, diagnose, evaluate, load_knowledge
from diagnosis.authoring.case_file import read_cases
from diagnosis.authoring.run import run_cases
from diagnosis.documents.nodes import Faults
from diagnosis.intake.read import read_paths
from diagnosis.interview import Cell, begin, edit_events
from diagnosis.knowledge.base import Knowledge
from diagnosis.outputs import by_id
from diagnosis.reporting.names import Names
from diagnosis.resources import facts_dir
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()
CHECKS = sorted(KNOWLEDGE.checks)


def team(facts: dict[str, object], **more: object) -> dict[str, object]:
    return {"team": "North", "quarter": "2026-Q3", "facts": facts, **more}


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_has_a_case_in_which_it_is_true_and_one_in_which_it_is_not(check: str) -> None:
    faults = Faults()
    cases = {case.case: case for case in read_cases([facts_dir() / "tests" / "checks.yaml"], KNOWLEDGE, faults)}
    assert not faults
    wrong, right = cases[f"{check} contradicted"], cases[f"{check} in accord"]
    says = KNOWLEDGE.checks[check].says
    (result,) = run_cases([wrong], KNOWLEDGE)
    if KNOWLEDGE.checks[check].unknown:
        assert result.diagnosis is not None
        (note,) = [note for note in result.diagnosis.notes if note.finding == check]
        assert note.text.startswith(says.get("en"))
    else:
        (refused,) = evaluate([wrong.team], KNOWLEDGE).refused
        assert any(says.get("en") in str(fault) for fault in refused.faults)
        assert any(says.get("lt") in fault.text("lt") for fault in refused.faults)
    assert not evaluate([right.team], KNOWLEDGE).refused


def test_every_check_is_said_in_both_languages() -> None:
    for check in KNOWLEDGE.checks.values():
        assert check.says.given("lt")
        assert check.title.given("lt")


def test_a_fault_names_the_facts_with_their_values_and_stands_at_one_of_them(tmp_path: Path) -> None:
    path = tmp_path / "north.yaml"
    path.write_text("team: North\nquarter: 2026-Q3\nfacts:\n  revenue_target: 1020\n  revenue_actual: 977500\n")
    intake = read_paths([path], KNOWLEDGE.facts)
    (refused,) = evaluate(intake.teams, KNOWLEDGE).refused
    (fault,) = refused.faults
    assert (Path(fault.place.file).name, fault.place.line) == ("north.yaml", 4)
    assert "(revenue_actual = 977500, revenue_target = 1020)" in str(fault)


def test_python_refuses_what_contradicts_itself() -> None:
    with pytest.raises(Faulty, match="more deals were won, or lost, against competitors than in all"):
        diagnose(team({"win_rate": "96/300", "competitive_win_rate": "120/250"}), KNOWLEDGE)


def test_an_interview_says_at_once_which_answers_contradict_one_another() -> None:
    state = begin(KNOWLEDGE, "North", "2026-Q3").answer("revenue_target", "1020")
    with pytest.raises(Faulty, match=r"in thousands \(revenue_actual = 977500, revenue_target = 1020\)"):
        state.answer("revenue_actual", "977500")
    mended = state.answer("revenue_target", "1020000").answer("revenue_actual", "977500")
    assert mended.diagnosis().gap.met is False


def territories(*indices: str) -> dict[str, object]:
    return team(
        {}, sellers=[{"seller": f"S{number}", "territory_index": index} for number, index in enumerate(indices)]
    )


def test_an_interview_does_not_take_facts_that_would_be_unknown() -> None:
    state = begin(KNOWLEDGE, "North", "2026-Q3")
    with pytest.raises(Faulty, match="their own average is not near 1"):
        state.answer_table("seller,territory_index\na,0.7\nb,0.72\nc,0.68\n")


@pytest.mark.parametrize("language", ["en", "lt"])
def test_what_is_held_to_be_unknown_is_told_in_every_format(language: str) -> None:
    diagnosis = diagnose(territories("0.7", "0.72", "0.68"), KNOWLEDGE, language=language)  # type: ignore[arg-type]
    says = KNOWLEDGE.checks["territories_average"].says.get(language)  # type: ignore[arg-type]
    assert {request.fact for request in diagnosis.requests} >= {"territory_index"}
    names = Names(KNOWLEDGE, language)  # type: ignore[arg-type]
    for id_ in ("text", "json", "markdown"):
        content = by_id(id_).content(diagnosis, names).decode()
        assert says[:30] in " ".join(content.split()), id_
    assert not diagnose(territories("0.7", "1.1", "1.2"), KNOWLEDGE).notes


OVERLAY = """
checks:
  - check: leads_and_meetings
    title: {{en: Leads, lt: Užklausos}}
    when: {when}
    says: {{en: leads cannot be late and many, lt: užklausų negali būti daug}}
    unknown: {unknown}
"""


INSIST = "gate: {weakened_by: us, because: {en: we count otherwise, lt: skaičiuojame kitaip}}\n"


def overlaid(folder: Path, text: str) -> Knowledge:
    (folder / "own.yaml").write_text(text)
    return load_knowledge(folder)


@pytest.mark.slow
def test_an_overlay_adds_a_check_changes_one_and_switches_one_off(tmp_path: Path) -> None:
    added = overlaid(
        tmp_path, OVERLAY.format(when="speed_to_lead_hours > 100 and lead_growth > 0.5", unknown="[lead_growth]")
    )
    facts = {"speed_to_lead_hours": "120", "lead_growth": "60%"}
    assert [note.finding for note in diagnose(team(facts), added).notes] == ["leads_and_meetings"]
    contradicted = team({"win_rate": "96/300", "competitive_win_rate": "120/250"})
    off = overlaid(tmp_path, INSIST + "checks: [{check: competitive_deals, status: retired}]\n")
    assert diagnose(contradicted, off).team == "North"
    changed = overlaid(tmp_path, INSIST + "checks: [{check: competitive_deals, unknown: [competitive_win_rate]}]\n")
    assert "competitive_deals" in [note.finding for note in diagnose(contradicted, changed).notes]


@pytest.mark.parametrize(
    ("when", "unknown", "told"),
    [
        ("lead_grwth > 1", "[]", "lead_grwth"),
        ("lead_growth + 1", "[]", "boolean"),
        ("lead_growth > 1", "[lead_grwth]", "did you mean 'lead_growth'?"),
        ("lead_growth > 1", "[target_stretch]", "cannot be given"),
        ("lead_growth > 1", "[sellers.ramped]", "cannot be given"),
    ],
)
def test_an_overlays_faults_are_told_with_their_places(tmp_path: Path, when: str, unknown: str, told: str) -> None:
    with pytest.raises(Faulty, match=r"own\.yaml") as faulty:
        overlaid(tmp_path, OVERLAY.format(when=when, unknown=unknown))
    assert told in str(faulty.value)


def test_answers_that_are_changed_together_need_not_agree_one_by_one() -> None:
    state = begin(KNOWLEDGE, "North", "2026-Q3").answer("revenue_target", "1020").answer("revenue_actual", "977")
    texts = {Cell("team", "revenue_target"): "1020000", Cell("team", "revenue_actual"): "977500"}
    for event in edit_events(state, texts):
        state = state.apply(event)
    assert {cell.fact: answer.text for cell, answer in state.answers.items()} == {
        "revenue_target": "1020000",
        "revenue_actual": "977500",
    }


@pytest.mark.parametrize(
    ("facts", "contradicted"),
    # Revenue contradicts from ten times the target on: all of the estimate, one end of it, its middle with one end.
    [
        ({"revenue_target": "1000000", "revenue_actual": "11-13 mln."}, True),
        ({"revenue_target": "1000000", "revenue_actual": "8-13 mln."}, False),
        ({"revenue_target": "1000000", "revenue_actual": "9.5-12 mln."}, False),
        ({"revenue_target": "1000000", "revenue_actual": "8-9 mln."}, False),
        ({"revenue_target": "1000000", "revenue_actual": "~11 mln."}, True),
        ({"revenue_target": "0.8-1.2 mln.", "revenue_actual": "11000000"}, False),
        ({"revenue_target": "0.8-1 mln.", "revenue_actual": "11000000"}, True),
    ],
)
def test_an_estimate_contradicts_only_with_both_of_its_ends(facts: dict[str, object], contradicted: bool) -> None:
    says = KNOWLEDGE.checks["actual_far_beyond_target"].says.get("en")
    try:
        diagnose(team(facts), KNOWLEDGE)
    except Faulty as faulty:
        assert contradicted and says in str(faulty)
    else:
        assert not contradicted
