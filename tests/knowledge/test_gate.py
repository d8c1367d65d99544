"""What of an overlay weakens the gate before persons, what is free, and how a company insists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diagnosis.evaluation import diagnose
from diagnosis.faults import Faulty
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from tests.knowledge.bases import KnowledgeBase
from tests.terminal.commands import diagnosis

WHY = "gate: {weakened_by: sales council, because: {en: two couriers are new, lt: du kurjeriai nauji}}\n"
STATED = "own/own.yaml: two couriers are new (sales council)"


def packaged_with(folder: Path, text: str) -> Knowledge:
    """The packaged knowledge base with an overlay of one file."""
    (folder / "own").mkdir()
    (folder / "own" / "own.yaml").write_text(text, "utf-8")
    return load_knowledge(folder / "own")


# The whole knowledge base is loaded for each; `tests/compiler/test_gate.py` tries as much on a small one.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("overlay", "column", "fault"),
    [
        ("stages: [{stage: skills, after: [goals, product, pricing, delivery, service, training]}]", 26, "marketing"),
        ("causes: [{cause: wrong_audience, needs: [icp_fit]}]", 34, "no longer needs"),
        ("causes: [{cause: order_errors, prior: 0.02}]", 32, "less probable"),
        ("facts: [{fact: order_errors, formula: '0'}]", 30, "healthy for more values"),
        ("facts: [{fact: vacancies, bands: {on: '0', healthy: '<= 0.1', bad: '> 0.2'}}]", 27, "'vacancies'"),
        ("facts: [{fact: order_errors, bands: {healthy: '<= 0.02', bad: '> 0.03'}}]", 30, "healthy for more values"),
        ("facts: [{fact: order_errors, bands: {healthy: '<= 0.01', bad: '> 0.04'}}]", 30, "healthy for more values"),
        ("facts: [{fact: order_errors, full_count: false, sample: true}]", 49, "healthy for more values"),
        ("rules: [{rule: backlog_weeks_bad, status: retired}]", 35, "no longer speaks for"),
        ("rules: [{rule: backlog_weeks_bad, for: {late_delivery: weak}}]", 35, "more weakly"),
        ("rules: [{rule: otif_healthy, against: {late_delivery: strong}}]", 30, "more strongly"),
        ("rules: [{rule: backlog_weeks_bad, when: 'backlog_weeks > 20'}]", 35, "less often"),
        ("rules: [{rule: renewal_rate_bad, group: backlog}]", 34, "in another group"),
        ("limits: {ruled_out: {probability: 0.06, grade: moderate}}", 10, "easier to reach"),
        ("limits: {confirmed: {probability: 0.5, grade: strong}}", 10, "easier to reach"),
        ("grades: {weak: 1.2}", 10, "rule out more"),
        ("circumstances: {as_usual: strong}", 17, "circumstance 'as_usual' lets evidence rule out more"),
        ("circumstances: {as_before: moderate}", 17, "circumstance 'as_before' lets evidence rule out more"),
        ("circumstances: {far_worse: weak}", 17, "circumstance 'far_worse' lets evidence rule out more"),
        ("circumstances: {elsewhere: strong}", 17, "circumstance 'elsewhere' lets evidence rule out more"),
        ("causes: [{cause: product_gap, through: [win_rate]}]", 31, "ruled out by fewer drivers"),
        ("facts: [{fact: sales_cycle_days_rose, formula: 'sales_cycle_days < 0'}]", 39, "'sales_cycle_days_rose'"),
        ("circumstances: {eliminated: weak}", 17, "circumstance 'eliminated' lets evidence rule out more"),
        ("parameters: [{parameter: stale_after_days, value: 365}]", 44, "365 days old"),
        ("parameters: [{parameter: named_losses_usual, value: 0.3}]", 46, "less often"),
        ("checks: [{check: actual_far_beyond_target, status: retired}]", 11, "lets facts count"),
        (
            "findings: [{finding: f, kind: note, subject: seller, when: attainment < 50%, title: {en: x, lt: x},"
            " says: {en: x, lt: x}}]",
            25,
            "notes something on sellers",
        ),
    ],
)
def test_what_names_persons_more_easily_is_refused_with_its_place(
    tmp_path: Path, overlay: str, column: int, fault: str
) -> None:
    with pytest.raises(Faulty) as caught:
        packaged_with(tmp_path, overlay)
    told = [str(weakness).replace(f"{tmp_path}/", "") for weakness in caught.value.faults]
    assert told[0].startswith(f"own/own.yaml:1:{column}: ")
    assert fault in told[0]
    assert all("or say who insists and why: gate: {weakened_by: ..., because: ...}" in line for line in told)


@pytest.mark.parametrize(
    "overlay",
    [
        "causes: [{cause: late_delivery, prior: 0.3}]",
        "causes: [{cause: late_delivery, needs: [otif, backlog_weeks]}]",
        "facts: [{fact: order_errors, bands: {healthy: '<= 0.01', bad: '> 0.02'}}]",
        "facts: [{fact: backlog_weeks, bands: {on: backlog_weeks / backlog_weeks_usual, healthy: '< 1', bad: '>= 2', "
        "usual: backlog_weeks_usual, least: 0.5}}]",
        "facts: [{fact: otif, name: {en: kept dates, lt: laikytasi datų}}]",
        "findings: [{finding: f, kind: strength, subject: seller, when: deals > 50%, title: {en: x}, says: {en: x}}]",
        "rules: [{rule: otif_bad, for: {late_delivery: decisive}}]",
        "rules: [{rule: backlog_weeks_bad, when: 'band(backlog_weeks) = \"bad\" or backlog_weeks > 20'}]",
        'rules: [{rule: otif_healthy, when: \'band(otif) = "healthy" and band(csat) = "healthy"\'}]',
        "limits: {ruled_out: {probability: 0.03, grade: moderate}}",
        "circumstances: {as_usual: weak, as_before: weak, worse: moderate, far_worse: strong, eliminated: strong}",
        "parameters: [{parameter: stale_after_days, value: 30}, {parameter: named_losses_usual, value: 0.02}]",
    ],
)
def test_what_is_as_strict_or_stricter_is_free(tmp_path: Path, overlay: str) -> None:
    assert packaged_with(tmp_path, overlay).gate_changes == ()


def test_who_insists_is_told_with_the_file_that_weakens(base: KnowledgeBase) -> None:
    own = base.overlay("facts: [{fact: otif, bands: {healthy: '>= 0.9', bad: '< 0.8'}}]\n")
    base.write("company/gate.yaml", WHY)
    (change,) = base.load(own).gate_changes
    assert (change.file, change.by, change.because.lt) == ("company/own.yaml", "sales council", "du kurjeriai nauji")
    assert base.load(own).version != base.load().version


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (WHY, "company/own.yaml:1:1: nothing here opens the gate wider; delete 'gate'"),
        (WHY + "causes: [{cause: late_delivery, needs: [otif, otif]}]", "company/own.yaml:1:1: nothing here opens"),
        ("gate: {weakened_by: ' ', because: {en: x}}\ncauses: [{cause: late_delivery, needs: []}]", "is blank"),
        ("gate: {weakened_by: us}\ncauses: [{cause: late_delivery, needs: []}]", "lacks 'because'"),
        ("gate: {weakened_by: us, because: {}}\ncauses: [{cause: late_delivery, needs: []}]", "needs words"),
        ("gates: {weakened_by: us}\ncauses: [{cause: late_delivery, needs: []}]", "did you mean 'gate'?"),
    ],
)
def test_insisting_needs_a_name_a_reason_and_a_weaker_gate(base: KnowledgeBase, text: str, fault: str) -> None:
    assert fault in "\n".join(base.faults(base.overlay(text)))


def test_each_overlay_insists_for_itself_and_the_base_never(base: KnowledgeBase) -> None:
    open_ = base.overlay("causes: [{cause: late_delivery, needs: []}]", "first")
    insisting = base.overlay(WHY + "parameters: [{parameter: stale_after_days, value: 99}]", "second")
    (fault,) = base.faults(open_, insisting)
    assert fault.startswith("first/own.yaml:1:33: cause 'late_delivery' no longer needs 'otif'")
    base.change("rules/parameters.yaml", "parameters:\n", WHY + "parameters:\n")
    assert "only an overlay can weaken the gate" in base.faults()[0]


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "lt"])
def test_every_report_says_that_the_gate_was_changed(tmp_path: Path, lang: str) -> None:
    packaged_with(tmp_path, WHY + "stages: [{stage: skills, after: []}]")
    team = {"team": "North", "quarter": "2026-Q3", "facts": {"revenue_target": 100, "revenue_actual": 90}}
    (tmp_path / "north.json").write_text(json.dumps(team))
    stated = STATED if lang == "en" else "own/own.yaml: du kurjeriai nauji (sales council)"
    options = (tmp_path / "north.json", "--rules", tmp_path / "own", "--lang", lang)
    reports = {
        "run": diagnosis("run", *options).stdout,
        "explain": diagnosis("explain", options[0], "late_delivery", *options[1:]).stdout,
    }
    diagnosis("run", *options, "--out", tmp_path / "out")
    reports |= {
        name: (tmp_path / "out" / name).read_text("utf-8")
        for name in ("stages.csv", "causes.csv", "requests.csv", "summary.md")
    }
    for name, text in reports.items():
        assert stated in " ".join(text.replace("\\_", "_").split()), name
    (line,) = (tmp_path / "out" / "diagnoses.jsonl").read_text("utf-8").splitlines()
    assert [set(change) for change in json.loads(line)["gate_changed"]] == [{"file", "by", "because"}]


def test_a_result_of_the_packaged_gate_says_nothing_of_it() -> None:
    result = diagnose({"team": "North", "quarter": "2026-Q3", "facts": {}})
    assert result.gate_changed == []
    assert "gate_changed" not in result.to_json()
