"""What a department head's review says, as rules: nobody writes them, every stage has them.

`<stage>_review` is `ruled_out` (evidence against every cause of the stage), a cause of the stage (evidence for it), or
plain `confirmed` (evidence for the stage's most probable cause). The grade is the one that a confirmation demands.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Rule, Stage, Text

RULED_OUT = "ruled_out"
CONFIRMED = "confirmed"


def review_rules(knowledge: Knowledge) -> Iterator[Rule]:
    """The review rules of every stage that has a review fact and causes."""
    for stage in knowledge.stages.values():
        causes = sorted(cause.cause for cause in knowledge.causes_of(stage.stage))
        if causes and review_fact(stage.stage) in knowledge.facts["team"]:
            yield from _rules_of(stage, causes, knowledge.limits.confirmed.grade)


def review_fact(stage: str) -> str:
    """The fact that holds a stage's review."""
    return f"{stage}_review"


def _rules_of(stage: Stage, causes: list[str], grade: str) -> Iterator[Rule]:
    every = dict.fromkeys(causes, grade)
    yield _rule(stage, RULED_OUT, {}, every, _RULED_OUT)
    yield _rule(stage, CONFIRMED, every, {}, _CONFIRMED)
    for cause in causes:
        yield _rule(stage, cause, {cause: grade}, {}, _NAMED)


def _rule(stage: Stage, answer: str, for_: dict[str, str], against: dict[str, str], says: Text) -> Rule:
    fact = review_fact(stage.stage)
    fill = {"REVIEW": fact}
    return Rule.model_validate(
        {
            "rule": f"{fact}_{answer}",
            "stage": stage.stage,
            "when": f'{fact} = "{answer}"',
            "for": for_,
            "against": against,
            "says": Text(en=_filled(says.en, fill), lt=_filled(says.lt, fill)),
        }
    )


def _filled(text: str | None, fill: dict[str, str]) -> str:
    result = text or ""
    for word, value in fill.items():
        result = result.replace(word, value)
    return result


_RULED_OUT = Text(
    en="The department's review rules this stage out (by {{ REVIEW_by }}, {{ REVIEW_on }}).",
    lt="Skyrius peržiūrėjo ir šio etapo priežastis atmetė (peržiūrėjo: {{ REVIEW_by }}, data: {{ REVIEW_on }}).",
)
_CONFIRMED = Text(
    en="The department's review confirms that the cause lies in this stage (by {{ REVIEW_by }}, {{ REVIEW_on }}).",
    lt="Skyriaus peržiūra patvirtina: priežastis yra šiame etape (peržiūrėjo: {{ REVIEW_by }}, data: {{ REVIEW_on }}).",
)
_NAMED = Text(
    en="The department's review names this cause (by {{ REVIEW_by }}, {{ REVIEW_on }}).",
    lt="Skyriaus peržiūra nurodo šią priežastį (peržiūrėjo: {{ REVIEW_by }}, data: {{ REVIEW_on }}).",
)
