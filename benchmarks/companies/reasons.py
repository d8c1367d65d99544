"""Why a verdict is what it is: which rules spoke where a confirmation is wrong, and what a planted cause lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.companies.parameters import CAUSES
from benchmarks.evaluation.judge import NEEDS, Judged
from benchmarks.evaluation.report import Table
from benchmarks.evaluation.score import CONFIRMED, OPEN, RULED_OUT, Truth
from diagnosis.inference.outcome import Outcome
from diagnosis.knowledge.base import Knowledge

Reasons = Counter[tuple[str, str, str]]
"""How often, by what happened, the cause, and why."""

CHRONIC, NEITHER = "confirmed though chronic", "confirmed though nothing is wrong"
LEFT_OPEN, WRONGLY_OUT = "planted, but open", "planted, but ruled out"
SHOWN = 18


def reasons(
    knowledge: Knowledge, truth: Truth, chronic: np.ndarray, said: Judged, outcomes: Sequence[Outcome]
) -> Reasons:
    """What happened to each cause of each team where it went wrong, and the rules or the lack that made it so."""
    counts: Reasons = Counter()
    absent, planted = truth.absent, truth.planted
    wrong = (said.verdict == CONFIRMED) & absent
    for row, column in np.argwhere(wrong).tolist():
        kind = CHRONIC if chronic[row, column] else NEITHER
        cause = CAUSES[column]
        counts[kind, cause, _speaking_for(knowledge, cause, outcomes[row])] += 1
    for verdict, kind in ((OPEN, LEFT_OPEN), (RULED_OUT, WRONGLY_OUT)):
        for row, column in np.argwhere(planted & (said.verdict == verdict)).tolist():
            cause = CAUSES[column]
            need = NEEDS[said.need[row, column]]
            counts[kind, cause, f"{_lack(knowledge, cause, outcomes[row])}; its needs: {need}"] += 1
    return counts


def _speaking_for(knowledge: Knowledge, cause: str, outcome: Outcome) -> str:
    rules = knowledge.program.causes[cause].rules_for
    counted = [rule for rule in rules if rule in outcome.team.causes[cause].counted]
    strong = [
        rule for rule in counted if knowledge.program.rules["team"][rule].rule.for_.get(cause) in ("strong", "decisive")
    ]
    return " + ".join(strong) + (f" and {len(counted) - len(strong)} more" if len(counted) > len(strong) else " alone")


def _lack(knowledge: Knowledge, cause: str, outcome: Outcome) -> str:
    compiled, counted = knowledge.program.causes[cause], outcome.team.causes[cause].counted
    speaking = [rule for rule in compiled.rules_for if rule in counted]
    against = [rule for rule in compiled.rules_against if rule in counted]
    if not speaking:
        return "no rule speaks for it" + (f", against it {' + '.join(against)}" if against else "")
    strong = any(
        knowledge.program.rules["team"][rule].rule.for_.get(cause) in ("strong", "decisive") for rule in speaking
    )
    outweighed = f", against it {' + '.join(against)}" if against else ""
    return ("a strong rule speaks for it" if strong else "only weaker rules speak for it") + outweighed


def by_kind(counts: Reasons) -> list[Table]:
    """The commonest reasons of each kind."""
    tables = []
    for kind in (CHRONIC, NEITHER, LEFT_OPEN, WRONGLY_OUT):
        own = Counter({(cause, why): count for (what, cause, why), count in counts.items() if what == kind})
        total = own.total()
        rows = [
            [f"{cause}: {why}", f"{count:,}", f"{100 * count / total:.0f} %"]
            for (cause, why), count in own.most_common(SHOWN)
        ]
        tables.append(Table([f"{kind}, at full facts", "causes", "of these"], rows, f"{kind[0].upper()}{kind[1:]}"))
    return [table for table in tables if table.rows]
