"""Calls in conditions: what they give, and what is told of a call that cannot be meant."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.compiler.names import misused, value

SELLERS = [
    {"tenure": Decimal(2), "attainment": Decimal("0.5"), "trained": True},
    {"tenure": Decimal(8), "attainment": Decimal("0.9"), "trained": False},
]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("round half up(scale: 1, n: nps)", Decimal("2.5")),
        ("ceiling(n: nps)", 3),
        ("min(nps, limit, 9)", Decimal("2.46")),
        ("max(nps, limit)", 5),
        ("known(nps)", True),
        ("known(otif)", False),
        ("known(nps + otif)", False),
        ("count(sellers)", 2),
        ("count(sellers[tenure > limit])", 1),
        ("count(sellers[item.tenure > nps])", 1),
        ("sum(sellers.tenure)", 10),
        ("mean(sellers[trained].attainment)", Decimal("0.5")),
        ("max(sellers.tenure)", 8),
        ("some s in sellers satisfies s.trained", True),
        ("every s in sellers satisfies s.trained", False),
        ("every s in sellers satisfies s.tenure < limit + 4", True),
    ],
)
def test_what_a_call_gives(text: str, result: object) -> None:
    assert value(text, nps=Decimal("2.46"), sellers=SELLERS) == result


def test_a_member_s_fact_comes_before_the_team_s_of_that_name() -> None:
    """A filter asks for the attainment of each seller, whatever the team's own is."""
    assert value("count(sellers[attainment < 0.6])", sellers=SELLERS, attainment=Decimal("0.1")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sum(nps, otif)", "1:1: sum() of something that is no list of members"),
        ("max(nps, late)", "1:10: an argument of max() is a boolean"),
        ("nps + abs()", "1:7: abs() has the wrong number of arguments"),
        ("max()", "1:1: max() has the wrong number of arguments"),
        ("max(n: nps)", "1:1: max() has no such argument; it has list"),
        ("floor(late)", "1:7: an argument of floor() is a boolean, not a number; use a number here"),
        ("band(in_trouble)", "1:1: 'in_trouble' has no bands"),
        ("band(1 + 2)", "1:1: band() takes a fact"),
        ("band(otiff)", "1:6: unknown name 'otiff'"),
        ("mean(sellers)", "1:1: mean() of whole members; name a fact: mean(sellers.x)"),
        ("mean(nps)", "1:1: mean() of something that is no list of members"),
        ("some s in sellers, t in sellers satisfies s.tenure > t.tenure", "1:1: 'some' over several lists"),
        ("every s in nps satisfies true", "1:12: 'every' needs a list of members"),
    ],
)
def test_what_is_told_of_a_call_that_cannot_be_meant(text: str, told: str) -> None:
    assert misused(text)[0].startswith(told)


def test_a_rule_about_one_seller_asks_nothing_of_all() -> None:
    assert misused("count(sellers) > 3", subject="seller") == [
        "1:7: 'sellers' in a rule about one seller; use it in a rule about the team"
    ]


def test_faults_within_a_call_are_told_beside_its_own() -> None:
    assert [line.split(":")[1] for line in misused("max(late, otiff, abs())")] == ["5", "11", "18"]
