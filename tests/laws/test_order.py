"""Order means nothing but where it is said: the chain of stages, and the actions of a cause."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.evaluation import evaluate
from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.intake.write import write_team
from diagnosis.knowledge.base import Knowledge
from tests.executors import ENGINES
from tests.laws.base import load, shuffled, written
from tests.laws.cases import Case, cases
from tests.profiles import examples


def told(team: Team, knowledge: Knowledge, engine: str) -> str:
    evaluation = evaluate([team], knowledge, engine=engine)  # type: ignore[arg-type]
    return evaluation.diagnoses[0].to_json()


@examples(25)
@given(cases(count=2), st.randoms(use_true_random=True))
def test_rules_facts_keys_and_files_may_stand_in_any_order(case: Case, random: Random) -> None:
    other = load(shuffled(case.base, random))
    assert other.version == case.knowledge.version
    for team in case.teams:
        for engine in ENGINES:
            assert told(team, other, engine) == told(team, case.knowledge, engine)


@examples(25)
@given(cases(count=2), st.randoms(use_true_random=True))
def test_a_team_file_may_stand_in_any_order(case: Case, random: Random) -> None:
    for team in case.teams:
        content = yaml.load(write_team(team, case.knowledge.facts), Loader=yaml.BaseLoader)
        assert read(written(_shuffled(content, random)), case.knowledge) == team


@pytest.mark.slow
@examples(25)
@given(cases(count=2), st.randoms(use_true_random=True))
def test_teams_and_members_may_be_judged_in_any_order(case: Case, random: Random) -> None:
    """Only the lists of members in a result follow the order in which they were given."""
    mixed = list(case.teams)
    random.shuffle(mixed)
    ordered = dict(zip((team.team for team in case.teams), case.outcomes("columnar"), strict=True))
    for team, outcome in zip(mixed, case.outcomes("columnar", mixed), strict=True):
        assert outcome == ordered[team.team]
        members = {subject: tuple(random.sample(group, len(group))) for subject, group in team.members.items()}
        other = replace(team, members=members)
        for engine in ENGINES:
            (result,) = case.outcomes(engine, [other])
            for subject, group in team.members.items():
                names = [member.member for member in group]
                sorted_again = dict(
                    zip((member.member for member in members[subject]), result.members[subject], strict=True)
                )
                assert [sorted_again[name] for name in names] == list(outcome.members[subject])
            assert replace(result, members={}) == replace(outcome, members={})


def read(text: str, knowledge: Knowledge) -> Team:
    """The team of a file with this text."""
    with tempfile.TemporaryDirectory(prefix="diagnosis-laws-") as folder:
        path = Path(folder) / "team.yaml"
        path.write_text(text, "utf-8")
        intake = read_paths([path], knowledge.facts)
    assert not intake.faults
    assert not intake.refused
    return intake.teams[0]


def _shuffled(content: Any, random: Random) -> Any:
    if isinstance(content, dict):
        items = list(content.items())
        random.shuffle(items)
        return {key: _shuffled(value, random) for key, value in items}
    if isinstance(content, list):
        return [_shuffled(item, random) for item in random.sample(content, len(content))]
    return content
