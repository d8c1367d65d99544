"""The sentences about a diagnosis."""

from __future__ import annotations

from typing import Any

import pytest

from diagnosis.reporting.wording import Wording
from tests.outputs.results import names, result


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Target missed: 90% reached, 900,000 of 1,000,000; 100,000 short."),
        ({"revenue_actual": 1_000_000}, "Target met: 100% reached, 1,000,000 of 1,000,000."),
        ({"revenue_actual": "?"}, "How far the team is from its target is not known"),
    ],
)
def test_the_gap_is_a_sentence(facts: dict[str, Any], said: str) -> None:
    assert Wording(result(facts=facts), names()).gap.startswith(said)


def test_many_members_become_a_number() -> None:
    words = Wording(result(), names())
    assert words.some([f"S-{n}" for n in range(1, 4)]) == "S-1, S-2, S-3"
    assert words.some([f"S-{n}" for n in range(1, 21)]).endswith("S-8 and 12 more")
