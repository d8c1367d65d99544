"""An interview, finished or not, as what others read: a facts file, and a case for rule authors.

For reports there is `interview.diagnosis(language)`.
"""

from __future__ import annotations

from diagnosis.authoring.export import case_text
from diagnosis.intake.write import write_team
from diagnosis.interview.record.interview import Interview


def facts_file(interview: Interview) -> str:
    """The YAML text of a team file with what is known; reading it back and diagnosing it gives the same diagnosis."""
    return write_team(interview.team, interview.knowledge.facts)


def case_file(interview: Interview, name: str, says: str) -> str:
    """The YAML text of a case that expects what came out; `says` tells a sales manager in a sentence what it shows."""
    return case_text(interview.team, interview.diagnosis(), interview.knowledge, name, says)
