"""JSON Lines: a line a team, each a whole diagnosis."""

from __future__ import annotations

from diagnosis.result import Diagnosis
from tests.outputs.results import result, written


def test_every_line_is_a_diagnosis() -> None:
    teams = [result("North"), result("Šiaurė")]
    assert [Diagnosis.model_validate_json(line) for line in written("json", *teams).splitlines()] == teams
