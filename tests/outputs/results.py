"""Diagnoses to write."""

from __future__ import annotations

import io
from typing import Any

from diagnosis import diagnose
from diagnosis.outputs import by_id
from diagnosis.outputs.output import wide_page
from diagnosis.reporting.names import Names
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.result import Diagnosis
from tests.packaged import packaged_knowledge

MISSED = {"revenue_target": 1_000_000, "revenue_actual": 900_000}


def result(team: str = "North", facts: dict[str, Any] | None = None, **more: Any) -> Diagnosis:
    """The diagnosis of a team that misses its target."""
    given = {"team": team, "quarter": "2026-Q3", "facts": MISSED | (facts or {}), **more}
    return diagnose(given, packaged_knowledge())


def names() -> Names:
    """The English names."""
    return Names(packaged_knowledge(), "en")


def written(id_: str, *diagnoses: Diagnosis) -> str:
    """What a format writes about several teams."""
    stream, summary = io.StringIO(newline=""), RunSummary(packaged_knowledge())
    output = by_id(id_)
    writer = output.writer(stream, names(), wide_page)
    for diagnosis in diagnoses:
        summary.add(diagnosis)
        writer.add(diagnosis)
    writer.end(summary)
    return stream.getvalue()
