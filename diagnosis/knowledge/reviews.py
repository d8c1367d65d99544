"""Reviews: the facts with which the head of a department settles a stage that is not measured.

Nobody writes these facts: each stage without `after` gets its `<stage>_review`, `<stage>_review_by` and
`<stage>_review_on`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diagnosis.documents.source import Faults
from diagnosis.knowledge.model import LANGUAGES, Cause, Fact, Stage, Text
from diagnosis.knowledge.written import Written
from diagnosis.languages import SOURCE
from diagnosis.messages import say
from diagnosis.texts import texts

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
        for fact in _of(stage, tuple(own), departments.get(stage.owner) or Text.model_validate({SOURCE: stage.owner})):
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
    def text(key: str) -> Text:
        return text_of(f"reviews.{key}", stage=stage.title, head=owner)

    review = Fact(
        fact=f"{stage.stage}_review",
        stage=stage.stage,
        kind="choice",
        choices=(*OUTCOMES, *causes),
        held_by=stage.owner,
        place=stage.place,
        name=text("name.review"),
        question=text("question.review"),
        help=text("help.review"),
    )
    by = Fact(
        fact=f"{stage.stage}_review_by",
        stage=stage.stage,
        kind="text",
        held_by=stage.owner,
        place=stage.place,
        name=text("name.by"),
        question=text("question.by"),
    )
    on = Fact(
        fact=f"{stage.stage}_review_on",
        stage=stage.stage,
        kind="date",
        held_by=stage.owner,
        place=stage.place,
        name=text("name.on"),
        question=text("question.on"),
    )
    return review, by, on


def text_list(parts: Sequence[Text]) -> Text:
    """Texts one after another, in every language."""
    return Text.model_validate({language: ", ".join(part.get(language) for part in parts) for language in LANGUAGES})


def text_of(key: str, **values: Text | str) -> Text:
    """The text of the packaged texts' `key` in every language, with `values` filled in."""
    return Text.model_validate(
        {
            language: texts(language)(
                key,
                **{name: value.get(language) if isinstance(value, Text) else value for name, value in values.items()},
            )
            for language in LANGUAGES
        }
    )
