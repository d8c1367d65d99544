"""An interview as a worked case for authors of rules."""

from __future__ import annotations

from diagnosis.interview import Interview, case_file
from diagnosis.reporting.names import Names
from diagnosis.reporting.wording import Wording


def worked_case(interview: Interview, names: Names) -> str:
    """The YAML text of a case that expects what came out, named and summed up in a sentence in the language."""
    diagnosis = interview.diagnosis(names.language)
    causes = "; ".join(Wording(diagnosis, names).confirmed)
    says = names.texts("ask.case_says", team=diagnosis.team, quarter=diagnosis.quarter, causes=causes)
    return case_file(interview, f"{diagnosis.team} {diagnosis.quarter}", says)
