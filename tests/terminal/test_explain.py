"""`diagnosis explain`: how a verdict came about, in words and as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diagnosis.explain.model import Explanation, FactUsed, RuleUsed, Step
from tests.terminal.commands import LATE, MET, MISSED, ON_TIME, diagnosis, seller, team


def explained(path: Path, *arguments: str) -> Explanation:
    result = diagnosis("explain", path, *arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return Explanation.model_validate_json(result.stdout)


def told(path: Path, *arguments: str) -> str:
    result = diagnosis("explain", path, *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(len, result.stdout.splitlines())) <= 80
    return " ".join(result.stdout.split())


def test_a_confirmed_cause_is_led_from_its_prior_to_its_probability(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MISSED | LATE | {"backlog_weeks": 9, "backlog_weeks_usual": 4})
    why = explained(path, "late_delivery")
    assert (why.verdict, why.prior, why.probability) == ("confirmed", 0.037, 0.9231)
    steps = [(step.used.rule, step.ratio, step.odds, step.probability) for step in why.steps]
    assert steps == [
        ("otif_bad", 25.0, pytest.approx(25 * 37 / 963), 0.4899),
        ("backlog_weeks_bad", 5.0, pytest.approx(125 * 37 / 963), 0.8277),
        ("orders_come_late_and_customers_leave", 5.0, pytest.approx(625 * 37 / 963), 0.96),
        ("renewal_rate_bad", 2.0, None, None),
        ("otif_past_unknown", 0.5, pytest.approx(312.5 * 37 / 963), 0.9231),
    ]
    assert why.steps[0].used.facts == [FactUsed(fact="otif", subject="team", value=0.82, band="bad")]
    usual = FactUsed(fact="backlog_weeks_usual", subject="team", value=4.0)
    assert why.steps[1].used.facts[0].computed_from == [usual]
    assert why.confirmation is not None and why.confirmation.likely
    assert why.confirmation.rules == ["otif_bad"]
    assert why.exclusion is not None
    assert [need.met for need in why.exclusion.needs] == [False]
    text = told(path, "late_delivery")
    assert "Verdict: confirmed probability 92.3%," in text
    assert "before any evidence: 3.7% (odds 0.038)" in text
    assert "odds × 25 = 0.961, probability 49%" in text
    assert 'when band(otif) = "bad" [delivery.yaml:' in text
    assert "yes probability 70% or more (now 92.3%)" in text
    assert "no healthy: orders on time and in full (otif): 82%, bad" in text


def test_evidence_that_says_the_same_twice_is_shown_as_not_counted(tmp_path: Path) -> None:
    new_business = {"new_business_win_rate": "60/200", "win_rate_usual": "30%"}
    path = team(tmp_path, "North", MISSED | LATE | new_business)
    steps = {step.used.rule: step for step in explained(path, "late_delivery").steps}
    outdone = steps["renewal_rate_bad"]
    stronger = "orders_come_late_and_customers_leave"
    assert (outdone.counted, outdone.outdone_by, outdone.odds) == (False, stronger, None)
    assert f"not counted: {stronger} says the same more strongly" in told(path, "late_delivery")


def test_an_open_cause_says_what_it_lacks_and_what_would_follow(tmp_path: Path) -> None:
    facts = {name: value for name, value in ON_TIME.items() if name != "otif"}
    path = team(tmp_path, "North", MISSED | facts)
    why = explained(path, "late_delivery")
    assert (why.verdict, why.reason) == ("open", "missing")
    possible = {rule.rule: rule for rule in why.possible}
    bad, good = possible["otif_bad"], possible["otif_healthy"]
    assert [(lack.fact, lack.held_by) for lack in bad.missing] == [("otif", "logistics")]
    assert bad.probability > why.probability > good.probability  # type: ignore[operator]
    assert (why.review, why.review_by) == ("delivery_review", "logistics")
    text = told(path, "late_delivery")
    assert "What could still change it" in text
    assert "Not known yet: orders on time and in full (otif) – Logistics" in text
    assert "Logistics can look into it and settle it: delivery_review, with delivery_review_by" in text


def test_what_would_confirm_an_open_cause_comes_true(tmp_path: Path) -> None:
    known = MISSED | {"backlog_weeks": 9, "backlog_weeks_usual": 4}
    lacking = explained(team(tmp_path, "North", known), "late_delivery")
    [promise] = [rule for rule in lacking.possible if rule.rule == "otif_bad"]
    assert promise.confirms
    kept = explained(team(tmp_path, "South", known | {"otif": "82%"}), "late_delivery")
    assert (kept.verdict, kept.probability) == ("confirmed", promise.probability)


def test_a_cause_that_is_ruled_out_says_whether_that_is_recent_enough(tmp_path: Path) -> None:
    fresh = explained(team(tmp_path, "North", MISSED | ON_TIME), "late_delivery")
    assert fresh.verdict == "ruled_out"
    assert fresh.exclusion is not None and fresh.exclusion.counts
    assert all(step.ratio < 1 for step in fresh.steps)
    old = team(tmp_path, "South", MISSED | ON_TIME, measured={"otif": "2026-05-01"})
    why = explained(old, "late_delivery")
    assert why.exclusion is not None and not why.exclusion.counts
    assert why.exclusion.needs[0].used.stale_days == 152
    text = told(old, "late_delivery")
    assert "152 days old: too old to judge persons on" in text
    assert "It is not recent enough" in text


def test_a_review_that_stands_in_is_named(tmp_path: Path) -> None:
    facts = {name: value for name, value in ON_TIME.items() if name != "otif"}
    review = {
        "delivery_review": "ruled_out",
        "delivery_review_by": "head of logistics",
        "delivery_review_on": "2026-09-15",
    }
    path = team(tmp_path, "North", MISSED | facts | review)
    why = explained(path, "late_delivery")
    assert (why.verdict, why.reason) == ("ruled_out", "by_review")
    assert why.exclusion is not None and why.exclusion.needs[0].by_review
    assert "the department's review stands in for it" in told(path, "late_delivery")


def test_a_sample_that_is_too_small_says_how_large_it_must_be(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MISSED | {"feature_gap_losses": "3/9"})
    [need, *_] = explained(path, "product_gap").exclusion.needs  # type: ignore[union-attr]
    assert (need.used.fact, need.used.band, need.small) == ("feature_gap_losses", "warning", True)
    assert need.tries is not None and need.tries > 10
    assert f"the sample is too small (at least {need.tries} in all)" in told(path, "product_gap")


def test_a_held_seller_is_not_accused_and_what_clears_is_shown(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MISSED | LATE, sellers=[seller(activity_index=1.0)])
    why = explained(path, "low_activity", "--seller", "S-17")
    assert (why.verdict, why.probability, why.coverage) == ("held", None, None)
    assert (why.confirmation, why.exclusion, why.possible, why.review) == (None, None, [], None)
    assert {step.direction for step in why.steps} == {"against"}
    assert [stage.stage for stage in why.waiting][:1] == ["goals"]
    text = told(path, "low_activity", "--seller", "S-17")
    assert "Verdict: held Waits until these stages are ruled out by recent evidence" in text
    assert "- Order taking and delivery: confirmed" in text
    assert "activity_index_healthy" in text
    assert "probability" not in text


def test_conclusions_are_led_back_to_the_facts(tmp_path: Path) -> None:
    peers = [
        seller(f"S-{n}", attainment="60%", deals="3/10", activity_index=1.0, quarters_below_target=2) for n in range(8)
    ]
    path = team(tmp_path, "North", MISSED, sellers=peers)
    steps = explained(path, "closing", "--seller", "S-1").steps
    concluded = [fact for step in steps for fact in step.used.facts if fact.concluded_by]
    assert [fact.fact for fact in concluded] == ["systemic"]
    assert concluded[0].concluded_by[0].rule == "most_sellers_miss"
    read = {fact.fact for fact in concluded[0].concluded_by[0].facts}
    assert "sellers_at_target" in read
    assert "concluded by the rule most_sellers_miss" in told(path, "closing", "--seller", "S-1")


def test_a_seller_who_is_not_examined_is_cleared(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MISSED, sellers=[seller(attainment="92%", territory_index=0.9)])
    why = explained(path, "closing", "--seller", "S-17")
    assert (why.verdict, why.why_none, why.steps) == (None, "not_examined", [])
    assert why.cleared_text is not None
    assert why.cleared_text in told(path, "closing", "--seller", "S-17")


def test_where_the_target_is_met_nobody_is_accused(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MET | LATE, sellers=[seller()])
    for arguments in (["late_delivery"], ["closing", "--seller", "S-17"]):
        why = explained(path, *arguments)
        assert (why.verdict, why.why_none, why.steps, why.possible) == (None, "target_met", [], [])
        assert "The target is met: no cause is looked for." in told(path, *arguments)


def test_it_speaks_lithuanian(tmp_path: Path) -> None:
    text = told(team(tmp_path, "Šiaurė", MISSED | LATE), "late_delivery", "--lang", "lt")
    assert "Išvada: patvirtinta tikimybė 70,6 %," in text
    assert "prieš bet kokius įrodymus: 3,7 %" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["late_deliver"], "there is no cause 'late_deliver'; did you mean 'late_delivery'?"),
        (["closing"], "'closing' is judged for each seller; name one with --seller: S-17"),
        (["closing", "--seller", "S-71"], "there is no seller 'S-71'; did you mean 'S-17'?"),
        (["late_delivery", "--seller", "S-17"], "'late_delivery' is a cause of the whole team; leave out --seller"),
        (["late_delivery", "--team", "Nort"], "holds no team 'Nort'; did you mean 'North'?"),
    ],
)
def test_what_is_not_there_is_refused_with_a_suggestion(tmp_path: Path, arguments: list[str], told: str) -> None:
    path = team(tmp_path, "North", MISSED, sellers=[seller()])
    result = diagnosis("explain", path, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_of_several_teams_one_is_named(tmp_path: Path) -> None:
    team(tmp_path, "North", MISSED | LATE)
    team(tmp_path, "South", MISSED)
    team(tmp_path, "Bad", {"otif": "182%"})
    result = diagnosis("explain", tmp_path, "late_delivery")
    assert result.exit_code == 2
    assert "holds 3 teams; name one of them with --team: Bad, North, South" in result.stderr
    assert explained(tmp_path, "late_delivery", "--team", "North").verdict == "confirmed"
    refused = diagnosis("explain", tmp_path, "late_delivery", "--team", "Bad")
    assert refused.exit_code == 2
    assert "'182%' is out of range" in refused.stderr


def test_a_team_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    result = diagnosis("explain", team(tmp_path, "North", MISSED | {"attainment": "10%"}), "late_delivery")
    assert result.exit_code == 2
    assert "the other facts make it 0.825" in result.stderr


def test_a_path_that_is_not_there_is_told() -> None:
    result = diagnosis("explain", "nowhere.yaml", "late_delivery")
    assert result.exit_code == 2
    assert "nowhere.yaml: there is no such file or folder" in result.stderr


@pytest.mark.parametrize("model", [FactUsed, RuleUsed, Step, Explanation])
def test_explanations_do_not_change(model: Any) -> None:
    assert model.model_config["frozen"]


def test_tables_with_headings_and_numbers_of_their_own_are_explained(tmp_path: Path) -> None:
    folder = tmp_path / "2026-Q3"
    folder.mkdir()
    (folder / "teams.csv").write_text(
        "Unit;Goal X;revenue_actual;otif;renewal_rate;renewal_rate_usual\nNorth;1.200;990;82%;71%;88%\n"
    )
    (tmp_path / "map.yaml").write_text("Unit: team\nGoal X: revenue_target\n")
    result = diagnosis("explain", folder, "late_delivery", "--columns", tmp_path / "map.yaml", "--numbers", "1.234,5")
    assert result.exit_code == 0
    assert "Verdict: confirmed" in result.stdout
