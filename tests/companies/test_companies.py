"""Simulated companies: the same for a seed, their facts agree, and what was always so explains no gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from benchmarks.companies import ceiling, features, injected, levels
from benchmarks.companies import parameters as given
from benchmarks.companies.__main__ import main
from benchmarks.companies.company import Company, draw_company, expected, gains, level, run
from benchmarks.companies.entry import CHECKED, Gaps, team_at, with_errors
from benchmarks.companies.facts import Sheet, sheets
from benchmarks.companies.judge import Drawn, Task, Truth, draw_chunk, draw_missing, run_task, tasks_of
from benchmarks.companies.parameters import CAUSES
from benchmarks.companies.report import NAMES, READING, RESULTS, Results, tables, write
from benchmarks.evaluation.judge import knowledge_with
from benchmarks.evaluation.report import Table
from benchmarks.evaluation.score import CONFIRMED, share
from diagnosis.kinds.given import Given

pytestmark = pytest.mark.slow


def companies(number: int = 60) -> list[Company]:
    rng = np.random.default_rng(5)
    return [draw_company(rng) for _ in range(number)]


def facts_of(seed: int) -> Sheet:
    return draw_missing(np.random.default_rng(seed))[3][0]


def test_a_seed_always_gives_the_same_facts() -> None:
    assert facts_of(3) == facts_of(3)
    assert facts_of(3) != facts_of(4)


@pytest.mark.parametrize("seed", range(8))
def test_revenue_is_what_its_parts_make_and_the_sellers_add_up(seed: int) -> None:
    _, quarters, _, (now, _) = draw_missing(np.random.default_rng(seed))
    decided, wins = quarters.decided[-1].sum(), quarters.wins[-1].sum()
    average = quarters.won[-1].sum() / max(1, wins)
    assert decided * (wins / max(1, decided)) * average + quarters.existing[-1] == pytest.approx(quarters.revenue[-1])
    assert (quarters.wins <= quarters.proposals).all()
    assert (quarters.proposals <= quarters.decided).all()
    if decided:
        rate = now.team["win_rate"]
        rows = [facts["deals"] for facts in now.sellers if "deals" in facts]
        assert (sum(row.count or 0 for row in rows), sum(row.of or 0 for row in rows)) == (rate.count, rate.of)


def test_what_is_chronic_is_in_the_target() -> None:
    """A company as usual expects its target but for the usual stretch, however bad its lasting conditions."""
    rng = np.random.default_rng(2)
    for company in companies():
        usual = company.as_usual()
        ahead = expected(usual)
        target = run(rng, usual, ahead).target
        asked = (1 + company.stretch) / ahead.factors["target"]
        assert target == pytest.approx(ahead.revenue * asked, abs=60)


def test_only_what_began_can_be_a_cause() -> None:
    for company in companies():
        ahead = expected(company)
        gain = gains(company, ahead, float(ahead.revenue[-1]))
        began = {cause for place, cause in enumerate(CAUSES) if company.acute[place, -1] > 0}
        assert {CAUSES[place] for place in np.flatnonzero(gain)} == began
        assert not began & {*company.chronic, *company.kind.spared}


def test_facts_are_missing_by_type_and_by_completeness() -> None:
    rng = np.random.default_rng(1)
    for company in companies(20):
        ahead = expected(company)
        now, before = sheets(rng, company, ahead, run(rng, company, ahead))
        assert not set(now.team) & company.kind.lacks
        gaps = Gaps((1, 2), {})
        most, some = (team_at("C", now, before, gaps, share) for share in (0.8, 0.4))
        assert {"revenue_target", "revenue_actual"} <= set(some.facts) <= set(most.facts)


def test_errors_are_few_and_never_in_the_books() -> None:
    sheet, other = facts_of(3), facts_of(4)
    rng = np.random.default_rng(1)
    wrong = [with_errors(rng, sheet.team, other.team) for _ in range(100)]
    changed = sum(facts[fact] != value for facts in wrong for fact, value in sheet.team.items())
    assert 0 < changed < 2 * given.ERRORS * 100 * len(sheet.team)
    assert all(facts[fact] == sheet.team[fact] for facts in wrong for fact in CHECKED & set(sheet.team))


def test_one_person_keeps_to_one_answer() -> None:
    """Where a condition stays as it is, so does what is said of it."""
    rng = np.random.default_rng(4)
    for company in companies(25):
        steady = replace(company.as_usual(), usual=np.zeros_like(company.usual))
        ahead = expected(steady)
        now, before = sheets(rng, steady, ahead, run(rng, steady, ahead))
        assert {fact: now.team[fact] for fact in given.YES_NO} == {fact: before.team[fact] for fact in given.YES_NO}


def test_a_slump_takes_of_marketings_leads_what_it_takes_of_all() -> None:
    for company in companies(20):
        flat = replace(company.as_usual(), unlisted="market_slump", unlisted_z=np.ones(given.QUARTERS))
        without = replace(flat, unlisted=None)
        ahead, other = expected(flat), expected(without)
        assert ahead.marketing / other.marketing == pytest.approx(ahead.leads[:, 0] / other.leads[:, 0])


def test_a_great_customer_who_leaves_hardly_moves_the_renewals() -> None:
    for company in companies(20):
        lost = replace(company.as_usual(), unlisted="big_customer_lost", unlisted_z=np.ones(given.QUARTERS))
        ahead, other = expected(lost), expected(replace(lost, unlisted=None))
        assert (ahead.existing / other.existing).max() < 0.9
        assert (ahead.kept / other.kept).min() > 0.97


def test_the_share_with_the_same_weakest_step_comes_of_the_sellers_own_steps() -> None:
    """A step at which all fall far behind their past is the weakest of most."""
    rng = np.random.default_rng(8)
    seen = []
    for company in companies(40):
        place = CAUSES.index("shared_skill_gap")
        acute = 0 * company.acute
        acute[place, -4:] = 3.0
        stalled = replace(company.as_usual(), acute=acute, leads=2_000.0)
        ahead = expected(stalled)
        now, _ = sheets(rng, stalled, ahead, run(rng, stalled, ahead))
        seen.append(float(str(now.team["same_stage_stall"].value)))
    assert np.mean(seen) > 0.7


def test_people_round_to_fives_and_small_shares_to_per_cents() -> None:
    facts = {f"fact_{number}": Given(Decimal(text)) for number, text in enumerate(["0.963", "0.74", "0.024", "0.008"])}
    rounded = {
        str(value.value)
        for seed in range(400)
        for fact, value in with_errors(np.random.default_rng(seed), facts, facts).items()
        if value != facts[fact]
    }
    assert {"0.95", "0.75", "0.02", "0.01"} <= rounded


def test_a_new_fact_in_the_catalogue_moves_no_gap_of_another() -> None:
    few, more = Gaps((1, 2, 3), {}), Gaps((1, 2, 3), {"a_new_fact": "a new department"})
    assert more.known("a_new_fact", 1.0)
    names = [f"fact_{number}" for number in range(300)]
    assert [few.known(name, 0.5) for name in names] == [more.known(name, 0.5) for name in names]
    assert 0.4 < np.mean([few.known(name, 0.5) for name in names]) < 0.9


def test_teams_hang_on_the_seed_and_their_chunk_alone() -> None:
    assert [case.name for case in draw_chunk(7, 1, 2)] == ["C1-1", "C1-2"]
    assert [case.now for case in draw_chunk(7, 1, 3)][:2] == [case.now for case in draw_chunk(7, 1, 2)]
    assert [task.teams for task in tasks_of(1, 600)] == [250, 250, 100]


def test_a_run_has_all_figures() -> None:
    results = Results.of([run_task(Task(1, 0, 12))], 1)
    by_completeness, *by_size = tables(results)[: 1 + len(given.COMPLETENESS)]
    assert [row[0] for row in by_completeness.rows] == list(NAMES)
    assert all([row[0] for row in table.rows] == list(NAMES) for table in by_size)
    assert results.refused <= 1
    assert not results.at[1.0].dead_end.any()


def test_reasons_tell_of_every_wrong_verdict() -> None:
    part = run_task(Task(3, 0, 25))
    said = part.at[1.0]
    wrong = ((said.verdict == CONFIRMED) & part.truth.absent).sum()
    left = (part.truth.planted & (said.verdict != CONFIRMED)).sum()
    assert part.why.total() == wrong + left
    assert all(cause in CAUSES and why for _, cause, why in part.why)


def test_the_page_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    page = tmp_path / RESULTS
    page.parent.mkdir(parents=True)
    page.write_text(f"old figures\n\n{READING}\n\n## Reading\n\nBy hand.\n", encoding="utf-8")
    results = Results.of([run_task(Task(1, 0, 3))], 1)
    write(results, 1.0, [Table(["a", "b"], [["c", "d"]], "Title", "About it.")], date(2026, 11, 26), tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "old figures" not in text
    assert text.endswith(f"{READING}\n\n## Reading\n\nBy hand.\n")
    assert "About it." in text


# --- what learners are given ---


def case_of(seed: int) -> Drawn:
    (case,) = draw_chunk(seed, 0, 1)
    return case


def test_a_table_for_learners_holds_what_is_known_and_nothing_else() -> None:
    case = case_of(2)
    full, half = (features.tables([case], {}, (share,))[share] for share in (1.0, 0.5))
    assert half.columns == full.columns
    there, fewer = ~np.isnan(full.values), ~np.isnan(half.values)
    assert (there | ~fewer).all()
    assert fewer.sum() < there.sum()
    column = full.columns.index("revenue_actual: of the target")
    assert full.values[0, column] == pytest.approx(case.quarters.revenue[-1] / case.quarters.target[-1], rel=1e-3)
    kept = full.without(features.history(full))
    assert not any(name.split(":")[0].endswith((" before", " usual")) for name in kept.columns)


def test_stacked_tables_leave_unknown_what_a_part_lacks() -> None:
    first, two = (features.tables([case_of(seed)], {}, (1.0,))[1.0] for seed in (2, 3))
    both = features.stacked([first, two])
    assert set(both.columns) == {*first.columns, *two.columns}
    for row, part in enumerate((first, two)):
        own = {column: value for column, value in zip(both.columns, both.values[row], strict=True) if value == value}
        assert own == {
            column: value for column, value in zip(part.columns, part.values[0], strict=True) if value == value
        }


def test_the_trees_are_scored_as_the_knowledge_base_is() -> None:
    truth = run_task(Task(5, 0, 40)).truth
    sure = ceiling.figures(truth, truth.planted.astype(float))
    assert {name: share(*map(np.sum, sure[name])) for name in ("top1", "top3", "brier_skill", "precision 0.5")} == {
        "top1": 1.0, "top3": 1.0, "brier_skill": 1.0, "precision 0.5": 1.0
    }  # fmt: skip


def test_what_the_rules_of_a_cause_read_is_known_by_source() -> None:
    read = ceiling.read_by_rules(knowledge_with())
    assert "otif" in read["late_delivery"]
    assert "return_rate usual" in read["product_quality"]


# --- changes put into records ---


@pytest.mark.parametrize("place", range(len(injected.INJECTIONS)))
def test_a_change_moves_its_driver_and_the_counts_still_agree(place: int) -> None:
    rng, injection = np.random.default_rng(place), injected.INJECTIONS[place]
    company = replace(companies(1)[0], acute=np.zeros((len(CAUSES), given.QUARTERS)), leads=500.0)
    ahead = expected(company)
    before = injected.World(company, ahead, run(rng, company, ahead), {})
    after = injection.change(rng, before)
    was, now = before.quarters, after.quarters
    assert (now.wins <= now.proposals).all()
    assert (now.proposals <= now.decided).all()
    assert (now.decided <= now.meetings).all()
    assert (now.meetings <= now.leads).all()
    drivers = {
        "decided deals": (was.decided[-1].sum(), now.decided[-1].sum()),
        "win rate": (was.wins[-1].sum() / was.decided[-1].sum(), now.wins[-1].sum() / now.decided[-1].sum()),
        "deal size": (was.won[-1].sum() / was.wins[-1].sum(), now.won[-1].sum() / now.wins[-1].sum()),
        "existing customers": (was.existing[-1], now.existing[-1]),
    }
    if injection.driver is None:
        assert injection.name.startswith("control")
        return
    moved = {name for name, (old, new) in drivers.items() if new < 0.9 * old}
    assert moved == {injection.driver}


def test_what_is_put_in_is_told_in_a_row() -> None:
    row = injected.run_task(injected.Task(1, 4, 6))
    table = injected.table([row], 6)
    assert len(row) == len(table.head)


def test_the_trees_lean_on_what_tells_and_only_on_that() -> None:
    rng, teams = np.random.default_rng(3), 400
    cost = np.where(rng.random((teams, len(CAUSES))) < 0.3, 0.1, 0.0)
    nobody = np.full((teams, 2), -1)
    no = np.zeros((teams, len(CAUSES)), bool)
    truth = Truth(np.full(teams, 5), cost, no, no[:, 0], nobody, nobody >= 0)
    values = np.stack([cost[:, 0] + rng.normal(0, 0.01, teams), rng.random(teams), cost[:, 1]], axis=1)
    table = features.Table(("otif", "nps", "otif before: change"), values)
    learners = ceiling.learn(truth, table, 2)
    weights = ceiling.weights(truth, table, learners)
    assert max(weights[CAUSES[0]], key=weights[CAUSES[0]].__getitem__) == "otif"
    assert max(weights[CAUSES[1]], key=weights[CAUSES[1]].__getitem__) == "otif before"
    assert abs(weights[CAUSES[0]]["nps"]) < 0.1
    run = ceiling.Ceiling({1.0: ceiling.figures(truth, ceiling.told(learners, table))}, {}, weights, teams, 1.0)
    by_kind, unread, by_cause = ceiling.leant_on(run, {CAUSES[0]: {"otif"}})
    assert [CAUSES[1], "otif before"] in [list(row[:2]) for row in unread.rows]
    assert [CAUSES[0], "otif"] not in [list(row[:2]) for row in unread.rows]
    assert len(by_cause.rows) == len(CAUSES)
    assert len(by_kind.rows) == 3


def test_ordinary_levels_in_the_table_are_those_that_companies_have() -> None:
    rng = np.random.default_rng(6)
    row = given.LEVELS["otif"]
    drawn = []
    for company in companies(300):
        own = replace(company, acute=0 * company.acute)
        if "late_delivery" not in company.chronic:
            drawn.append(level(own, "otif", rng.normal(0, row.apart), rng.normal(0, row.noise))[-1])
    low, high = levels.ordinary(row)
    assert 0.90 < np.mean([low <= value <= high for value in drawn]) < 0.99
    assert len(levels.table().rows) == len(given.LEVELS)


def test_too_few_teams_to_learn_from_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--ceiling", "50"])
    assert "rare causes" in capsys.readouterr().err


def test_a_small_run_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--teams", "6", "--injected", "2", "--processes", "1"])
    printed = capsys.readouterr().out
    for title in ("What is ordinary", "By completeness of the facts", "Known changes put into deals and orders"):
        assert title in printed
