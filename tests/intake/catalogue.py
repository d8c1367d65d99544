"""A small catalogue, and ways to read texts by it: what all tests of intake share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diagnosis.faults import Fault
from diagnosis.intake.model import Intake
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.model import Fact, Subject, Text


def fact(name: str, kind: str, subject: Subject = "team", **more: Any) -> Fact:
    return Fact(fact=name, kind=kind, subject=subject, name=Text.model_validate({"en": name}), **more)


_FACTS = (
    fact("revenue_target", "money"),
    fact("revenue_actual", "money"),
    fact("attainment", "percentage", formula="revenue_actual / revenue_target", given=False),
    fact("otif", "percentage", full_count=True),
    fact("csat", "percentage", sample=True),
    fact("price_losses", "rate"),
    fact("price_index", "ratio"),
    fact("lead_growth", "change"),
    fact("nps", "number", range="[-100..100]"),
    fact("complaints", "count"),
    fact("results_reviewed", "boolean"),
    fact("goals_review", "choice", choices=("ruled_out", "confirmed", "target_unrealistic"), stage="goals"),
    fact("goals_review_by", "text"),
    fact("goals_review_on", "date"),
    fact("attainment", "percentage", "seller", range=">= 0"),
    fact("deals", "rate", "seller"),
    fact("tenure_months", "number", "seller"),
    fact("deals", "rate", "method"),
    fact("deals", "rate", "product_line"),
    fact("revenue_growth", "change", "product_line"),
)

FACTS: dict[str, dict[str, Fact]] = {
    subject: {each.fact: each for each in _FACTS if each.subject == subject}
    for subject in ("team", "seller", "method", "product_line")
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """`folder` with these files in it, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def read(*paths: Path | str, quarter: str | None = None, previous: Path | str | None = None) -> Intake:
    return read_paths(paths, FACTS, quarter=quarter, previous=previous)


def all_faults(intake: Intake) -> list[Fault]:
    return sorted([*intake.faults, *(fault for each in intake.refused for fault in each.faults)])


def told(intake: Intake) -> list[str]:
    """All faults as `file:line:column what; do`, by the file's name alone."""
    return [str(fault).removeprefix(str(Path(fault.place.file).parent)).lstrip("/") for fault in all_faults(intake)]
