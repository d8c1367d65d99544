"""What to do: the actions that confirmed causes and findings call for, and the findings themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from diagnosis.assembly.case import TeamCase, plain
from diagnosis.messages import say, translated, unlabelled
from diagnosis.result import (
    DOES_NOT_APPLY,
    POOLED,
    SAID_NOT_MEASURED,
    ActionResult,
    CauseResult,
    CheckResult,
    FactValue,
    FindingResult,
)
from diagnosis.texts import texts

_SUSPECTS = 3
"""Open causes whose actions are worth considering: no more than one can keep in mind (assumption)."""


def findings(case: TeamCase, kind: str) -> list[FindingResult]:
    """The strengths, the grounds for recognition or the notes: those of the team first, then member by member."""
    findings = []
    for subject, member, unit in case.units():
        for id_ in unit.findings:
            finding = case.knowledge.findings[id_]
            if finding.kind == kind:
                findings.append(
                    FindingResult(
                        finding=id_,
                        title=finding.title.get(case.language),
                        subject=member.member if member else None,
                        text=case.render(finding.says, subject, member),
                    )
                )
    return findings


def doubts(case: TeamCase) -> list[FindingResult]:
    """What contradicted one another, and which facts are held to be unknown for it."""
    return [
        FindingResult(
            finding=doubt.check.check,
            title=doubt.check.title.get(case.language),
            subject=doubt.member,
            text=translated(
                say(
                    "{what}. Held to be unknown: {facts}.",
                    what=unlabelled(doubt.fault.what),
                    facts=", ".join(case.knowledge.facts[s][f].name.get(case.language) for s, f in doubt.unknown),
                ),
                case.language,
            ),
        )
        for doubt in case.measured.doubts
    ]


def not_applicable(case: TeamCase) -> list[FindingResult]:
    """What does not apply to the company, with the reason, and who says so."""
    statements, said_in = case.measured.team.statements, texts(case.language)
    if not statements.does_not_apply:
        return []
    said = []
    for name, reason in sorted(statements.does_not_apply.items()):
        stage, fact = case.knowledge.stages.get(name), case.knowledge.facts["team"].get(name)
        title = stage.title if stage is not None else fact.name if fact is not None else None
        said.append(f"{title.get(case.language) if title is not None else name}: {reason}")
    by = statements.does_not_apply_by
    text = "; ".join(said) + (f" ({said_in('says_so', who=by)})" if by else "") + "."
    return [FindingResult(finding=DOES_NOT_APPLY, title=said_in("does_not_apply"), subject=None, text=text)]


def told_of_facts(case: TeamCase) -> list[FindingResult]:
    """Which facts somebody says though nobody measured them, and which are pooled over several quarters."""
    statements, said_in = case.measured.team.statements, texts(case.language)
    facts = case.knowledge.facts["team"]

    def note(finding: str, told: Mapping[str, object]) -> Iterator[FindingResult]:
        if told:
            names = (f"{facts[fact].name.get(case.language)} ({what})" for fact, what in sorted(told.items()))
            yield FindingResult(finding=finding, title=said_in(finding), subject=None, text="; ".join(names) + ".")

    pooled = {fact: said_in.counted("quarters", count) for fact, count in statements.over.items()}
    return [*note(SAID_NOT_MEASURED, statements.said_by), *note(POOLED, pooled)]


def actions(case: TeamCase, causes: Iterable[CauseResult]) -> list[ActionResult]:
    """The recommended actions, each once a subject, in the order of what calls for them."""
    calls: dict[tuple[str, str | None], list[str]] = {}
    for cause, subject in _acted_on(case, causes):
        for action in case.knowledge.causes[cause].actions:
            calls.setdefault((action, subject), []).append(cause)
    for kind in ("strength", "recognition", "note"):
        for finding in findings(case, kind):
            for action in case.knowledge.findings[finding.finding].actions:
                calls.setdefault((action, finding.subject), []).append(finding.finding)
    return [_action(case, action, subject, for_) for (action, subject), for_ in calls.items()]


def considered(
    case: TeamCase, causes: Sequence[CauseResult], recommended: Sequence[ActionResult]
) -> list[ActionResult]:
    """What is worth considering though no confirmed cause calls for it, each once; not what is recommended anyway.

    Where no cause of the team is confirmed, the actions of the first open ones that anything speaks for. And in any
    case those of conditions that are bad, but were so when the target was met.
    """
    calls: dict[str, list[str]] = {}
    of_team = [cause for cause in causes if cause.subject is None]
    suspected = [cause.cause for cause in of_team if cause.verdict == "open" and _speaks(cause)][:_SUSPECTS]
    if any(cause.verdict == "confirmed" for cause in causes):
        suspected = []
    chronic = [cause.cause for cause in of_team if cause.verdict != "confirmed" and _is_chronic(case, cause.cause)]
    for cause in (*suspected, *chronic):
        for action in case.knowledge.causes[cause].actions:
            calls.setdefault(action, []).append(cause)
    taken = {action.action for action in recommended}
    return [_action(case, action, None, for_) for action, for_ in calls.items() if action not in taken]


def _speaks(cause: CauseResult) -> bool:
    """Whether any evidence that counts speaks for a cause."""
    return any(evidence.direction == "for" and evidence.counted for evidence in cause.evidence)


def _is_chronic(case: TeamCase, cause: str) -> bool:
    """Whether a fact that a cause needs is bad, and was so when the target was met."""
    known = case.measured.environment
    needs = case.knowledge.causes[cause].needs
    return any(known.get(f"{need}.band") == "bad" and known.get(f"{need}.as_usual") is True for need in needs)


def _acted_on(case: TeamCase, causes: Iterable[CauseResult]) -> list[tuple[str, str | None]]:
    """The confirmed causes whose actions are recommended, each with its subject."""
    units = {(subject, member.member if member else None): unit for subject, member, unit in case.units()}
    acted_on = []
    for cause in causes:
        unit = units[case.knowledge.stages[cause.stage].subject, cause.subject]
        if cause.verdict == "confirmed" and cause.cause in unit.acts_on:
            acted_on.append((cause.cause, cause.subject))
    replaced = {(other, subject) for cause, subject in acted_on for other in case.knowledge.causes[cause].instead_of}
    return [cause for cause in acted_on if cause not in replaced]


def _action(case: TeamCase, id_: str, subject: str | None, for_: list[str]) -> ActionResult:
    action = case.knowledge.actions[id_]
    return ActionResult(
        action=id_,
        title=action.title.get(case.language),
        does=action.does.get(case.language),
        owner=action.owner,
        due_days=action.due_days,
        subject=subject,
        for_=for_,
        check=CheckResult(fact=action.check.fact, band=action.check.band, now=_now(case, action.check.fact, subject)),
    )


def _now(case: TeamCase, fact: str, subject: str | None) -> FactValue:
    """Where a fact stands: the member's own, else the team's."""
    for _, member, _ in case.units():
        if (member.member if member else None) == subject:
            value = case.measured.of(member).get(fact, case.measured.environment.get(fact))
            return None if isinstance(value, list) else plain(value)
    return None
