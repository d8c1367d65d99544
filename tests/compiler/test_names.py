"""What a name in an expression means, and what is told of one that means nothing."""

from __future__ import annotations

import pytest

from diagnosis.compiler.resolve import resolve
from diagnosis.feel import parse
from diagnosis.knowledge.model import Subject
from tests.compiler.names import misused, resolved, visible


@pytest.mark.parametrize(
    ("text", "subject", "variables"),
    [
        ("nps < limit", "team", {"nps"}),
        ("previous.nps < nps", "team", {"previous.nps", "nps"}),
        ('band(state) = "bad"', "team", {"state.band"}),
        ("in_trouble", "team", {"in_trouble"}),
        ("tenure > nps", "seller", {"tenure", "team.nps"}),
        ("team.nps > 3", "seller", {"team.nps"}),
        ("team.previous.nps > 3", "seller", {"team.previous.nps"}),
        ("previous.nps > 3", "seller", {"team.previous.nps"}),
        ("close_rate.low < 0.2", "seller", {"close_rate.low"}),
        ("in_trouble", "seller", {"in_trouble"}),
        ("some s in sellers satisfies s.tenure > 3", "team", {"sellers", "sellers.tenure"}),
        ("some s in sellers satisfies s.previous.tenure > nps", "team", {"sellers", "sellers.previous.tenure", "nps"}),
        ("count(sellers[tenure > 3]) > 1", "team", {"sellers", "sellers.tenure"}),
        ("count(sellers[nps > 3]) > 1", "team", {"sellers", "nps"}),
    ],
)
def test_a_name_means_the_fact_that_is_nearest(text: str, subject: Subject, variables: set[str]) -> None:
    expression = resolved(text, "boolean", subject)
    assert (expression.misuses, expression.variables) == ((), variables)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("otiff < 0.9", "1:1: unknown name 'otiff'; did you mean 'otif'?"),
        ("late and previous.npps > 3", "1:10: unknown name 'npps'; did you mean 'nps'?"),
        ("some s in sellers satisfies s.tenures > 3", "1:29: unknown name 'tenures'; did you mean 'tenure'?"),
        ("limits > 3", "1:1: unknown name 'limits'; did you mean 'limit'?"),
        ("in_trouble.low > 3", "1:1: 'in_trouble' is a concluded fact: it has no '.low'; use its bare name"),
        ("previous.in_trouble", "1:1: 'in_trouble' is a concluded fact: it has no 'previous'; use its bare name"),
        ("nps.lowe > 3", "1:1: fact 'nps' has no '.lowe'; it has "),
        ("sellers", "1:1: 'sellers' stands alone; write: some s in sellers satisfies ..., every ..., "),
    ],
)
def test_what_means_nothing_is_told_once_where_it_stands(text: str, told: str) -> None:
    (misuse,) = misused(text)
    assert misuse.startswith(told)


def test_in_a_rule_about_a_seller_a_fact_of_the_team_may_be_meant() -> None:
    (misuse,) = misused("npps > 3", subject="seller")
    assert misuse == "1:1: unknown name 'npps'; did you mean 'nps'?"


def test_a_name_whose_fault_was_told_is_told_no_second_time() -> None:
    tree = parse("lost > 3 and otiff > 3")
    assert [str(misuse.what) for misuse in resolve(tree, visible(forgiven=frozenset({"lost"}))).misuses] == [
        "unknown name 'otiff'"
    ]
    assert resolve(tree, visible(forgiven=None)).misuses == ()
