"""Every worked case of the knowledge base comes out as it says, whichever executor judges it."""

from __future__ import annotations

from functools import cache

import pytest

from diagnosis.authoring.case_file import read_case_text
from diagnosis.authoring.case_model import Case
from diagnosis.authoring.export import case_text
from diagnosis.authoring.run import CaseResult, run_cases
from diagnosis.documents.source import Faults
from diagnosis.evaluation import Engine
from diagnosis.knowledge.base import Knowledge
from tests.cases.cases import SHIPPED, run_one, shipped
from tests.executors import ENGINES
from tests.packaged import packaged_knowledge

pytestmark = pytest.mark.xdist_group("cases")  # one worker judges all cases, once

CASES = shipped()  # a fault in a file fails the collection, with its place
NAMES = [case.case for case in CASES]


@cache
def results(engine: Engine) -> dict[str, CaseResult]:
    """All cases go through an executor together, as teams of a quarter do."""
    return dict(zip(NAMES, run_cases(CASES, packaged_knowledge(), engine), strict=True))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", NAMES)
def test_comes_out_as_expected(name: str, engine: Engine) -> None:
    result = results(engine)[name]
    assert result.passed, f"{result.case.says}\n{result}"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_reads_back_from_what_is_exported(case: Case, knowledge: Knowledge) -> None:
    diagnosis = results(ENGINES[0])[case.case].diagnosis
    if diagnosis is None:
        return  # refused: there is nothing to export
    text = case_text(case.team, diagnosis, knowledge, case.case, case.says)
    faults = Faults()
    (again,) = read_case_text(text, "exported.yaml", knowledge, faults)
    assert not faults.found
    assert again.team == case.team
    (result,) = run_cases([again], knowledge, ENGINES[0])
    assert result.passed, f"{result}\n{text}"
    assert result.diagnosis == diagnosis


def test_the_example_of_how_to_write_a_case(knowledge: Knowledge) -> None:
    """What rules/tests/README.md shows can be copied."""
    example = (SHIPPED / "README.md").read_text(encoding="utf-8").split("```")[1].removeprefix("yaml\n")
    assert run_one(example, knowledge).passed
