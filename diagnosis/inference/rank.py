"""The order of causes: by verdict, then the more probable first, then along the chain, then by member."""

from __future__ import annotations

from diagnosis.inference.fold_plan import Floats
from diagnosis.inference.verdict import VERDICTS, Folded, verdict_codes
from diagnosis.knowledge.model import Verdict

RankKey = tuple[int, float, int, str]
"""Sorts causes; the smallest comes first."""


def rank_key(verdict: Verdict, probability: float | None, place: int, member: str | None) -> RankKey:
    """The key of one cause; `place` is where it stands in the program, `member` whom it is about (None: the team)."""
    return VERDICTS.index(verdict), -(probability or 0.0), place, member or ""


def rank_score(verdict: Verdict, probability: float) -> float:
    """Verdict and probability as one number, the smaller the earlier; equal ones rank by place, then by member."""
    return VERDICTS.index(verdict) - probability


def rank_scores(folded: Folded) -> Floats:
    """`rank_score` by row and cause. Causes are columns in the order of their places, so that `argmin` is the first."""
    scores: Floats = verdict_codes(folded.confirmed, folded.ruled_out) - folded.probability
    return scores
