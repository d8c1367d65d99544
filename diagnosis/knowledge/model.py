"""What a knowledge base says, as checked records: chain, catalogue, causes, rules, actions, findings.

Each record is one YAML entry; its keys are the YAML keys. `knowledge.base` gathers them by id. Nothing here computes
or infers: conditions and formulas are still text (see `knowledge.program`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, create_model, model_validator
from pydantic_core import PydanticKnownError

from diagnosis.faults import Place
from diagnosis.kinds import KINDS, kind_of
from diagnosis.knowledge.drivers import DRIVERS
from diagnosis.languages import LANGUAGES as LANGUAGES
from diagnosis.languages import SOURCE
from diagnosis.languages import Language as Language
from diagnosis.messages import say

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""Lower-case letters, digits and underscores: the same id in YAML, conditions, results and tables."""

Department = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9 _-]*$", max_length=64)]
Subject = Literal["team", "seller", "method", "product_line"]
Band = Literal["healthy", "warning", "bad"]
BANDS: tuple[Band, ...] = get_args(Band)
Direction = Literal["for", "against"]
Verdict = Literal["confirmed", "ruled_out", "open", "held"]

COLLECTIONS: Mapping[Subject, str] = {"seller": "sellers", "method": "methods", "product_line": "product_lines"}
SUBJECT_OF: Mapping[str, Subject] = {collection: subject for subject, collection in COLLECTIONS.items()}
"""The name of a team's members of each subject, in conditions, in files and as table names."""

REQUIRED_PARAMETERS = (
    "baseline_low_factor",
    "baseline_value_factor",
    "peer_low_factor",
    "peer_value_factor",
    "significance",
    "smallest_sample",
    "stale_after_days",
)
"""The parameters that the engine itself uses; a knowledge base must give each."""


def _flag(value: object) -> object:
    """Only `true` and `false` are booleans; pydantic alone would also take `yes`, `on`, `1` and `t`."""
    return {"true": True, "false": False}.get(value, f"{value} ") if isinstance(value, str) else value


def _one_of(known: Mapping[str, object]) -> BeforeValidator:
    """That a text is the name of one of these."""

    def check(name: object) -> object:
        if not isinstance(name, str) or name not in known:
            raise PydanticKnownError("literal_error", {"expected": ", ".join(sorted(known))})
        return name

    return BeforeValidator(check)


Flag = Annotated[bool, BeforeValidator(_flag)]


class Record(BaseModel):
    """A checked YAML entry: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(Record):
    """The same words in each language: one field a language. A missing language falls back to English, then to any."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.get(SOURCE):
            languages = ", ".join(LANGUAGES)
            raise ValueError(say("a text needs words in at least one language ({languages})", languages=languages))
        return self

    def given(self, language: Language) -> str | None:
        """The words in exactly this language, or None; None as well for a language that there is not."""
        words: str | None = getattr(self, language) if language in LANGUAGES else None
        return words

    def get(self, language: Language) -> str:
        """The words in `language`; where they are missing, or there is no such language, in English, else in any."""
        return next((words for code in (language, *LANGUAGES) if (words := self.given(code))), "")


if TYPE_CHECKING:

    class Text(_Words):
        """The words in each language; make one with `Text.model_validate({"en": "..."})`."""

else:
    # A language is data, so its field is made of the code of its folder.
    Text = create_model("Text", __base__=_Words, __module__=__name__, **dict.fromkeys(LANGUAGES, (str | None, None)))


class Bands(Record):
    """When a fact is healthy and when it is bad; what is neither is in the warning band.

    `healthy` and `bad` are FEEL unary tests on `on` (a FEEL number; the fact itself if not given).
    Instead of them, `against` names the usual value (a baseline) that a rate is held against, or `peers`
    asks for the test against the other members. Where `usual` names a fact, a value that differs from it by less than
    `least` (in the fact's own unit) is healthy, whatever `on` says: twice a tiny share is still a tiny share.
    """

    healthy: str | None = None
    bad: str | None = None
    on: str | None = None
    usual: Id | None = None
    least: Annotated[Decimal, Field(gt=0)] | None = None
    against: Id | None = None
    peers: Flag = False
    source: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Bands:
        ways = [self.healthy is not None or self.bad is not None, self.against is not None, self.peers]
        if sum(ways) != 1:
            raise ValueError(say("bands are given either as healthy and bad, or as against, or as peers"))
        if ways[0] and (self.healthy is None or self.bad is None):
            raise ValueError(say("bands need both healthy and bad"))
        if (self.usual is None) != (self.least is None) or (self.usual is not None and not ways[0]):
            raise ValueError(say("usual and least go together, beside healthy and bad"))
        return self


Share = Annotated[Decimal, Field(ge=0, le=1)]


class Common(Record):
    """How common each band is among teams that miss a target: an assumption, used to choose questions."""

    healthy: Share
    warning: Share = Decimal(0)
    bad: Share

    @model_validator(mode="after")
    def _whole(self) -> Common:
        if self.healthy + self.warning + self.bad != 1:
            raise ValueError(say("healthy, warning and bad of common must add up to 1"))
        return self


class Plausible(Record):
    """The values of a fact that are met with: from `least` to `most`, and 0 beside them with `or_zero`.

    A value beyond is possible, yet more often a slip (a mistaken unit, a missing per cent sign): it is asked for again.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    or_zero: Flag = False
    source: str

    @model_validator(mode="after")
    def _some(self) -> Plausible:
        if self.least is None and self.most is None:
            raise ValueError(say("plausible needs least or most"))
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(say("least of plausible is more than most"))
        return self

    def holds(self, value: Decimal | float) -> bool:
        """Whether a value is met with."""
        if self.or_zero and not value:
            return True
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class Peers(Record):
    """A rate that is tested against the other members of the team, one-sided, by Fisher's exact test.

    `direction` is the side on which a difference counts. Facts that share a `family` are corrected together
    (Holm, over members x facts); without a family the p-value is uncorrected and must accuse nobody.
    """

    direction: Literal["below", "above"]
    family: Id | None = None


class Fact(Record):
    """A catalogue entry: a fact that a team (or a member of it) can have.

    `sample` and `full_count` are for percentages: a share of a sample (an interval when given as counts), or a
    count of everything ("9/10" is exactly 90 %). Of fewer than `smallest_sample` cases a sample is in no band, and a
    full count is not bad; samples that do not say take the parameter `smallest_sample`. A full count `by_chance` says
    what share of the cases would agree by chance alone: it is bad only where chance is unlikely.

    A computed fact has a `formula` (FEEL) over other facts of its subject; `given` says whether it may also be given,
    and must then agree. `range` is a FEEL unary test of what is possible, `plausible` what is met with. An
    `optional` fact is one that formulas do without: it is never asked for as missing.

    `held_by` has the figure on record; `known_by` usually knows it without asking (as a rule who holds it). Where
    nobody can say, `proxy` is the fact to ask for instead: rules that read it are of a lower grade.
    """

    fact: Id
    subject: Subject = "team"
    stage: Id | None = None
    kind: Annotated[str, _one_of(KINDS)]
    name: Text
    unit: Text | None = None
    range: str | None = None
    plausible: Plausible | None = None
    choices: tuple[str, ...] = ()
    sample: Flag = False
    full_count: Flag = False
    smallest_sample: Annotated[int, Field(ge=1)] | None = None
    by_chance: Annotated[Decimal, Field(gt=0, lt=1)] | None = None
    bands: Bands | None = None
    common: Common | None = None
    peers: Peers | None = None
    formula: str | None = None
    given: Flag = True
    optional: Flag = False
    held_by: Department | None = None
    known_by: Department | None = None
    proxy: Id | None = None
    question: Text | None = None
    help: Text | None = None
    source: str | None = None
    place: Place = Field(default=Place(""), exclude=True)

    @model_validator(mode="after")
    def _consistent(self) -> Fact:
        if wrong := kind_of(self).wrong_entry(self):
            raise ValueError(wrong)
        if self.formula is None and not self.given:
            raise ValueError(say("a fact that may not be given needs a formula"))
        if self.plausible is not None and not kind_of(self).numeric:
            raise ValueError(say("plausible is for numbers"))
        return self

    @property
    def has_interval(self) -> bool:
        """Whether the fact carries `.low .high .count .of` beside its value."""
        return kind_of(self).has_interval(self)

    @property
    def has_band(self) -> bool:
        """Whether it can be healthy or bad."""
        return self.bands is not None or kind_of(self).is_band


class Stage(Record):
    """A stage of the elimination chain. `after` names the stages that must be ruled out before it may name anybody."""

    stage: Id
    title: Text
    owner: Department
    after: tuple[Id, ...] = ()
    subject: Subject = "team"
    examine: str | None = None
    cleared: Text | None = None
    place: Place = Field(default=Place(""), exclude=True)


class Cause(Record):
    """A possible cause: its prior probability, the facts that it needs to be ruled out, what to do about it.

    Where it is confirmed, its actions are recommended `instead_of` those of the causes named, for the same subject. The
    money that it costs is lost `through` these drivers of the revenue, and through no other.
    """

    cause: Id
    stage: Id
    title: Text
    prior: Annotated[Decimal, Field(ge=Decimal("0.01"), le=Decimal("0.5"))] = Decimal("0.10")
    needs: tuple[Id, ...] = ()
    through: tuple[Annotated[str, _one_of(DRIVERS)], ...] = ()
    actions: tuple[Id, ...] = ()
    instead_of: tuple[Id, ...] = ()
    source: str | None = None
    place: Place = Field(default=Place(""), exclude=True)


class Rule(Record):
    """A rule: where `when` (FEEL) is true it is evidence `for` and `against` causes, or `concludes` a fact.

    `for` and `against` map a cause to a grade. Rules of one `group` say the same thing twice: of those that fired only
    the strongest counts, per cause and direction.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    rule: Id
    stage: Id
    subject: Subject = "team"
    when: str
    for_: Mapping[Id, Id] = Field(default_factory=dict, alias="for")
    against: Mapping[Id, Id] = Field(default_factory=dict)
    concludes: Id | None = None
    group: Id | None = None
    says: Text | None = None
    source: str | None = None
    status: Literal["active", "retired"] = "active"
    retired_on: date | None = None
    replaced_by: Id | None = None
    place: Place = Field(default=Place(""), exclude=True)

    @model_validator(mode="after")
    def _does_something(self) -> Rule:
        if self.concludes and (self.for_ or self.against):
            raise ValueError(say("a rule either concludes a fact or is evidence for or against causes, not both"))
        if not (self.concludes or self.for_ or self.against):
            raise ValueError(say("a rule needs for, against or concludes"))
        if not self.concludes and self.says is None:
            raise ValueError(say("a rule that is evidence needs says"))
        if set(self.for_) & set(self.against):
            raise ValueError(say("a rule cannot be evidence for and against the same cause"))
        return self


class Check(Record):
    """How one sees that an action worked: the fact that should reach the band."""

    fact: Id
    band: Band = "healthy"


class Action(Record):
    """A recommended action: what to do, who owns it, within how many days, and what will show that it worked."""

    action: Id
    title: Text
    does: Text
    owner: Department
    due_days: Annotated[int, Field(ge=1, le=366)]
    check: Check
    source: str | None = None
    place: Place = Field(default=Place(""), exclude=True)


class Finding(Record):
    """What is found on a team or on one of its members beside causes.

    A `strength` is what works and should be shared, a `recognition` somebody's due, a `note` what to keep an eye on.
    """

    finding: Id
    kind: Literal["strength", "recognition", "note"]
    subject: Subject = "team"
    when: str
    title: Text
    says: Text
    actions: tuple[Id, ...] = ()
    source: str | None = None
    place: Place = Field(default=Place(""), exclude=True)


class Contradiction(Record):
    """Facts that cannot all be right: where `when` (FEEL) is true, what `says` so is told of the team or the member.

    The team is refused, unless facts are named that are `unknown` then: `territory_index`, or for a check of the team
    also `sellers.territory_index` of each seller.
    """

    check: Id
    subject: Subject = "team"
    when: str
    title: Text
    says: Text
    unknown: tuple[str, ...] = ()
    status: Literal["active", "retired"] = "active"
    source: str | None = None
    place: Place = Field(default=Place(""), exclude=True)


class Parameter(Record):
    """A named number that conditions, formulas and the engine use: one place for each threshold that is no band.

    `range` is a FEEL unary test that its value passes, in overlays too. It changes no verdict, so it is no part of the
    version.
    """

    parameter: Id
    value: Decimal
    range: str | None = Field(default=None, exclude=True)
    meaning: Text
    source: str | None = None
    place: Place = Field(default=Place(""), exclude=True)


class Limit(Record):
    """A limit of a verdict: of probability, and of the grade that must (or must not) have fired for the cause."""

    probability: Annotated[Decimal, Field(gt=0, lt=1)]
    grade: Id


class Circumstances(Record):
    """What the past of a fact, and the standing of all other causes, is worth as evidence: a grade each.

    For each fact about the team that a cause needs: `worse` and `far_worse` for the cause where the fact fell since the
    quarter before; `as_usual` against it where the fact is no worse than when the target was last met; `as_before`
    against it where it is no worse than a quarter ago, when the target was missed too; `past_unknown` against it where
    nothing says how the fact stood before, so that it may have been so for long; `said` against it where the fact is
    what somebody says, not what was measured, so that it weighs less.

    `eliminated` is for a cause with evidence that suffices for a confirmation, where every other cause about the team
    has such evidence as well, or is ruled out; a single one may be merely as improbable as that, with all that it needs
    known. `elsewhere` is against a cause where all drivers that it works `through` are known and none of them fell;
    then nothing but a review speaks for it, and what it needs has only to be known.
    """

    worse: Id
    far_worse: Id
    as_usual: Id
    as_before: Id
    past_unknown: Id
    said: Id
    eliminated: Id
    elsewhere: Id

    @property
    def grades(self) -> Mapping[str, str]:
        """The grades by the circumstance."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class VerdictLimits(Record):
    """The limits of the verdicts: confirmed from there on, with a rule of the grade; ruled out up to there, without."""

    confirmed: Limit
    ruled_out: Limit
