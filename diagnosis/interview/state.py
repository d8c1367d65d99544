"""The state of an interview: what is known, what nobody knows, and what follows from it. It never changes.

An answer gives a new `Interview`. Nothing here asks, stores or tells the time: a state is a function of the knowledge
base, of what the interview started from, and of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from diagnosis.assembly.build import build
from diagnosis.evaluation import executor
from diagnosis.faults import Fault, Faulty
from diagnosis.inference.outcome import Outcome
from diagnosis.intake.model import Given, Member, Team
from diagnosis.interview.answers import Answer, Cell, Event, Reader
from diagnosis.interview.asked import is_asked, parts_of
from diagnosis.interview.events import APPLY
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language, Subject
from diagnosis.knowledge.program import Base
from diagnosis.measures.compute import Measured, measure
from diagnosis.result import Diagnosis

if TYPE_CHECKING:
    from diagnosis.interview.units import Kept


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
    """Reads answers; made where it is missing, and handed on from state to state."""
    kept: Kept | None = field(default=None, repr=False, compare=False)
    """Where an earlier state stood, so that what the answers since do not bear on is not worked out again."""

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
        standing = self.__dict__.get("_standing")
        before = self if standing is None else replace(self, kept=standing.kept)
        after = APPLY[event.kind](before, event)
        if check:
            after.require_agreement()
        return after
