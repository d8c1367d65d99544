"""Which fact of the catalogue a written name means, and what is wrong where it means none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from diagnosis.faults import suggest
from diagnosis.intake.text import Wrong, quoted
from diagnosis.knowledge.model import Fact, Subject

Catalogue = Mapping[str, Mapping[str, Fact]]
"""The facts by subject, then by id, as `Knowledge.facts` has them."""

Homes = Mapping[str, str]
"""Where the facts of each subject belong in the kind of file that is read ("under sellers", "into sellers.csv")."""

OWNERS: Mapping[str, str] = {
    "team": "the team",
    "seller": "a seller",
    "method": "a method",
    "product_line": "a product line",
}


def find_fact(catalogue: Catalogue, subject: Subject, name: str, homes: Homes) -> Fact | Wrong:
    """The fact `name` of `subject`, if it may be given."""
    fact = catalogue.get(subject, {}).get(name)
    if fact is not None:
        return fact if fact.given else Wrong(f"{quoted(name)} is computed and cannot be given", "leave it out")
    for other, facts in catalogue.items():
        if name in facts and facts[name].given:
            return Wrong(f"{quoted(name)} is a fact of {OWNERS[other]}", f"put it {homes[other]}")
    return Wrong(f"{quoted(name)} is not a fact of {OWNERS[subject]}", hint(name, catalogue.get(subject, {})))


def find_measured(catalogue: Catalogue, name: str) -> Wrong | None:
    """What is wrong with saying when `name` was measured: it may be a fact of any subject, but not a computed one."""
    found = [facts[name] for facts in catalogue.values() if name in facts]
    if any(fact.given for fact in found):
        return None
    if found:
        return Wrong(f"{quoted(name)} is computed and not measured", "leave it out")
    return Wrong(f"{quoted(name)} is not a fact", hint(name, {fact for facts in catalogue.values() for fact in facts}))


def hint(name: str, known: Iterable[str]) -> str:
    """What to do about a name that is not known: the one that was meant, if any is near."""
    meant = suggest(name.strip().lower().replace(" ", "_"), known)
    return f"did you mean {meant}?" if meant else "correct its name or leave it out"
