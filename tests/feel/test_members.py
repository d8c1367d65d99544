"""Filters and aggregates over members, and what an unknown member does to them."""

from __future__ import annotations

import pytest

from diagnosis.feel import evaluate

SELLERS = [
    {"name": "Ana", "attainment": 0.7, "deals": {"low": 3}},
    {"name": "Jonas", "attainment": 0.95, "deals": {"low": 1}},
    {"name": "Rūta", "attainment": 1.1, "deals": {"low": 2}},
]
ONE_UNKNOWN = [*SELLERS, {"name": "New", "attainment": None}]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sellers.name", ["Ana", "Jonas", "Rūta"]),
        ("sellers.deals.low", [3, 1, 2]),
        ("count(sellers)", 3),
        ("count(sellers[attainment < 0.8])", 1),
        ("count(sellers[attainment < 0.8 or attainment > 1])", 2),
        ("sellers[attainment < 0.8].name", ["Ana"]),
        ("sellers[item.attainment < 0.8].name", ["Ana"]),
        ("sellers[attainment < limit].name", ["Ana"]),
        ("sellers[attainment < 0].name", []),
        ("sellers[1].name", "Ana"),
        ("sellers[-1].name", "Rūta"),
        ("sellers[0]", None),
        ("sellers[4]", None),
        ("sellers[1.5]", None),
        ("sellers[count(sellers)].name", "Rūta"),
        ("max(sellers.deals.low)", 3),
        ("mean(sellers.attainment) > 0.9", True),
        ("sum(sellers[attainment > 0.9].deals.low)", 3),
        ("sellers[some s in sellers satisfies s.deals.low < deals.low].name", ["Ana", "Rūta"]),
        ("sellers.attainment[item > 1]", [1.1]),
        ("nobody[attainment < 0.8]", None),
        ("count(nobody)", None),
        ("[1, null, 3][item > 1]", [3]),
        ("[1, 2, 3][item]", 1),
        ("5[1]", 5),
        ("5[item = 5]", [5]),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
    ],
)
def test_members(expression: str, expected: object) -> None:
    assert evaluate(expression, {"sellers": SELLERS, "limit": 0.8}) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(sellers[attainment < 0.8])", None),
        ("sellers[attainment < 0.8]", None),
        ("sellers[attainment < 0.8].name", None),
        ("count(sellers[known(attainment)])", 3),
        ("count(sellers[known(attainment) and attainment < 0.8])", 1),
        ("count(sellers)", 4),
        ("count(sellers.attainment)", None),
        ("count(sellers.name)", 4),
        ("sum(sellers.attainment)", None),
        ("mean(sellers.attainment)", None),
        ("min(sellers.attainment)", None),
        ("max(sellers.attainment)", None),
        ("sellers.attainment[item < 0.8]", None),
        ("mean(sellers[known(attainment)].attainment) > 0.9", True),
        ("some s in sellers satisfies s.attainment < 0.8", True),
        ("some s in sellers satisfies s.attainment < 0.5", None),
        ("every s in sellers satisfies s.attainment < 2", None),
    ],
)
def test_one_unknown_member_makes_the_whole_unknown(expression: str, expected: object) -> None:
    assert evaluate(expression, {"sellers": ONE_UNKNOWN}) == expected


def test_a_missing_entry_of_a_member_is_unknown_and_no_outer_fact() -> None:
    facts = {"attainment": 0.5, "sellers": [{"attainment": 0.9}, {"name": "New"}]}
    assert evaluate("count(sellers[attainment < 0.8])", facts) is None
    assert evaluate("count(sellers[size > 1])", {"size": 2, "sellers": [{"name": "Ana"}]}) == 1


def test_a_member_that_is_null_is_unknown() -> None:
    assert evaluate("count(sellers)", {"sellers": [{"name": "Ana"}, None]}) is None
    assert evaluate("count(sellers[attainment < 1])", {"sellers": [{"attainment": 0.5}, None]}) is None
