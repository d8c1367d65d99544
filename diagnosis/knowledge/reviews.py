"""Reviews: the facts with which the head of a department settles a stage that is not measured.

Nobody writes these facts: each stage without `after` gets its `<stage>_review`, `<stage>_review_by` and
`<stage>_review_on`.
"""

from __future__ import annotations

from collections.abc import Mapping

from diagnosis.documents.source import Faults
from diagnosis.knowledge.layers import Written
from diagnosis.knowledge.model import Cause, Fact, Stage, Text
from diagnosis.messages import say

OUTCOMES = ("ruled_out", "confirmed")
"""What a review can say beside naming a cause of the stage."""


def review_facts(
    stages: Mapping[str, Stage],
    causes: Mapping[str, Cause],
    departments: Mapping[str, Text],
    written: Written,
    faults: Faults,
) -> dict[str, Fact]:
    """The review facts of all stages, by id. It is a fault if the catalogue already has such an id."""
    made: dict[str, Fact] = {}
    for stage in stages.values():
        if stage.after:
            continue
        own = sorted(cause.cause for cause in causes.values() if cause.stage == stage.stage)
        for fact in _of(stage, tuple(own), departments.get(stage.owner) or Text(en=stage.owner)):
            made[fact.fact] = fact
            given = written.entries["fact"].get(fact.fact)
            if given is not None:
                faults.add(
                    given.place,
                    say("fact {fact!r} is made for each stage already", fact=fact.fact),
                    say("delete it here"),
                )
    return made


def _of(stage: Stage, causes: tuple[str, ...], owner: Text) -> tuple[Fact, ...]:
    en, lt = stage.title.get("en"), stage.title.get("lt")
    head_en, head_lt = owner.get("en"), owner.get("lt")
    review = Fact(
        fact=f"{stage.stage}_review",
        stage=stage.stage,
        kind="choice",
        choices=(*OUTCOMES, *causes),
        held_by=stage.owner,
        place=stage.place,
        name=Text(en=f"review of the stage: {en}", lt=f"etapo peržiūra: {lt}"),
        question=Text(
            en=f"{en}: what did the head of the department ({head_en}) find in a review?",
            lt=f"{lt}: ką peržiūrėjęs nustatė padalinio ({head_lt}) vadovas?",
        ),
        help=Text(
            en="Ruled out: no cause lies here. Confirmed: the cause lies here. Or name the cause.",
            lt="Atmesta: priežasties čia nėra. Patvirtinta: priežastis yra čia. Arba nurodykite priežastį.",
        ),
    )
    by = Fact(
        fact=f"{stage.stage}_review_by",
        stage=stage.stage,
        kind="text",
        held_by=stage.owner,
        place=stage.place,
        name=Text(en=f"reviewer of the stage: {en}", lt=f"etapą peržiūrėjo: {lt}"),
        question=Text(en=f"{en}: who made the review?", lt=f"{lt}: kas atliko peržiūrą?"),
    )
    on = Fact(
        fact=f"{stage.stage}_review_on",
        stage=stage.stage,
        kind="date",
        held_by=stage.owner,
        place=stage.place,
        name=Text(en=f"date of the review: {en}", lt=f"peržiūros data: {lt}"),
        question=Text(en=f"{en}: on which day was the review made?", lt=f"{lt}: kurią dieną atlikta peržiūra?"),
    )
    return review, by, on
