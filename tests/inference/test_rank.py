"""The order of causes, and the verdicts by their signs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from diagnosis.inference.rank import rank_key, rank_score
from diagnosis.inference.verdict import VERDICTS, given_by, verdict_codes
from diagnosis.knowledge.model import Verdict


def test_causes_rank_by_verdict_then_probability_then_chain_then_member() -> None:
    order: list[tuple[Verdict, float | None, int, str | None]] = [
        ("confirmed", 0.7, 9, None),
        ("open", 0.9, 5, None),
        ("open", 0.4, 1, None),
        ("open", 0.4, 2, "S-1"),
        ("open", 0.4, 2, "S-2"),
        ("ruled_out", 0.05, 0, None),
        ("held", None, 0, None),
    ]
    keys = [rank_key(*cause) for cause in order]
    assert keys == sorted(keys)
    scores = [rank_score(verdict, probability or 0.0) for verdict, probability, _, _ in order]
    assert all(earlier <= later for earlier, later in pairwise(scores))


def test_a_verdict_takes_all_of_its_signs() -> None:
    yes, no = np.array([True]), np.array([False])
    assert given_by("confirmed", likely=yes, strong=yes) == yes
    assert given_by("confirmed", likely=yes, strong=no) == no
    assert given_by("ruled_out", unlikely=yes, clear=yes) == yes
    assert given_by("ruled_out", unlikely=yes, clear=no) == no


def test_what_is_neither_confirmed_nor_ruled_out_is_open() -> None:
    confirmed, ruled_out = np.array([True, False, False]), np.array([False, False, True])
    assert [VERDICTS[code] for code in verdict_codes(confirmed, ruled_out)] == ["confirmed", "open", "ruled_out"]
