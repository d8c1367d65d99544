"""Which expressions a rule may hold: the types that fit, functions and members; several faults in one pass."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.knowledge.model import Subject
from tests.compiler.names import misused, resolved, value

MEMBERS = [{"tenure": Decimal(2), "attainment": Decimal("0.5")}, {"tenure": Decimal(8), "attainment": None}]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("nps + 1", "number"),
        ("-nps * limit", "number"),
        ("nps in [1..3]", "boolean"),
        ("nps between 1 and 3", "boolean"),
        ('state = "bad"', "boolean"),
        ("known(nps)", "boolean"),
        ("band(state)", "string"),
        ("if late then 1 else 2", "number"),
        ("if late then null else 2", "number"),
        ("round half up(n: nps, scale: 1)", "number"),
        ("sum(sellers.tenure)", "number"),
        ("mean(sellers[tenure > 3].attainment)", "number"),
        ("max(nps, limit)", "number"),
        ("every s in sellers satisfies s.trained", "boolean"),
    ],
)
def test_an_expression_has_the_type_of_what_it_gives(text: str, type_: str) -> None:
    expression = resolved(text)
    assert (expression.misuses, expression.type) == ((), type_)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('nps = "bad"', "1:1: a number is compared with a string; compare values of one type"),
        ("late < true", "1:1: booleans have no order; use = or !="),
        ("nps = null", "1:1: a comparison with null; write known(x), or not(known(x))"),
        ("nps in (null)", "1:8: a comparison with null; write known(x), or not(known(x))"),
        ("late and nps", "1:10: an operand of 'and' is a number"),
        ("not(nps)", "1:5: the operand of 'not' is a number"),
        ("late + 1", "1:1: an operand of '+' is a "),
        ("if nps then 1 else 2", "1:4: the condition of 'if' is a number"),
        ('if late then 1 else "x"', "1:1: 'then' gives a number, 'else' a string"),
        ("abs(nps, 2)", "1:1: abs() has the wrong number of arguments"),
        ("abs(n: nps, scale: 2)", "1:1: abs() has no such argument; it has n"),
        ("band(limit)", "1:1: band() takes a fact; write band(otif)"),
        ("band(nps)", "1:1: 'nps' has no bands"),
        ("count(nps)", "1:1: count() of something that is no list of members"),
        ("sum(sellers)", "1:1: sum() of whole members; name a fact: sum(sellers.x)"),
        ("sum(sellers.trained)", "1:5: an argument of sum() is a "),
        ("count(sellers[tenure])", "1:15: a filter is a number"),
        ("some s in nps satisfies s", "1:11: 'some' needs a list of members"),
        ("some s in sellers satisfies s.tenure", "1:29: what is to be satisfied is a number"),
        (
            "count(sellers[count(sellers) > 1])",
            "1:21: 'sellers' within a question about members; do not nest members in one another",
        ),
        ("[1, 2]", "1:1: a list stands alone; use it within 'in'"),
    ],
)
def test_what_can_never_be_right_is_told_where_it_stands(text: str, told: str) -> None:
    (misuse,) = misused(text)
    assert misuse.startswith(told)


def test_members_cannot_be_asked_for_in_a_rule_about_one_of_them() -> None:
    (misuse,) = misused("count(sellers) > 3", subject="seller")
    assert "'sellers' in a rule about one seller; use it in a rule about the team" in misuse


def test_an_expression_of_another_type_than_wanted_is_told() -> None:
    (misuse,) = misused("nps + 1", "boolean")
    assert "this is a number, not a " in misuse


def test_all_faults_of_an_expression_are_told_together() -> None:
    assert [line.partition(":")[2].partition(":")[0] for line in misused('otiff > 3 and late = 1 and nps = "x"')] == [
        "1",
        "15",
        "28",
    ]


@pytest.mark.parametrize(
    ("text", "subject", "variables", "result"),
    [
        ("otif in [0.9..1]", "team", {"otif": Decimal("0.95")}, True),
        ("nps > limit", "team", {"nps": Decimal(5)}, False),
        ("tenure > nps", "seller", {"tenure": Decimal(4), "team__nps": Decimal(3)}, True),
        ("count(sellers[tenure > 3])", "team", {"sellers": MEMBERS}, 1),
        ("count(sellers[attainment < 1])", "team", {"sellers": MEMBERS, "attainment": Decimal(0)}, None),
        ("sum(sellers.tenure)", "team", {"sellers": MEMBERS}, 10),
        ("sum(sellers[tenure > 3].tenure)", "team", {"sellers": MEMBERS}, 8),
        ("some s in sellers satisfies s.tenure > 7", "team", {"sellers": MEMBERS}, True),
        ("round half up(scale: 1, n: nps)", "team", {"nps": Decimal("2.45")}, Decimal("2.5")),
    ],
)
def test_what_was_resolved_computes(text: str, subject: Subject, variables: dict[str, object], result: object) -> None:
    """Of a member whose fact is unknown it is not known whether it counts; the team's fact of that name never does."""
    assert value(text, subject, **variables) == result
