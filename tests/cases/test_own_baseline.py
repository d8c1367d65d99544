"""A company that knows its own usual level of a fact lays it over the benchmark, and is judged against itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.evaluation import diagnose
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge
from tests.cases.cases import changed, read_one

BASELINE = """
gate: {weakened_by: the head of logistics, because: {en: our routes are long, lt: mūsų maršrutai ilgi}}
facts:
  - fact: otif_usual
    stage: delivery
    kind: percentage
    held_by: logistics
    name: {en: usual share of orders on time and in full, lt: įprasta laiku ir visa apimtimi pristatytų užsakymų dalis}
    question: {en: What share is usual?, lt: Kokia dalis įprasta?}
    help: {en: The average over the four quarters before this one., lt: Ankstesnių keturių ketvirčių vidurkis.}
    source: our own four quarters
  - fact: otif
    bands: {on: otif - otif_usual, healthy: ">= -0.03", bad: "<= -0.10", source: our own four quarters}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder: Path = tmp_path_factory.mktemp("own")
    (folder / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    return load_knowledge(folder)


def verdict(facts: str, knowledge: Knowledge) -> str:
    result = diagnose(read_one(changed(f"facts: {{{facts}}}"), knowledge).team, knowledge)
    return next(cause.verdict for cause in result.causes if cause.cause == "late_delivery")


def test_without_a_baseline_the_benchmark_counts(knowledge: Knowledge) -> None:
    assert verdict("otif: 88%, backlog_weeks: 9", knowledge) == "confirmed"
    assert verdict("otif: 96%", knowledge) == "ruled_out"


def test_with_a_baseline_the_company_is_judged_against_itself(own: Knowledge) -> None:
    assert verdict("otif: 88%, otif_usual: 88%", own) == "ruled_out"
    assert verdict("otif: 88%, otif_usual: 99%, backlog_weeks: 9", own) == "confirmed"


def test_with_a_baseline_that_is_not_known_nothing_is_cleared(own: Knowledge) -> None:
    assert verdict("otif: 96%", own) == "open"
