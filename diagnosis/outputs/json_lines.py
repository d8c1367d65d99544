"""Diagnoses as JSON Lines: one JSON object a team, as the published schema says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnosis.messages import say
from diagnosis.outputs.output import Output, Writer

if TYPE_CHECKING:
    from diagnosis.result import Diagnosis


class JsonLines(Writer):
    """Writes a line a team."""

    def add(self, diagnosis: Diagnosis) -> None:
        """Write the team's line."""
        self.stream.write(diagnosis.to_json() + "\n")


OUTPUTS = (
    Output(
        id="json",
        title=say("Diagnosis as JSON"),
        hint=say("one JSON object a team, for other programs"),
        file_of_many="diagnoses.jsonl",
        file_of_one="diagnosis.json",
        media_type="application/json",
        writer=JsonLines,
        order=20,
    ),
)
