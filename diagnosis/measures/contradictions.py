"""Facts that cannot all be right: the checks of `facts/checks.yaml`, run on what was measured of a team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from diagnosis.faults import Fault
from diagnosis.feel import compiled
from diagnosis.intake.model import Given, Member, Team
from diagnosis.intake.plausible import surely
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, LANGUAGES, Contradiction, Subject
from diagnosis.knowledge.program import Base, CompiledCheck, Program
from diagnosis.knowledge.variables import PREVIOUS
from diagnosis.messages import say, worded

_SUBJECTS: dict[str, Subject] = {name: subject for subject, name in COLLECTIONS.items()}


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A check that is true of a team, or of its `member` of `subject`: what it says, and the facts that are unknown
    then. The team is refused where there are none.
    """

    check: Contradiction
    member: str | None
    unknown: tuple[Base, ...]
    fault: Fault


Variables = tuple[dict[str, object], dict[Subject, list[tuple[Member, dict[str, object]]]]]
"""The variables of a team, and of its members."""


def contradictions(
    team: Team, measured: Variables, ends: Sequence[Variables], program: Program, knowledge: Knowledge
) -> Iterator[Contradicted]:
    """The checks that are true of what was measured: of the team, then of each member.

    `ends` is the same with the estimates at their ends: what only some of an estimate contradicts is no contradiction.
    """
    for check in program.checks:
        subject, evaluate = check.check.subject, compiled(check.tree)
        if subject == "team":
            if all(evaluate(own) is True for own, _ in (measured, *ends)):
                yield _contradicted(check, team, None, knowledge)
            continue
        for number, (member, _) in enumerate(measured[1].get(subject, ())):
            if all(evaluate(members[subject][number][1]) is True for _, members in (measured, *ends)):
                yield _contradicted(check, team, member, knowledge)


def without(team: Team, contradicted: Iterable[Contradicted]) -> Team:
    """The team without the facts that are held to be unknown."""
    for each in contradicted:
        for subject, fact in each.unknown:
            if subject == "team":
                team = replace(team, facts=_but(team.facts, fact))
                continue
            kept = tuple(
                replace(member, facts=_but(member.facts, fact)) if each.member in (None, member.member) else member
                for member in team.members.get(subject, ())
            )
            team = replace(team, members={**team.members, subject: kept})
    return team


def _but(facts: Mapping[str, Given], fact: str) -> dict[str, Given]:
    return {name: given for name, given in facts.items() if name != fact}


def _contradicted(check: CompiledCheck, team: Team, member: Member | None, knowledge: Knowledge) -> Contradicted:
    unknown: list[Base] = []
    for name in check.check.unknown:
        collection, _, fact = name.rpartition(".")
        unknown.append((_SUBJECTS.get(collection, check.check.subject), fact))
    shown, place = [], team.place
    for subject, fact, before in sorted(check.behind):
        owner = _owner(team.previous if before else team, subject, member)
        if owner is None or (given := owner.facts.get(fact)) is None:
            continue
        prefix = PREVIOUS if before else ""
        shown.append(f"{prefix}{fact} = {surely(knowledge.facts[subject][fact], given)}")
        # The fault stands at a fact of this quarter, if there is any.
        place = owner.place_of(fact) if len(shown) == 1 or not before else place
    says = worded({language: check.check.says.get(language) for language in LANGUAGES})
    what = say("{says} ({facts})", says=says, facts=", ".join(shown)) if shown else says
    if member is not None:
        what = say("{member}: {text}", member=member.member, text=what)
    fault = Fault(place, what, say("correct what is wrong, or leave out what is not known"))
    return Contradicted(check.check, member.member if member else None, tuple(unknown), fault)


def _owner(team: Team | None, subject: Subject, member: Member | None) -> Team | Member | None:
    """Whose facts of a subject are spoken of: the team's, or those of the one member in that quarter."""
    if team is None:
        return None
    if subject == "team":
        return team
    if member is None:
        return None
    named = (other for other in team.members.get(subject, ()) if other.member == member.member)
    return next(named, None)
