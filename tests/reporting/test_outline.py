"""What is chosen from a diagnosis for a reader."""

from __future__ import annotations

from diagnosis.reporting.outline import MOST_OPEN, outline
from tests.outputs.results import result


def test_open_causes_with_evidence_are_told_and_the_others_named() -> None:
    diagnosis = result(
        facts={"otif": "82%", "backlog_weeks": 9, "backlog_weeks_usual": 4, "price_losses_crm": "70/100"}
    )
    parts = outline(diagnosis)
    assert [cause.cause for cause in parts.telling] == ["price_uncompetitive"]
    assert len(parts.telling) <= MOST_OPEN
    assert parts.open == sum(cause.verdict == "open" for cause in diagnosis.causes)
    named = {cause for stage in parts.silent for cause in stage.causes}
    assert named == {cause.cause for cause in diagnosis.causes if cause.verdict == "open"} - {"price_uncompetitive"}


def test_an_action_for_several_is_told_once() -> None:
    sellers = [{"seller": name, "attainment": "105%"} for name in ("S-1", "S-2")]
    tasks = {task.action.action: task.subjects for task in outline(result(sellers=sellers)).tasks}
    assert tasks["recognise_achiever"] == ("S-1", "S-2")


def test_facts_are_asked_for_by_department() -> None:
    diagnosis = result()
    parts = outline(diagnosis)
    asked = parts.asked
    assert list(parts.first) == diagnosis.requests[:3]
    assert len({(group.department, group.why) for group in asked}) == len(asked)
    assert sum(len(group.requests) for group in asked) == len(diagnosis.requests) - 3
