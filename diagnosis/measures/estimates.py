"""What an estimate leaves undecided: it is measured at both of its ends, and what differs there is not known.

An estimate of a person is not taken at all: nobody is named, or cleared, by a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from diagnosis.feel import compiled
from diagnosis.intake.model import Given, Member, Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.knowledge.program import Base, Program
from diagnosis.knowledge.variables import PREVIOUS, TEAM, fact_of

ESTIMATE = ".estimate"
"""The variable behind a fact's name that says that it is, or rests on, an estimate."""
FROM, TO = ".estimate_from", ".estimate_to"
"""The variables with the ends of an estimate."""

Unit = dict[str, object]
Units = Mapping[tuple[Subject, str | None], Unit]
"""The variables of the team, and of each member."""

_SUBJECT_OF = {name: subject for subject, name in COLLECTIONS.items()}


def estimated_bases(team: Team) -> frozenset[Base]:
    """The facts that are estimates, of the team or of any member, in this quarter."""
    return frozenset(base for base, given in _given(team) if given.estimated)


def _given(team: Team) -> Iterator[tuple[Base, Given]]:
    for fact, given in team.facts.items():
        yield ("team", fact), given
    for subject, members in team.members.items():
        for member in members:
            for fact, given in member.facts.items():
                yield (subject, fact), given


def has_estimates(team: Team) -> bool:
    """Whether anything is an estimate, in this quarter or the one before."""
    # Asked of every team of a quarter, so without the detour over bases.
    for given in team.facts.values():
        if given.estimated:
            return True
    for members in team.members.values():
        for member in members:
            for given in member.facts.values():
                if given.estimated:
                    return True
    return team.previous is not None and has_estimates(team.previous)


def persons(knowledge: Knowledge) -> frozenset[Subject]:
    """The subjects whose causes name somebody: those of stages that wait for others."""
    return frozenset(stage.subject for stage in knowledge.stages.values() if stage.after and stage.subject != "team")


def without_guesses_about(team: Team, subjects: frozenset[Subject]) -> Team:
    """The team without the estimates of members of `subjects`."""
    members = {
        subject: tuple(_measured_only(member) for member in own) if subject in subjects else own
        for subject, own in team.members.items()
    }
    previous = team.previous and without_guesses_about(team.previous, subjects)
    return replace(team, members=members, previous=previous)


def _measured_only(member: Member) -> Member:
    return replace(member, facts={fact: given for fact, given in member.facts.items() if not given.estimated})


def at_the_ends(team: Team) -> Iterator[Team]:
    """The team with its estimates at their ends: all low, all high, and each fact by itself."""
    ranged = {
        base for quarter in (team, team.previous) if quarter for base, given in _given(quarter) if given.low is not None
    }
    groups = [ranged, *({base} for base in sorted(ranged) if len(ranged) > 1)]
    for bases in groups if ranged else ():
        yield _settled(team, bases, lambda given: given.low)
        yield _settled(team, bases, lambda given: given.high)


def _settled(team: Team, bases: set[Base], end: Callable[[Given], Decimal | None]) -> Team:
    def facts(subject: Subject, own: Mapping[str, Given]) -> dict[str, Given]:
        return {fact: given.settled(end(given)) if (subject, fact) in bases else given for fact, given in own.items()}

    members = {
        subject: tuple(replace(member, facts=facts(subject, member.facts)) for member in own)
        for subject, own in team.members.items()
    }
    previous = team.previous and _settled(team.previous, bases, end)
    return replace(team, facts=facts("team", team.facts), members=members, previous=previous)


def forget_undecided(program: Program, units: Units, ends: list[Units]) -> None:
    """Take out of `units` what is otherwise at one of the `ends`: bands, and values by which a condition is decided."""
    for key, unit in units.items():
        # The ends of an interval are sure by themselves: a condition that reads them is decided.
        sure = {name: value for name, value in unit.items() if name.endswith((".low", ".high"))}
        others = [{**other[key], **sure} for other in ends]
        differing = {name for name in unit if any(_differs(unit[name], other.get(name)) for other in others)}
        undecided = {name for name in differing if not isinstance(unit[name], Decimal)}
        for variables, evaluate in _conditions(program, key[0]):
            read = variables & differing
            listed = {name for name in variables if name.partition(".")[0] in _SUBJECT_OF}
            if (read or listed) and any(_differs(evaluate(unit), evaluate(other)) for other in others):
                undecided |= read
                _forget_listed(units, ends, listed)
        for name in undecided:
            unit.pop(name, None)


def _forget_listed(units: Units, ends: list[Units], listed: set[str]) -> None:
    """Take out of the members what a condition reads of all of them, where that differs."""
    for name in listed:
        collection, _, variable = name.partition(".")
        for key, unit in units.items():
            of_these = key[0] == _SUBJECT_OF[collection] and variable in unit
            if of_these and any(_differs(unit[variable], other[key].get(variable)) for other in ends):
                del unit[variable]


def _differs(first: object, other: object) -> bool:
    return not isinstance(first, list) and first != other


@lru_cache(maxsize=64)
def _conditions(
    program: Program, subject: Subject
) -> tuple[tuple[frozenset[str], Callable[[Mapping[str, object]], object]], ...]:
    """What the conditions of a subject compare: the variables that each comparison reads, and what it gives."""
    compared: list[tuple[frozenset[str], Callable[[Mapping[str, object]], object]]] = [
        (atom.variables, compiled(atom.tree)) for atom in program.atoms[subject].values() if atom.concluded is None
    ]
    if subject == "team":
        compared.append((frozenset({"attainment"}), _at_target))
    return tuple(compared)


def _at_target(unit: Mapping[str, object]) -> object:
    value = unit.get("attainment")
    return value >= 1 if isinstance(value, Decimal) else None


def mark(program: Program, units: Units, bases: frozenset[Base], hidden_from: frozenset[Subject]) -> None:
    """Mark what rests on an estimate, and take it from those whom nobody may judge by it (`hidden_from`)."""
    for (subject, _), unit in units.items():
        own = {base for base in bases if base[0] != subject or subject == "team" or base[1] + ESTIMATE in unit}
        for name in tuple(unit):
            if name.startswith(PREVIOUS) or name == subject:
                continue
            owner: Subject = "team" if name.startswith(TEAM) else subject
            bare = name.removeprefix(TEAM)
            behind = program.bases[owner].get(bare, frozenset({(owner, fact_of(bare))}))
            if not behind & own:
                continue
            if subject in hidden_from:
                del unit[name]
            elif "." not in bare:
                unit[name + ESTIMATE] = True
