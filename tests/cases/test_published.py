"""Published cases (rules/tests/published.yaml): no wrong cause is confirmed, and no person named."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.authoring.case_model import Case
from diagnosis.evaluation import Engine, diagnose
from diagnosis.loading import load_knowledge
from tests.cases.cases import shipped
from tests.executors import ENGINES
from tests.packaged import packaged_knowledge

HELD_TO_BE_THE_CAUSE = {
    "a ceiling on commissions": ("misaligned_incentives",),
    "a new order system before Halloween": ("late_delivery", "order_errors"),
    "shelves that are nearly always full": ("late_delivery",),
    "a marketplace without its best carrier": ("late_delivery",),
    "a sales force that is too small": ("understaffed", "territory_imbalance"),
    "eight products for each household": ("target_unrealistic",),
    "the end of discounts": ("price_uncompetitive", "discounting"),
    "an app that broke what worked": ("product_gap", "product_quality"),
    "a forecast cut while customers stay": ("knowledge_gap", "shared_skill_gap", "too_little_coaching"),
}
"""The causes of the catalogue that come nearest to what came to be held the cause."""

RULED_OUT_WRONGLY = {"shelves that are nearly always full"}
"""Where the packaged rules rule it out; the cases say so too."""


def published() -> dict[str, Case]:
    begin = "published: "
    return {case.case.removeprefix(begin): case for case in shipped() if case.case.startswith(begin)}


def test_every_published_case_is_held_against_its_cause() -> None:
    assert published().keys() == HELD_TO_BE_THE_CAUSE.keys()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", HELD_TO_BE_THE_CAUSE)
def test_a_published_case_accuses_nothing_else(name: str, engine: Engine) -> None:
    diagnosis = diagnose(published()[name].team, packaged_knowledge(), engine=engine)
    held = HELD_TO_BE_THE_CAUSE[name]

    assert not any(cause.subject for cause in diagnosis.causes)
    assert {cause.cause for cause in diagnosis.causes if cause.verdict == "confirmed"} <= set(held)
    still_possible = {cause.cause for cause in diagnosis.causes if cause.verdict != "ruled_out"} & set(held)
    assert bool(still_possible) is (name not in RULED_OUT_WRONGLY)


def test_a_company_that_promises_more_is_held_to_its_promise(tmp_path: Path) -> None:
    """The case that the packaged limits get wrong is right by an overlay with the promise of that company."""
    promise = 'facts: [{fact: otif, bands: {healthy: ">= 100%", bad: "< 98%", source: our promise}}]'
    (tmp_path / "own.yaml").write_text(promise, "utf-8")
    diagnosis = diagnose(published()["shelves that are nearly always full"].team, load_knowledge(tmp_path))

    assert (diagnosis.causes[0].cause, diagnosis.causes[0].verdict) == ("late_delivery", "open")
