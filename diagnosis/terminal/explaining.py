"""What `diagnosis explain` does: find the team, the cause and the seller, and explain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import click

from diagnosis.evaluation import executor
from diagnosis.explain.build import explain
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.called import KINDS, MEMBERS
from diagnosis.knowledge.model import Subject
from diagnosis.measures.compute import Measured, measure
from diagnosis.messages import Said, say
from diagnosis.reporting.names import Names
from diagnosis.terminal.explanation import write_explanation
from diagnosis.terminal.finding import Wanted, end, meant_among, some, the_team
from diagnosis.terminal.options import encode_stdout, fail, load
from diagnosis.terminal.page import page_for_stdout

_SEVERAL: Mapping[Subject, Said] = {
    "seller": say("sellers"),
    "method": say("methods"),
    "product_line": say("product_lines"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainOptions(Wanted):
    """The command line of `diagnosis explain`."""

    cause: str
    member: str | None
    as_json: bool


def explain_cause(options: ExplainOptions) -> None:
    """Explain what was asked for; what cannot be found ends the command with a suggestion."""
    knowledge = load(options.rules, options.language)
    if options.cause not in knowledge.causes:
        what = say("there is no {kind} {name!r}", kind=KINDS["cause"], name=options.cause)
        fail(options.language, what, meant_among(options.cause, knowledge.causes, say("causes")))
    measured = _measured(options, knowledge)
    member = _member(options, knowledge, measured)
    trace = executor(knowledge).trace(measured)
    explanation = explain(knowledge, measured, trace, options.cause, member, options.language)
    if options.as_json:
        encode_stdout("utf-8")
        click.echo(explanation.to_json())
        return
    page = page_for_stdout()
    write_explanation(page, explanation, Names(knowledge, options.language, explanation.currency))
    click.echo(str(page), nl=False)


def _measured(options: ExplainOptions, knowledge: Knowledge) -> Measured:
    """The team that is meant, measured."""
    measured, faults = measure(the_team(options, knowledge), knowledge, knowledge.program)
    if faults:
        end(faults, options.language)
    return measured


def _member(options: ExplainOptions, knowledge: Knowledge, measured: Measured) -> str | None:
    """The member that is meant; None for a cause of the team."""
    subject = knowledge.program.causes[options.cause].subject
    if subject == "team":
        if options.member is not None:
            what = say("{cause!r} is a cause of the whole team", cause=options.cause)
            fail(options.language, what, say("leave out --seller"))
        return None
    known = [member.member for member in measured.members.get(subject, ())]
    if not known:
        what = say(
            "{cause!r} is judged for each {member}, and no {members} are given",
            cause=options.cause,
            member=MEMBERS[subject],
            members=_SEVERAL[subject],
        )
        fail(options.language, what)
    if options.member is None:
        what = say("{cause!r} is judged for each {member}", cause=options.cause, member=MEMBERS[subject])
        fail(options.language, what, say("name one with --seller: {names}", names=some(known)))
    if options.member not in known:
        what = say("there is no {kind} {name!r}", kind=MEMBERS[subject], name=options.member)
        fail(options.language, what, meant_among(options.member, known, _SEVERAL[subject]))
    return options.member
