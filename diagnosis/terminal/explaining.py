"""What `diagnosis explain` does: find the team, the cause and the seller, and explain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from diagnosis.evaluation import executor
from diagnosis.explain.build import explain
from diagnosis.faults import Fault, suggest
from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Language
from diagnosis.measures.compute import Measured, measure
from diagnosis.reporting.names import Names
from diagnosis.terminal.explanation import write_explanation
from diagnosis.terminal.options import NOTHING, fail, load, tell, utf8
from diagnosis.terminal.page import page_for_stdout

_MANY = 12


@dataclass(frozen=True, slots=True)
class Request:
    """The command line of `diagnosis explain`."""

    path: Path
    cause: str
    member: str | None
    team: str | None
    previous: Path | None
    quarter: str | None
    rules: tuple[Path, ...]
    language: Language
    as_json: bool


def explain_cause(request: Request) -> None:
    """Explain what was asked for; what cannot be found ends the command with a suggestion."""
    knowledge = load(request.rules)
    if request.cause not in knowledge.causes:
        fail(f"there is no cause {request.cause!r}; {_meant(request.cause, knowledge.causes, 'causes')}")
    measured = _measured(request, knowledge)
    member = _member(request, knowledge, measured)
    outcome = next(iter(executor(knowledge).judge([measured])))
    explanation = explain(knowledge, measured, outcome, request.cause, member, request.language)
    if request.as_json:
        utf8()
        click.echo(explanation.to_json())
        return
    page = page_for_stdout()
    write_explanation(page, explanation, Names(knowledge, request.language, explanation.currency))
    click.echo(str(page), nl=False)


def _measured(request: Request, knowledge: Knowledge) -> Measured:
    """The team that is meant, measured. Where it can be read, faults of other teams are not told."""
    intake = read_paths([request.path], knowledge.facts, quarter=request.quarter, previous=request.previous)
    refused = {one.team: one.faults for one in intake.refused}
    found = [team for team in intake.teams if request.team in (None, team.team)]
    if not found and (request.team is None or request.team in refused or intake.faults):
        _end([*intake.faults, *(fault for faults in refused.values() for fault in faults)])
    team = _only(request, found, {*refused, *(team.team for team in intake.teams)})
    measured, faults = measure(team, knowledge, knowledge.program)
    if faults:
        _end(faults)
    return measured


def _only(request: Request, found: Sequence[Team], names: Collection[str]) -> Team:
    """The one team that was found; `names` are those of all teams that there are."""
    if request.team is not None and not found:
        fail(f"{request.path} holds no team {request.team!r}; {_meant(request.team, names, 'teams')}")
    if request.team is None and len(names) > 1:
        fail(f"{request.path} holds {len(names)} teams; name one of them with --team: {_some(sorted(names))}")
    if len(found) > 1:
        quarters = ", ".join(team.quarter for team in found)
        fail(f"{request.path} holds {found[0].team} of several quarters ({quarters}); name the file of one of them")
    return found[0]


def _end(faults: Iterable[Fault]) -> NoReturn:
    """End the command with the faults of what was asked for."""
    tell(sorted(set(faults)))
    raise click.exceptions.Exit(NOTHING)


def _member(request: Request, knowledge: Knowledge, measured: Measured) -> str | None:
    """The member that is meant; None for a cause of the team."""
    subject = knowledge.program.causes[request.cause].subject
    if subject == "team":
        if request.member is not None:
            fail(f"{request.cause!r} is a cause of the whole team; leave out --seller")
        return None
    known = [one.member for one in measured.members.get(subject, ())]
    if not known:
        fail(f"{request.cause!r} is judged for each {subject}, and no {COLLECTIONS[subject]} are given")
    if request.member is None:
        fail(f"{request.cause!r} is judged for each {subject}; name one with --seller: {_some(known)}")
    if request.member not in known:
        fail(f"there is no {subject} {request.member!r}; {_meant(request.member, known, COLLECTIONS[subject])}")
    return request.member


def _meant(word: str, known: Iterable[str], what: str) -> str:
    guess = suggest(word, known)
    return f"did you mean {guess!r}?" if guess else f"the {what} are {_some(sorted(known))}"


def _some(names: list[str]) -> str:
    more = len(names) - _MANY
    return ", ".join(names[:_MANY]) + (f" and {more} more" if more > 0 else "")
