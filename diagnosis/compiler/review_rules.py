"""What a department head's review says, as rules: nobody writes them, every stage has them.

`<stage>_review` is `ruled_out` (evidence against every cause of the stage), a cause of the stage (evidence for it), or
plain `confirmed` (evidence for the stage's most probable cause). The grade is the one that a confirmation demands.
"""

from __future__ import annotations

from collections.abc import Iterator

from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Rule, Stage
from diagnosis.knowledge.reviews import text_of

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
    yield _rule(stage, RULED_OUT, {}, every, "ruled_out")
    yield _rule(stage, CONFIRMED, every, {}, "confirmed")
    for cause in causes:
        yield _rule(stage, cause, {cause: grade}, {}, "cause")


def _rule(stage: Stage, answer: str, for_: dict[str, str], against: dict[str, str], text: str) -> Rule:
    fact = review_fact(stage.stage)
    return Rule.model_validate(
        {
            "rule": f"{fact}_{answer}",
            "stage": stage.stage,
            "when": f'{fact} = "{answer}"',
            "for": for_,
            "against": against,
            "says": text_of(f"reviews.says.{text}", by=f"{{{{ {fact}_by }}}}", on=f"{{{{ {fact}_on }}}}"),
        }
    )
