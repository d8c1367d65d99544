"""Running cases: each through the same steps as a team's own facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnosis.authoring.case_model import Case
from diagnosis.authoring.compare import Difference, compare, refusal
from diagnosis.evaluation import Engine, evaluate
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language
from diagnosis.languages import SOURCE
from diagnosis.messages import say, translated
from diagnosis.result import Diagnosis


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that was run. `diagnosis` is None where the team's facts were refused."""

    case: Case
    diagnosis: Diagnosis | None
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences

    def __str__(self) -> str:
        return self.text(SOURCE)

    def text(self, language: str) -> str:
        """The differences, one a line, in a language ("en", "lt"); or that there are none."""
        told = "\n".join(difference.text(language) for difference in self.differences)
        return told or translated(say("{case}: as expected", case=self.case.case), language)


def run_cases(
    cases: Sequence[Case], knowledge: Knowledge, engine: Engine = "auto", language: Language = "en"
) -> tuple[CaseResult, ...]:
    """What comes out of each case, compared with what it expects, in the order of `cases`. Their names differ.

    `language` is that of the diagnoses, and so of the names and the evidence in the differences.
    """
    evaluation = evaluate([case.team for case in cases], knowledge, engine=engine, language=language)
    diagnoses = {diagnosis.team: diagnosis for diagnosis in evaluation.diagnoses}
    refused = {team.team: team.faults for team in evaluation.refused}
    results = []
    for case in cases:
        diagnosis = diagnoses.get(case.team.team)
        if diagnosis is None:
            differences = refusal(case, refused[case.team.team])
        else:
            differences = compare(case, diagnosis, knowledge)
        results.append(CaseResult(case, diagnosis, differences))
    return tuple(results)
