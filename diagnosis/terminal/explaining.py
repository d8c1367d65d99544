"""What `diagnosis explain` does: find the team, the cause and the seller, and explain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from diagnosis.evaluation import executor
from diagnosis.explain.build import explain
from diagnosis.faults import Fault, meant, suggest
from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import KINDS, MEMBERS
from diagnosis.knowledge.model import Language, Subject
from diagnosis.measures.compute import Measured, measure
from diagnosis.messages import Said, say, say_counted, verbatim
from diagnosis.reporting.names import Names
from diagnosis.terminal.explanation import write_explanation
from diagnosis.terminal.options import NOTHING, fail, load, tell, utf8
from diagnosis.terminal.page import page_for_stdout

_MANY = 12
_SEVERAL: Mapping[Subject, Said] = {
    "seller": say("sellers"),
    "method": say("methods"),
    "product_line": say("product_lines"),
}


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
    knowledge = load(request.rules, request.language)
    if request.cause not in knowledge.causes:
        what = say("there is no {kind} {name!r}", kind=KINDS["cause"], name=request.cause)
        fail(request.language, what, _meant(request.cause, knowledge.causes, say("causes")))
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
        _end(request, [*intake.faults, *(fault for faults in refused.values() for fault in faults)])
    team = _only(request, found, {*refused, *(team.team for team in intake.teams)})
    measured, faults = measure(team, knowledge, knowledge.program)
    if faults:
        _end(request, faults)
    return measured


def _only(request: Request, found: Sequence[Team], names: Collection[str]) -> Team:
    """The one team that was found; `names` are those of all teams that there are."""
    if request.team is not None and not found:
        what = say("{path} holds no team {team!r}", path=request.path, team=request.team)
        fail(request.language, what, _meant(request.team, names, say("teams")))
    if request.team is None and len(names) > 1:
        what = say_counted(
            "{path} holds {count} team", "{path} holds {count} teams", count=len(names), path=request.path
        )
        fail(request.language, what, say("name one of them with --team: {names}", names=_some(sorted(names))))
    if len(found) > 1:
        quarters = ", ".join(team.quarter for team in found)
        what = say(
            "{path} holds {team} of several quarters ({quarters})",
            path=request.path,
            team=found[0].team,
            quarters=quarters,
        )
        fail(request.language, what, say("name the file of one of them"))
    return found[0]


def _end(request: Request, faults: Iterable[Fault]) -> NoReturn:
    """End the command with the faults of what was asked for."""
    tell(sorted(set(faults)), request.language)
    raise click.exceptions.Exit(NOTHING)


def _member(request: Request, knowledge: Knowledge, measured: Measured) -> str | None:
    """The member that is meant; None for a cause of the team."""
    subject = knowledge.program.causes[request.cause].subject
    if subject == "team":
        if request.member is not None:
            what = say("{cause!r} is a cause of the whole team", cause=request.cause)
            fail(request.language, what, say("leave out --seller"))
        return None
    known = [one.member for one in measured.members.get(subject, ())]
    if not known:
        what = say(
            "{cause!r} is judged for each {member}, and no {members} are given",
            cause=request.cause,
            member=MEMBERS[subject],
            members=_SEVERAL[subject],
        )
        fail(request.language, what)
    if request.member is None:
        what = say("{cause!r} is judged for each {member}", cause=request.cause, member=MEMBERS[subject])
        fail(request.language, what, say("name one with --seller: {names}", names=_some(known)))
    if request.member not in known:
        what = say("there is no {kind} {name!r}", kind=MEMBERS[subject], name=request.member)
        fail(request.language, what, _meant(request.member, known, _SEVERAL[subject]))
    return request.member


def _meant(word: str, known: Iterable[str], several: Said) -> Said:
    there = say("the {several} are {known}", several=several, known=_some(sorted(known)))
    return meant(suggest(word, known), there)


def _some(names: list[str]) -> Said:
    shown, more = ", ".join(names[:_MANY]), len(names) - _MANY
    if more <= 0:
        return verbatim(shown)
    return say_counted("{names} and {count} more", "{names} and {count} more", count=more, names=shown)
