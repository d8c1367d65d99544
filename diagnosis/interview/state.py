"""The state of an interview: what is known, what nobody knows, and what follows from it. It never changes.

An answer gives a new `Interview`. Nothing here asks, stores or tells the time: a state is a function of the knowledge
base, of what the interview started from, and of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

from diagnosis.assembly.build import build
from diagnosis.evaluation import executor
from diagnosis.faults import Fault, Faulty, Place
from diagnosis.inference.outcome import Outcome
from diagnosis.intake import particulars
from diagnosis.intake.model import Given, Member, Team
from diagnosis.intake.text import Wrong, name
from diagnosis.interview.answers import Answer, Cell, Event, Reader, faulty, shown
from diagnosis.interview.table import read_table
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact, Language, Subject
from diagnosis.knowledge.program import Base, Program
from diagnosis.knowledge.program.expressions import owned
from diagnosis.knowledge.program.review_rules import review_fact
from diagnosis.knowledge.program.variables import fact_of
from diagnosis.measures.compute import Measured, measure
from diagnosis.result import Diagnosis


@dataclass(frozen=True)
class Interview:
    """An interview about one team in one quarter; begin with `begin`, `resume_from` or `follow_up`.

    `particulars` is the team without facts: its name, quarter, dates, currency and the quarter before. `answers` holds
    what stands in each cell; a cell of a whole column says that nobody knows the rest of it. `members` are the lists of
    members that are known. `measured` are days of measurement that came with the facts and still hold.
    """

    knowledge: Knowledge = field(repr=False, compare=False)
    particulars: Team
    answers: Mapping[Cell, Answer] = field(default_factory=dict)
    members: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)
    measured: Mapping[str, date] = field(default_factory=dict)
    reader: Reader | None = field(default=None, repr=False, compare=False)

    # --- what follows -----------------------------------------------------------------------------------------

    @cached_property
    def team(self) -> Team:
        """The facts as answered, which is all that the diagnosis knows."""
        own: dict[str, Given] = {}
        of: dict[tuple[Subject, str], dict[str, Given]] = {}
        for cell, answer in self.answers.items():
            if answer.given is not None:
                target = own if cell.member is None else of.setdefault((cell.subject, cell.member), {})
                target[cell.fact] = answer.given
        members = {
            subject: tuple(Member(one, dict(sorted(of.get((subject, one), {}).items()))) for one in sorted(ids))
            for subject, ids in self.members.items()
        }
        return replace(self.particulars, facts=dict(sorted(own.items())), members=members, measured=self.measured)

    @cached_property
    def _measurement(self) -> tuple[Measured, list[Fault]]:
        return measure(self.team, self.knowledge, self.knowledge.program)

    @property
    def measured_team(self) -> Measured:
        """Everything computed about the team. Raises Faulty where facts contradict their computation."""
        self.require_agreement()
        return self._measurement[0]

    def require_agreement(self) -> None:
        """Raises Faulty where facts contradict their computation."""
        if self._measurement[1]:
            raise Faulty(self._measurement[1])

    @cached_property
    def outcome(self) -> Outcome:
        """What is concluded of the answers."""
        return next(iter(executor(self.knowledge, "columnar").judge([self.measured_team])))

    @cached_property
    def _diagnoses(self) -> dict[Language, Diagnosis]:
        return {}

    def diagnosis(self, language: Language = "en") -> Diagnosis:
        """The diagnosis of the answers: what `diagnose(interview.team)` gives."""
        if language not in self._diagnoses:
            self._diagnoses[language] = build(self.knowledge, self.measured_team, self.outcome, language)
        return self._diagnoses[language]

    def is_open(self, cell: Cell) -> bool:
        """Whether a cell has neither a value nor a "don't know"."""
        return cell not in self.answers and Cell(cell.subject, cell.fact) not in self.answers

    @cached_property
    def open_bases(self) -> frozenset[Base]:
        """The facts that are asked for and still unanswered, for the team or for at least one of its members."""
        return frozenset(
            (fact.subject, fact.fact)
            for facts in self.knowledge.facts.values()
            for fact in facts.values()
            if is_asked(self.knowledge, fact)
            and self._is_open_base(fact.subject, fact.fact)
            and not self._is_spared((fact.subject, fact.fact))
        )

    def _is_spared(self, base: Base) -> bool:
        """Whether a fact only serves to compute others, all of which were given themselves."""
        serves = parts_of(self.knowledge.program).get(base)
        return serves is not None and all((answer := self.answers.get(Cell(*one))) and answer.known for one in serves)

    def _is_open_base(self, subject: Subject, fact: str) -> bool:
        known = self.members.get(subject)
        if subject == "team" or known is None:
            return Cell(subject, fact) not in self.answers
        return any(self.is_open(Cell(subject, fact, member)) for member in known)

    # --- answers ----------------------------------------------------------------------------------------------

    def answer(self, fact: str, text: str, *, subject: Subject = "team", member: str | None = None) -> Interview:
        """The state with `text` as the value of a fact; a text such as "?" or "unknown" is a "don't know".

        Raises Faulty with the faults that a team file would have, and where the value contradicts what is computed
        from other answers; this state stays as it is.
        """
        return self.apply(Event("answer", subject, (fact,), member, text))

    def dont_know(self, fact: str, *, subject: Subject = "team", member: str | None = None) -> Interview:
        """The state with a fact that nobody here knows: it is requested, and not asked again. Raises Faulty."""
        return self.apply(Event("unknown", subject, (fact,), member))

    def dont_know_table(self, facts: Iterable[str], *, subject: Subject = "seller") -> Interview:
        """The state with columns of a table that nobody here knows (beyond what is known already). Raises Faulty."""
        return self.apply(Event("unknown", subject, tuple(facts)))

    def withdraw(self, fact: str, *, subject: Subject = "team", member: str | None = None) -> Interview:
        """The state with an answer (for a member's fact without `member`: a column) taken back. Raises Faulty."""
        return self.apply(Event("withdraw", subject, (fact,), member))

    def answer_table(self, text: str, facts: Iterable[str] = (), *, subject: Subject = "seller") -> Interview:
        """The state with the members of CSV `text`; of `facts`, the columns asked for, the rest is "don't know".

        Members that the table does not name stay as they are, and so does a value where its cell is blank. Raises
        Faulty with every fault of the table.
        """
        return self.apply(Event("table", subject, tuple(facts), None, text))

    def remove(self, member: str, *, subject: Subject = "seller") -> Interview:
        """The state without a member. Raises Faulty where there is no such member."""
        return self.apply(Event("remove", subject, (), member))

    def apply(self, event: Event, *, check: bool = True) -> Interview:
        """The state after an event. Raises Faulty, also for contradictions unless `check` is false."""
        after = _APPLY[event.kind](self, event)
        if check and after._measurement[1]:
            raise Faulty(_at_cells(fault, event) for fault in after._measurement[1])
        return after


def begin(
    knowledge: Knowledge, team: str, quarter: str, *, as_of: str = "", currency: str = "", previous: Team | None = None
) -> Interview:
    """An interview that starts from nothing (or from the quarter before). Texts are read as in a team file.

    Raises Faulty with all faults of the particulars.
    """
    faults: list[Fault] = []

    def typed(key: str, found: object) -> object:
        if isinstance(found, Wrong):
            faults.append(Fault(Place(key), f"{key}: {found.what}", found.do))
            return None
        return found

    named = typed("team", name(team))
    when = typed("quarter", particulars.quarter(quarter))
    day = typed("as_of", particulars.as_of(as_of, when if isinstance(when, str) else None))
    money = typed("currency", particulars.currency(currency))
    if named == "":
        faults.append(Fault(Place("team"), "team is missing", "write the team's name"))
    if previous is not None and isinstance(when, str) and previous.quarter >= when:
        faults.append(Fault(Place("previous"), f"previous: {previous.quarter} is not before {when}", "correct it"))
    if faults:
        raise Faulty(faults)
    assert isinstance(named, str) and isinstance(when, str)
    assert day is None or isinstance(day, date)
    assert money is None or isinstance(money, str)
    return Interview(knowledge, Team(named, when, day, money, previous=previous), reader=Reader(knowledge))


def resume_from(knowledge: Knowledge, team: Team) -> Interview:
    """An interview that starts from the facts of a file: what is there is answered, the rest is asked.

    Raises Faulty where the facts contradict one another.
    """
    reader = Reader(knowledge)
    answers: dict[Cell, Answer] = {}
    for fact, given in team.facts.items():
        answers.update([_before(knowledge, Cell("team", fact), given)])
    for subject, members in team.members.items():
        for member in members:
            for fact, given in member.facts.items():
                answers.update([_before(knowledge, Cell(subject, fact, member.member), given)])
    lists = {subject: tuple(one.member for one in members) for subject, members in team.members.items()}
    bare = replace(team, facts={}, members={}, measured={})
    interview = Interview(knowledge, bare, answers, lists, dict(team.measured), reader)
    interview.require_agreement()
    return interview


def follow_up(knowledge: Knowledge, last: Team, quarter: str, *, as_of: str = "") -> Interview:
    """An interview about the quarter after `last`, which becomes the quarter before; all is asked anew."""
    before = replace(last, previous=None)
    return begin(knowledge, last.team, quarter, as_of=as_of, currency=last.currency or "", previous=before)


def _before(knowledge: Knowledge, cell: Cell, given: Given) -> tuple[Cell, Answer]:
    return cell, Answer(cell, given, shown(given, knowledge.facts[cell.subject][cell.fact]), True)


def is_asked(knowledge: Knowledge, fact: Fact) -> bool:
    """Whether a fact is one that managers are asked for.

    Reviews are not: a department makes them of its own accord, and then they are answers like others.
    """
    stage = fact.stage
    reviews = () if stage is None else tuple(f"{review_fact(stage)}{detail}" for detail in ("", "_by", "_on"))
    return fact.given and fact.question is not None and fact.fact not in reviews


@lru_cache(maxsize=16)
def parts_of(program: Program) -> Mapping[Base, frozenset[Base]]:
    """The facts that nothing reads but formulas of facts that may be given too, each with those facts."""
    serves: dict[Base, set[Base]] = {}
    barred: set[Base] = set()
    for step in program.steps:
        for variable in program.reads[step.subject][step.variable]:
            owner, key = owned(step.subject, variable)
            made = (step.subject, step.variable)
            if made in program.bases[step.subject].get(step.variable, frozenset()):
                serves.setdefault((owner, fact_of(key)), set()).add(made)
            else:
                barred.add((owner, fact_of(key)))
    for subject, atoms in program.atoms.items():
        for atom in atoms.values():
            for variable in atom.variables:
                owner, key = owned(subject, variable)
                barred.add((owner, fact_of(key)))
    return {base: frozenset(made) for base, made in serves.items() if base not in barred}


# --- events ---------------------------------------------------------------------------------------------------


def _reader(state: Interview) -> Reader:
    return state.reader or Reader(state.knowledge)


def _cell(state: Interview, event: Event) -> Cell:
    """The cell of an event, which must be one that can be: of a fact that may be given, of a member that is known."""
    cell = event.cell
    _reader(state).fact(cell)
    if cell.member is not None and cell.member not in state.members.get(cell.subject, ()):
        raise faulty(cell, Wrong(f"there is no {cell.subject} '{cell.member}'", "add it with a table"))
    if cell.member is not None and cell.subject == "team":
        raise faulty(cell, Wrong(f"'{cell.fact}' is a fact of the team", "leave the member out"))
    return cell


def _answer(state: Interview, event: Event) -> Interview:
    cell = _cell(state, event)
    given = _reader(state).read(cell, event.text or "")
    if cell.subject != "team" and cell.member is None:
        raise faulty(cell, Wrong(f"'{cell.fact}' is asked of each {cell.subject}", "name the member, or give a table"))
    if given is None:
        return _dont_know(state, event)
    days = [Fault(Place(str(cell)), one.what, one.do) for one in _too_late(state, cell, given)]
    if days:
        raise Faulty(days)
    return _put(state, {cell: Answer(cell, given, event.text)})


def _too_late(state: Interview, cell: Cell, given: Given) -> Iterable[Fault]:
    if cell.subject == "team":
        yield from particulars.later_than_as_of(state.particulars.as_of, {cell.fact: given}, {}, {})


def _put(state: Interview, found: Mapping[Cell, Answer]) -> Interview:
    """The state with these answers. They hold for the day of all figures, whenever the old ones were measured."""
    renewed = {cell.fact for cell in found}
    measured = {fact: day for fact, day in state.measured.items() if fact not in renewed}
    return replace(state, answers={**state.answers, **found}, measured=measured)


def _dont_know(state: Interview, event: Event) -> Interview:
    found = {}
    for fact in event.facts:
        cell = _cell(state, replace(event, facts=(fact,)))
        found[cell] = Answer(cell, None, None)
    return replace(state, answers={**state.answers, **found})


def _withdraw(state: Interview, event: Event) -> Interview:
    cell = _cell(state, event)
    answers = dict(state.answers)
    if cell.subject != "team" and cell.member is None:
        answers = {one: answer for one, answer in answers.items() if one.base != cell.base}
        return replace(state, answers=answers)
    answers.pop(cell, None)
    column = Cell(cell.subject, cell.fact)
    if cell.member is not None and answers.pop(column, None) is not None:
        # The column was closed; now only the others are.
        others = (Cell(*column.base, one) for one in state.members[cell.subject] if one != cell.member)
        answers = {**{one: Answer(one, None, None) for one in others}, **answers}
    return replace(state, answers=answers)


def _table(state: Interview, event: Event) -> Interview:
    for fact in event.facts:
        _reader(state).fact(Cell(event.subject, fact))
    table = read_table(event.text or "", event.subject, state.particulars.team, state.knowledge.facts)
    found: dict[Cell, Answer] = {}
    for member in table.members:
        for fact, given in member.facts.items():
            cell = Cell(event.subject, fact, member.member)
            found[cell] = Answer(cell, given, shown(given, state.knowledge.facts[event.subject][fact]))
    for fact in {*table.facts, *event.facts}:
        cell = Cell(event.subject, fact)
        found[cell] = Answer(cell, None, None)
    ids = {*state.members.get(event.subject, ()), *(member.member for member in table.members)}
    after = _put(state, found)
    return replace(after, members={**state.members, event.subject: tuple(sorted(ids))})


def _remove(state: Interview, event: Event) -> Interview:
    known = state.members.get(event.subject, ())
    if event.member not in known:
        wrong = Wrong(f"there is no {event.subject} '{event.member}'", "choose one of the list")
        raise faulty(Cell(event.subject, event.subject, event.member), wrong)
    left = tuple(one for one in known if one != event.member)
    lists = {**state.members, event.subject: left}
    if not left:
        del lists[event.subject]
    answers = {
        cell: answer
        for cell, answer in state.answers.items()
        if (cell.subject, cell.member) != (event.subject, event.member)
    }
    return replace(state, answers=answers, members=lists)


def _at_cells(fault: Fault, event: Event) -> Fault:
    """A contradiction at its cell; one that an answer brought about elsewhere, at the answer."""
    if fault.place.file or not event.facts:
        return fault
    return Fault(Place(str(Cell(event.subject, event.facts[0], event.member))), fault.what, fault.do)


_APPLY = {"answer": _answer, "unknown": _dont_know, "withdraw": _withdraw, "table": _table, "remove": _remove}
