"""All answers to look over, and what to ask each department for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from diagnosis.intake.model import BEFORE
from diagnosis.interview import Answer, Cell, Event, Interview, as_text, sayings
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject
from diagnosis.knowledge.program import Base
from diagnosis.measures.statements import not_applicable
from diagnosis.presentation.question import asked
from diagnosis.presentation.values import answer_text, given_text, understood_text
from diagnosis.reporting.names import Names
from diagnosis.reporting.outline import DepartmentRequests
from diagnosis.reporting.wording import Wording

_MOST_SAID = 8
"""So many answers that were given elsewhere are told one by one."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer: whose and of which fact (`cell`), its value in words, and `written` as one would answer it again.

    `state` is answered, unknown or from_file; `note` says the latter two in words. A cell of a member's fact that has
    neither a value nor a "don't know" has the state None.
    """

    cell: Cell
    title: str
    question: str
    stage: str
    value: str
    written: str
    state: str | None
    note: str


@dataclass(frozen=True, slots=True)
class MemberTableView:
    """The members of a kind, a row each, with a cell for each of the `columns` (fact, name)."""

    subject: Subject
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[AnswerRow, ...]], ...]

    def known(self, fact: str) -> int:
        """Of how many members a fact is known."""
        return sum(bool(row.written) for _, cells in self.rows for row in cells if row.cell.fact == fact)


@dataclass(frozen=True, slots=True)
class ReviewView:
    """All answers: those of the team along the chain, and the tables of its members."""

    team: tuple[AnswerRow, ...]
    tables: tuple[MemberTableView, ...]


@dataclass(frozen=True, slots=True)
class RequestsView:
    """What to ask one department for: facts without which a cause cannot be decided, and such as are of use."""

    department: str
    needed: tuple[str, ...]
    useful: tuple[str, ...]


def review_view(interview: Interview, names: Names) -> ReviewView:
    """The answers of a state."""
    said = interview.particulars.statements
    said_of = [*said.since, *not_applicable(said, interview.knowledge)]
    answered = [cell for cell in interview.answers if cell.subject == "team"]
    own = [*answered, *(cell for fact in said_of if (cell := Cell("team", fact)) not in answered)]
    own = list(dict.fromkeys(own))
    order = {fact: number for number, fact in enumerate(interview.knowledge.facts["team"])}
    stages = {stage: number for number, stage in enumerate(interview.knowledge.stages)}

    def along(cell: Cell) -> tuple[int, int]:
        stage = _fact(interview, cell).stage
        return stages.get(stage or "", -1 if stage is None else len(stages)), order[cell.fact]

    rows = tuple(answer_row(interview, cell, names) for cell in sorted(own, key=along))
    return ReviewView(rows, tuple(_tables(interview, names)))


def _tables(interview: Interview, names: Names) -> Iterator[MemberTableView]:
    for subject in COLLECTIONS:
        ids = interview.members.get(subject, ())
        used = {cell.fact for cell in interview.answers if cell.subject == subject}
        facts = [fact for fact in interview.knowledge.facts.get(subject, {}) if fact in used]
        if ids or facts:
            columns = tuple((fact, names.fact(fact, subject)) for fact in facts)
            rows = tuple(
                (member, tuple(answer_row(interview, Cell(subject, fact, member), names) for fact in facts))
                for member in ids
            )
            yield MemberTableView(subject, names.texts.of("list", subject), columns, rows)


def answer_row(interview: Interview, cell: Cell, names: Names) -> AnswerRow:
    """What stands in a cell, and what is said of it."""
    fact = _fact(interview, cell)
    answer = interview.answers.get(cell)
    state = _state(interview, cell, answer)
    said = _said_beside(interview, cell, names)
    value = given_text(fact, answer.given, names) if answer and answer.given else ""
    return AnswerRow(
        cell=cell,
        title=names.fact(cell.fact, cell.subject),
        question=asked(fact, names),
        stage=names.stage(fact.stage) if fact.stage and fact.stage in interview.knowledge.stages else "",
        value=value or (names.texts.of("known", state) if state in ("unknown", "does_not_apply") else ""),
        written=(answer.text or as_text(answer.given, fact)) if answer and answer.given else "",
        state=state,
        note="; ".join(
            [*([] if state in (None, "answered", "does_not_apply") else [names.texts.of("known", state)]), *said]
        ),
    )


def _said_beside(interview: Interview, cell: Cell, names: Names) -> list[str]:
    """What is said of a fact beside its value: since when it is so, and why it does not apply."""
    said = interview.particulars.statements
    if cell.subject != "team":
        return []
    told = []
    if cell.fact in said.since:
        since = said.since[cell.fact]
        told.append(names.texts("known.since_before") if since == BEFORE else names.texts("known.since", since=since))
    for name, reason in said.does_not_apply.items():
        if cell.fact in not_applicable(replace(said, does_not_apply={name: reason}), interview.knowledge):
            by = f" ({said.does_not_apply_by})" if said.does_not_apply_by else ""
            told.append(f"{reason}{by}")
    return told


def _state(interview: Interview, cell: Cell, answer: Answer | None) -> str | None:
    if answer is None:
        barred = not_applicable(interview.particulars.statements, interview.knowledge)
        if cell.subject == "team" and cell.fact in barred:
            return "does_not_apply"
        return None if interview.is_open(cell) else "unknown"
    if not answer.known:
        return "unknown"
    return "from_file" if answer.before else "answered"


def _fact(interview: Interview, cell: Cell) -> Fact:
    return interview.knowledge.facts[cell.subject][cell.fact]


def said_between(before: Interview, after: Interview, names: Names) -> tuple[str, ...]:
    """What was answered, or taken back, between two states, a line each; of much, the first lines and a count."""
    said, now_said = sayings(before.particulars.statements), sayings(after.particulars.statements)
    cells = [
        cell for cell in {**after.answers, **before.answers} if before.answers.get(cell) != after.answers.get(cell)
    ]
    told = [_said(after, cell, names) for cell in cells]
    told += [
        saying_text(name, now_said.get(name), names)
        for name in {**now_said, **said}
        if said.get(name) != now_said.get(name)
    ]
    for subject in COLLECTIONS:
        gone = [member for member in before.members.get(subject, ()) if member not in after.members.get(subject, ())]
        told += [f"{member}: {names.texts.of('event', 'remove')}" for member in gone]
    more = len(told) - _MOST_SAID
    return (*told[:_MOST_SAID], *([names.texts.counted("ask.and_more", more)] if more > 0 else ()))


def _said(interview: Interview, cell: Cell, names: Names) -> str:
    row, answer = answer_row(interview, cell, names), interview.answers.get(cell)
    whose = f"{cell.member}: " if cell.member else ""
    known = understood_text(_fact(interview, cell), answer.given, names) if answer and answer.given else row.value
    return f"{whose}{row.title}: {known or names.texts.of('event', 'withdraw')}"


def event_text(interview: Interview, event: Event, names: Names) -> str:
    """What somebody wanted to do to an interview, on a line."""
    if event.kind == "table":
        return names.texts.of("list", event.subject)
    whose = f"{event.member}: " if event.member else ""
    if event.kind in ("since", "does_not_apply", "does_not_apply_by"):
        return saying_text(".".join((event.kind, *event.facts)), event.text or None, names)
    if event.kind != "answer":
        facts = ", ".join(names.fact(fact, event.subject) for fact in event.facts)
        return f"{whose}{facts + ': ' if facts else ''}{names.texts.of('event', event.kind)}"
    value = answer_text(interview, event.cell, event.text or "", names)
    return f"{whose}{names.fact(event.facts[0], event.subject)}: {value}"


def called_saying(name: str, names: Names) -> str:
    """What a name as `since.otif` or `does_not_apply.delivery` is called."""
    kind, _, of = name.partition(".")
    about = names.stage(of) if of in names.knowledge.stages else names.fact(of) if of else ""
    return f"{about}: {names.texts.of('event', kind)}" if about else names.texts.of("event", kind)


def saying_text(name: str, words: str | None, names: Names) -> str:
    """What is said of a fact or stage beside its value, on a line; None: taken back."""
    told = names.texts("known.since_before") if words == BEFORE else words
    return f"{called_saying(name, names)} {told or names.texts.of('event', 'withdraw')}"


def unknown_facts(interview: Interview) -> tuple[Base, ...]:
    """The facts that somebody said are not known here, of the team or of at least one member.

    What could be computed from other answers after all is left out.
    """
    bases: dict[Base, None] = {}
    computed = interview.measured_team.environment
    for cell, answer in interview.answers.items():
        if answer.known or (cell.subject == "team" and computed.get(cell.fact) is not None):
            continue
        if cell.subject != "team" and cell.member is None:
            # What is said of a column is said of those whose own cell is empty.
            ids = interview.members.get(cell.subject, ())
            own = (interview.answers.get(Cell(cell.subject, cell.fact, member)) for member in ids)
            if ids and all(answer is not None and answer.known for answer in own):
                continue
        bases[cell.base] = None
    return tuple(bases)


def requests_view(interview: Interview, names: Names) -> tuple[RequestsView, ...]:
    """What to ask for, by department: what the diagnosis lacks, and what else somebody said is not known here."""
    diagnosis = interview.diagnosis(names.language)
    words = Wording(diagnosis, names)
    asked = [_asked(requests, words) for requests in words.outline.asked]
    requested = {(request.about, request.fact) for request in diagnosis.requests}
    for subject, fact in unknown_facts(interview):
        if (subject, fact) in requested:
            continue
        department = names.department(interview.knowledge.facts[subject][fact].held_by)
        own = next((share for share in asked if share.department == department), RequestsView(department, (), ()))
        more = replace(own, useful=(*own.useful, names.named(fact, subject)))
        asked = [more if share is own else share for share in asked] if own in asked else [*asked, more]
    return tuple(asked)


def unknown_view(interview: Interview, names: Names) -> tuple[RequestsView, ...]:
    """What somebody said is not known here, by the department that holds it: to be asked for first."""
    held: dict[str | None, list[str]] = {}
    for subject, fact in unknown_facts(interview):
        entry = interview.knowledge.facts[subject][fact]
        of = "" if subject == "team" else f" ({names.texts.of('list', subject).lower()})"
        held.setdefault(entry.held_by, []).append(entry.name.get(names.language) + of)
    return tuple(RequestsView(names.department(department), tuple(facts), ()) for department, facts in held.items())


def _asked(requests: DepartmentRequests, words: Wording) -> RequestsView:
    return RequestsView(
        words.department(requests),
        tuple(words.request(request) for request in requests.requests if request.needed),
        tuple(words.request(request) for request in requests.requests if not request.needed),
    )
