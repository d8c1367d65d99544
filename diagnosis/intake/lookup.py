"""Which fact of the catalogue a written name means, and what is wrong where it means none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from diagnosis.faults import suggest
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.messages import Said, say

Catalogue = Mapping[str, Mapping[str, Fact]]
"""The facts by subject, then by id, as `Knowledge.facts` has them."""

Homes = Mapping[str, Said]
"""What to do with facts of each subject in the kind of file that is read: put it under sellers, into sellers.csv."""

OWNERS: Mapping[str, Said] = {
    "team": say("the team"),
    "seller": say("a seller"),
    "method": say("a method"),
    "product_line": say("a product line"),
}


def find_fact(catalogue: Catalogue, subject: Subject, name: str, homes: Homes) -> Fact | Wrong:
    """The fact `name` of `subject`, if it may be given."""
    fact = catalogue.get(subject, {}).get(name)
    if fact is not None:
        if fact.given:
            return fact
        return Wrong(say("{name} is computed and cannot be given", name=quoted(name)), say("leave it out"))
    for other, facts in catalogue.items():
        if name in facts and facts[name].given:
            return Wrong(say("{name} is a fact of {owner}", name=quoted(name), owner=OWNERS[other]), homes[other])
    return Wrong(
        say("{name} is not a fact of {owner}", name=quoted(name), owner=OWNERS[subject]),
        hint(name, catalogue.get(subject, {})),
    )


def find_measured(catalogue: Catalogue, name: str) -> Wrong | None:
    """What is wrong with saying when `name` was measured: it may be a fact of any subject, but not a computed one."""
    facts_of_name = [facts[name] for facts in catalogue.values() if name in facts]
    if any(fact.given for fact in facts_of_name):
        return None
    if facts_of_name:
        return Wrong(say("{name} is computed and not measured", name=quoted(name)), say("leave it out"))
    return Wrong(
        say("{name} is not a fact", name=quoted(name)),
        hint(name, {fact for facts in catalogue.values() for fact in facts}),
    )


def hint(name: str, known: Iterable[str]) -> Said:
    """What to do about a name that is not known: the one that was meant, if any is near."""
    meant = suggest(name.strip().lower().replace(" ", "_"), known)
    return say("did you mean {meant}?", meant=meant) if meant else say("correct its name or leave it out")
