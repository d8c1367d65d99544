"""What a file says of the team's facts beside their values: since when, what does not apply, over how long, by whom.

Team files have keys for it (`since: {otif: 2026-Q2}`), tables have columns of the same names (`since.otif`). It is said
of the quarter of the facts alone, never of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from diagnosis.faults import Fault, Place
from diagnosis.intake import particulars
from diagnosis.intake.lookup import OWNERS, Catalogue, Homes, find_fact, hint
from diagnosis.intake.model import BEFORE, Statements
from diagnosis.kinds import kind_of
from diagnosis.kinds.boolean import MEANT
from diagnosis.kinds.text import UNKNOWN, Wrong, quoted, tidy
from diagnosis.kinds.text import name as plain_text
from diagnosis.knowledge.model import Fact
from diagnosis.knowledge.reviews import OUTCOMES
from diagnosis.messages import Said, labelled, say

SAID_OF_FACTS = ("since", "does_not_apply", "over", "said_by")
"""The keys under which names stand, with what is said of each."""

DOES_NOT_APPLY_BY = "does_not_apply_by"
"""The key that says who says that something does not apply."""

STATEMENTS = (*SAID_OF_FACTS, DOES_NOT_APPLY_BY)

MOST_QUARTERS = 12
"""A fact that was pooled over more than three years says little about this quarter. Own assumption."""

_LEAVE_OUT = say("leave it out")
_HOMES: Homes = dict.fromkeys(OWNERS, _LEAVE_OUT)
_WHAT_TO_WRITE = {
    "does_not_apply": (say("the reason is missing"), say("write why it does not apply, or leave it out")),
    "said_by": (say("there is no name"), say("write who said it, or leave it out")),
}


def key_and_name(column: str) -> tuple[str, str] | None:
    """The key and the name in that of a column, as `since.otif`; None where it is another column."""
    key, dot, name = column.partition(".")
    return (key, name) if dot and key in SAID_OF_FACTS else None


def wrong_name(catalogue: Catalogue, key: str, name: str) -> Wrong | None:
    """What is wrong with `name` under `key`: it must be a fact of the team that can be given, or a stage."""
    facts = catalogue.get("team", {})
    if key == "does_not_apply":
        if name in _stages(catalogue):
            return _wrong_stage(facts.get(f"{name}_review"), name)
        if all(name not in own for own in catalogue.values()):
            what = say("{name} is neither a fact of the team nor a stage", name=quoted(name))
            return Wrong(what, hint(name, {*facts, *_stages(catalogue)}))
    fact = find_fact(catalogue, "team", name, _HOMES)
    if isinstance(fact, Wrong):
        return fact
    if key == "over" and not kind_of(fact).numeric:
        return Wrong(say("{name} is no number, so quarters of it are not pooled", name=quoted(name)), _LEAVE_OUT)
    return None


def _stages(catalogue: Catalogue) -> frozenset[str]:
    """The stages to which facts belong."""
    return frozenset(fact.stage for facts in catalogue.values() for fact in facts.values() if fact.stage is not None)


def _wrong_stage(review: Fact | None, stage: str) -> Wrong | None:
    """What is wrong with saying that a stage does not apply: only one about the team is reviewed, by its causes."""
    if review is None:
        what = say("the stage {stage} is about persons, so it always applies", stage=quoted(stage))
        return Wrong(what, _LEAVE_OUT)
    if set(review.choices) <= set(OUTCOMES):
        return Wrong(say("the stage {stage} has no causes", stage=quoted(stage)), _LEAVE_OUT)
    return None


def doer(text: str) -> str | Wrong | None:
    """Who says something; None where nobody is named."""
    named = plain_text(text)
    return None if not isinstance(named, Wrong) and named.lower() in UNKNOWN else named


@dataclass(slots=True)
class SaidOfFacts:
    """What one team's file or row says of facts, as it is collected. `quarter` is None where that is not known."""

    quarter: str | None
    since: dict[str, str] = field(default_factory=dict)
    does_not_apply: dict[str, str] = field(default_factory=dict)
    over: dict[str, int] = field(default_factory=dict)
    said_by: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    """Where it stands what does not apply."""

    def add(self, key: str, name: str, text: str, place: Place) -> Wrong | bool:
        """Take in what `text` says of `name` under `key`: whether it says anything, or what is wrong with it."""
        read: str | int | Wrong | None
        match key:
            case "since":
                read = _since(text, self.quarter)
                if isinstance(read, str):
                    self.since[name] = read
            case "over":
                read = _quarters(text)
                if isinstance(read, int):
                    self.over[name] = read
            case "said_by":
                read = doer(text)
                if isinstance(read, str):
                    self.said_by[name] = read
            case _:
                read = _reason(text)
                if isinstance(read, str):
                    self.does_not_apply[name], self.places[name] = read, place
        return read if isinstance(read, Wrong) else read is not None

    def statements(self, by: str | None) -> Statements:
        """All that was said; `by` says what does not apply."""
        return Statements(self.since, self.does_not_apply, by, self.over, self.said_by)

    def given_all_the_same(self, facts: Collection[str]) -> Iterator[Fault]:
        """The faults of facts that do not apply and are given nevertheless, among the team's `facts`.

        What a stage needs, only its causes tell: that is looked at when the team is measured.
        """
        for name, place in self.places.items():
            if name in facts:
                what = labelled(f"does_not_apply.{name}", say("{fact} is given", fact=name))
                yield Fault(place, what, say("leave one of them out"))


def nothing_said(key: str) -> tuple[Said, Said] | None:
    """What is wrong with saying nothing under `key` in a file, and what to do; None where that is as not known."""
    return _WHAT_TO_WRITE.get(key)


def still_said(
    statements: Statements, given: Collection[str], changed: Collection[str], catalogue: Catalogue
) -> Statements:
    """What is still said when these facts of the team are `given`, so that they apply.

    Of those whose values are `changed` nothing is: it was said of the old ones.
    """
    if statements == Statements():
        return statements
    applies = {name for name in statements.does_not_apply if _of(name, given, catalogue)}
    return replace(
        statements,
        since={fact: since for fact, since in statements.since.items() if fact not in changed},
        does_not_apply={name: why for name, why in statements.does_not_apply.items() if name not in applies},
        over={fact: over for fact, over in statements.over.items() if fact not in changed},
        said_by={fact: who for fact, who in statements.said_by.items() if fact not in changed},
    )


def _of(name: str, facts: Collection[str], catalogue: Catalogue) -> frozenset[str]:
    """Those of `facts` that a name of a fact or a stage is about."""
    own = catalogue.get("team", {})
    return frozenset(fact for fact in facts if fact == name or (fact in own and own[fact].stage == name))


def _since(text: str, quarter: str | None) -> str | Wrong | None:
    trimmed = tidy(text)
    if trimmed.lower() in UNKNOWN:
        return None
    if trimmed.lower() == BEFORE:
        return BEFORE
    since = particulars.quarter(trimmed)
    if isinstance(since, Wrong):
        what = say("{text} is neither a quarter nor '{before}'", text=quoted(trimmed), before=BEFORE)
        return Wrong(what, since.do)
    if quarter is not None and since > quarter:
        what = say("{since} is later than the quarter of the facts, {quarter}", since=since, quarter=quarter)
        return Wrong(what, say("correct one of them"))
    return since


def _quarters(text: str) -> int | Wrong | None:
    trimmed = tidy(text)
    if trimmed.lower() in UNKNOWN:
        return None
    # Some tables hold whole numbers as 4.0.
    match = re.fullmatch(r"([0-9]{1,9})(?:\.0)?", trimmed)
    if match is None or not 1 <= int(match[1]) <= MOST_QUARTERS:
        what = say("{text} is no number of quarters from 1 to {most}", text=quoted(trimmed), most=MOST_QUARTERS)
        return Wrong(what, say("write over how many quarters the value was pooled"))
    return int(match[1])


def _reason(text: str) -> str | Wrong | None:
    reason = plain_text(text)
    if isinstance(reason, Wrong):
        return reason
    if reason.lower() in UNKNOWN:
        return None
    if reason.lower() in {*MEANT, "x"}:
        return Wrong(say("{text} is no reason", text=quoted(reason)), _WHAT_TO_WRITE["does_not_apply"][1])
    return reason
