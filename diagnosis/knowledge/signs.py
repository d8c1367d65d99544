"""Signs: what the bands of a fact say of a cause, written under the cause in one line.

    - cause: late_delivery
      signs:
        otif: {bad: strong, between: weak, healthy: {against: moderate}}

stands for three rules, which `sign_rules` makes: `otif_bad` with the condition `band(otif) = "bad"`, `otif_between` and
`otif_healthy`. Here is what a sign may say, and what its rule says where nobody wrote that (`unwritten`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import Fact, Id, Record, Text
from diagnosis.knowledge.reviews import text_of
from diagnosis.knowledge.written import Entry
from diagnosis.messages import say

BANDS: Mapping[str, str] = {"bad": "bad", "between": "warning", "healthy": "healthy"}
"""The bands of a fact by the keys of a sign."""

_BETWEEN = "own reasoning; what is known not to be healthy is likelier where the cause is at work"


class Sign(Record):
    """What one band of a fact says of a cause. `rule` names the rule, where `<fact>_<band>` is not to be its name."""

    for_: Id | None = Field(default=None, alias="for")
    against: Id | None = None
    rule: Id | None = None
    group: Id | None = None
    says: Text | None = None
    source: str | None = None

    @model_validator(mode="after")
    def _one_direction(self) -> Sign:
        if self.for_ and self.against:
            raise ValueError(say("a sign speaks for a cause or against it, not both"))
        return self


def _full(sign: object) -> object:
    """A grade alone speaks for the cause."""
    return {"for": sign} if isinstance(sign, str) else sign


_Band = Annotated[Sign | None, BeforeValidator(_full)]


class Signs(Record):
    """The signs of one fact; `group` holds for those that speak for the cause, `source` for all."""

    bad: _Band = None
    between: _Band = None
    healthy: _Band = None
    group: Id | None = None
    source: str | None = None


def unwritten(entry: Entry, subject: str, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The sentence and the source of a rule that is a sign, made from its fact. `facts` are by subject and id."""
    if entry.sign is None:
        return {}
    name, band = entry.sign
    fact = facts.get(f"{subject}.{name}") or facts.get(name)
    if fact is None:
        return {"says": Text.model_validate({"en": name})}  # the fact is faulty: told as such
    limits = fact.bands.source if fact.bands else None
    return {"says": _sentence(fact, band, subject), "source": _BETWEEN if band == "between" else limits or fact.source}


def _sentence(fact: Fact, band: str, subject: str) -> Text:
    """What the rule of a sign says: the name of the fact stands in the nominative, its value behind it."""
    names = {language: words for language, words in fact.name.model_dump().items() if words}
    if subject == "team":
        names = {language: words[:1].upper() + words[1:] for language, words in names.items()}
    else:
        names = {language: f"{{{{ {subject} }}}}, {words}" for language, words in names.items()}
    usual = _usual(fact)
    return text_of(
        f"signs.{_form(fact, usual)}.{band}",
        fact=Text.model_validate(names),
        value=f"{{{{ {fact.fact} }}}}",
        limit=f"{{{{ {fact.fact}.{'bad' if band == 'bad' else 'healthy'} }}}}",
        usual=f"{{{{ {usual} }}}}",
        peers=f"{{{{ {fact.fact}.peers }}}}",
    )


def _form(fact: Fact, usual: str | None) -> str:
    """The form of the sentence: what the bands of the fact are made of."""
    if fact.bands is None:
        return "plain"
    if fact.bands.peers:
        return "peers"
    if usual:
        return "usual"
    if fact.bands.on or not kind_of(fact).numeric:
        return "band"
    return "sample" if fact.has_interval else "limit"


def _usual(fact: Fact) -> str | None:
    """The fact with the usual value that the bands of a fact look at."""
    bands, usual = fact.bands, f"{fact.fact}_usual"
    if bands is None:
        return None
    return bands.against or bands.usual or (usual if usual in (bands.on or "") else None)
