"""A team and its diagnosis as a case: what came out once, and is to come out again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from diagnosis.authoring.case_model import ASPECTS
from diagnosis.authoring.compare import items_of
from diagnosis.intake.model import Team
from diagnosis.intake.write import write_team
from diagnosis.knowledge.base import Knowledge
from diagnosis.result import Diagnosis

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9_-]+)*")
_NOT_PLAIN = frozenset({"null", "Null", "NULL"})
_LEFT_OUT = frozenset({"in_order", "ruled_out", "clearing"})
"""What follows from the rest of an expectation, or would bind a case to single rules."""


def case_text(team: Team, diagnosis: Diagnosis, knowledge: Knowledge, name: str, says: str) -> str:
    """The YAML text of a case file with one case, `name`, that expects what `diagnosis` says of `team`.

    `says` is one sentence that tells a sales manager what the case shows. The text reads back as a case that passes.
    """
    lines = [f"case: {json.dumps(name, ensure_ascii=False)}", f"says: {json.dumps(says, ensure_ascii=False)}"]
    lines += [line for line in write_team(team, knowledge.facts).splitlines() if not line.startswith("team:")]
    lines += ["expect:", *(f"  {line}" for line in _expected(diagnosis))]
    first, *rest = lines
    return "\n".join(["cases:", f"  - {first}", *(f"    {line}" for line in rest)]) + "\n"


def _expected(diagnosis: Diagnosis) -> Iterator[str]:
    met = {True: "true", False: "false", None: "unknown"}[diagnosis.gap.met]
    yield f"target_met: {met}"
    yield f"stages: {{{', '.join(f'{stage.stage}: {stage.verdict}' for stage in diagnosis.stages)}}}"
    for aspect in ASPECTS.values():
        if aspect.key in _LEFT_OUT or aspect.how == "none":
            continue
        items = [str(item) for item in items_of(diagnosis, aspect.part)]
        if items or aspect.how == "exactly":
            yield f"{aspect.key}: [{', '.join(_word(item) for item in items)}]"
    reasons = [(stage.stage, stage.reason) for stage in diagnosis.stages if stage.reason]
    if reasons:
        yield f"reasons: {{{', '.join(f'{stage}: {reason}' for stage, reason in reasons)}}}"


def _word(text: str) -> str:
    """A name in a list: bare where YAML takes it as it stands."""
    return text if _PLAIN.fullmatch(text) and text not in _NOT_PLAIN else json.dumps(text, ensure_ascii=False)
