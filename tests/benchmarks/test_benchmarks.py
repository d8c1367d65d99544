"""The benchmarks run, and report every figure they promise; how large the figures are is no test."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks.decisions import COLUMNAR, DIRECT, OUTCOMES, RETE, repeated
from benchmarks.figures import Figure, Goal, interleaved, percentile
from benchmarks.memory import CASES
from benchmarks.startup import WARM
from benchmarks.teams import measured_teams, varied_teams
from diagnosis.inference.columnar import ColumnarExecutor
from diagnosis.inference.verdict import VERDICTS
from diagnosis.knowledge.base import Knowledge
from tests.executors import ENGINES, needs_rete

pytestmark = pytest.mark.xdist_group("benchmarks")  # one worker sets up the costly fixtures

Reported = dict[str, dict[str, dict[str, dict[str, float]]]]
"""Benchmark, then "figures", then the figure's name, then its median, least and most."""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    file = tmp_path_factory.mktemp("benchmarks") / "figures.json"
    assert command.main(["--least", "--json", str(file)]) == 0
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["extent"] == "least"
    assert {"machine", "python", "libraries"} <= written["machine"].keys()
    return written["benchmarks"]


EXPECTED = {
    "decisions": {COLUMNAR, OUTCOMES, RETE, DIRECT, "columnar / rete", "rete / durable-rules alone"},
    "latency": {
        *(f"diagnose() by {engine}, {what}" for engine in ("rete", "columnar") for what in ("p50", "p95")),
        *(f"of it: {part}, p50" for part in ("measure", "judge by rete", "judge by columnar", "put into words")),
    },
    "startup": {"python that loads the knowledge base", "diagnosis --help", WARM},
    "reading": {"CSV", "XLSX"},
    "memory": {*(f"after {cases} cases" for cases in CASES["least"]), "growth"},
}


@pytest.mark.slow
@needs_rete
def test_every_figure_is_reported(reported: Reported) -> None:
    for name, figures in EXPECTED.items():
        assert figures <= reported[name]["figures"].keys()


@pytest.mark.slow
def test_figures_are_positive_and_lie_within_their_range(reported: Reported) -> None:
    for benchmark in reported.values():
        for name, figure in benchmark["figures"].items():
            assert figure["min"] <= figure["median"] <= figure["max"]
            assert figure["min"] > 0 or name == "growth"


@pytest.mark.slow
def test_every_goal_is_told(reported: Reported) -> None:
    goals = [goal for benchmark in reported.values() for goal in benchmark["goals"]]
    assert len(goals) >= 3 if "rete" in ENGINES else goals


@needs_rete
def test_durable_rules_alone_fires_what_rete_fires(knowledge: Knowledge) -> None:
    from benchmarks.direct import Direct

    direct = Direct(knowledge, measured_teams(knowledge, 12))
    for script in direct.scripts:
        firings = [json.loads(message) for message in direct.firings(script)]
        fired = {tuple(name.split("|")[:2]) for firing in firings for name in firing}
        units = [script.trace.team, *(unit for units in script.trace.members.values() for unit in units)]
        roles = {"rules": ("evidence", "conclude"), "denied": "deny", "findings": "finding", "skipped": "skip"}
        for kind, of_kind in roles.items():
            traced = {name for unit in units for name in getattr(unit.fired, kind)}
            assert traced == {name for role, *names in fired if role in of_kind for name in names}
        assert direct.run(script) == len(firings)
        assert script.asserted > 0


def test_a_repeated_chunk_is_judged_as_its_teams_are(knowledge: Knowledge) -> None:
    columnar = ColumnarExecutor(knowledge, knowledge.program)
    teams = measured_teams(knowledge, 10)
    once = columnar.judge_chunk(columnar.chunk(teams))
    often = columnar.judge_chunk(repeated(columnar.chunk(teams), 25))
    assert np.array_equal(often.stages, np.tile(once.stages, (3, 1))[:25])
    for subject, units in once.units.items():
        few = len(units.owners)
        assert np.array_equal(often.units[subject].verdicts[:few], units.verdicts)


@pytest.mark.slow
def test_the_arrays_say_what_the_outcomes_say(knowledge: Knowledge) -> None:
    columnar = ColumnarExecutor(knowledge, knowledge.program)
    teams = measured_teams(knowledge, 40)
    judged = columnar.judge_chunk(columnar.chunk(teams))
    outcomes = list(columnar.judge(teams))
    for row, outcome in enumerate(outcomes):
        assert [VERDICTS[code] for code in judged.stages[row]] == list(outcome.stages.values())
    sellers = [unit for outcome in outcomes for unit in outcome.members["seller"]]
    for units, judged_units in (([outcome.team for outcome in outcomes], "team"), (sellers, "seller")):
        causes, verdicts = judged.units[judged_units].plan.causes, judged.units[judged_units].verdicts
        for unit, codes in zip(units, verdicts, strict=True):
            for cause, code in zip(causes, codes, strict=True):
                told = unit.causes.get(cause.cause.cause)
                assert told is None or told.verdict in ("held", VERDICTS[code])
                assert (told is None) == (cause.cause.stage not in unit.examined)


def test_the_same_seed_gives_the_same_teams(knowledge: Knowledge) -> None:
    assert varied_teams(knowledge, 30) == varied_teams(knowledge, 30)
    assert varied_teams(knowledge, 30) != varied_teams(knowledge, 30, seed=1)


@pytest.mark.slow
def test_the_teams_are_varied(knowledge: Knowledge) -> None:
    columnar = ColumnarExecutor(knowledge, knowledge.program)
    judged = columnar.judge_chunk(columnar.chunk(measured_teams(knowledge, 120)))
    assert set(judged.stages.ravel().tolist()) == set(range(len(VERDICTS)))


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["speed"])
    assert "there is no benchmark 'speed'" in capsys.readouterr().err


def test_a_goal_is_met_by_the_median() -> None:
    figures = [Figure("time", "ms", (9.0, 30.0, 11.0))]
    assert Goal("quick", "time", 25).met(figures) is True
    assert Goal("quicker", "time", 10).met(figures) is False
    assert Goal("many", "time", 10, least=True).met(figures) is True
    assert Goal("other", "none", 10).met(figures) is None


def test_measurements_take_turns() -> None:
    order: list[str] = []
    runs = [lambda name=name: order.append(name) or 1.0 for name in "ab"]
    assert interleaved(runs, 2) == [[1.0, 1.0], [1.0, 1.0]]
    assert order == ["a", "b", "b", "a"]


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([5.0, 1.0, 3.0], 0.95) == 5.0


@pytest.mark.slow
def test_the_json_goes_where_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "latency.json"
    assert command.main(["--least", "--json", str(file), "latency"]) == 0
    assert set(json.loads(file.read_text(encoding="utf-8"))["benchmarks"]) == {"latency"}
