"""The state of an interview: what is known, what nobody knows, and what follows from it. It never changes.

An answer gives a new `Interview`. Nothing here asks, stores or tells the time: a state is a function of the knowledge
base, of what the interview started from, and of the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from diagnosis.assembly.build import build
from diagnosis.evaluation import executor
from diagnosis.faults import Fault, Faulty, Place
from diagnosis.inference.outcome import Outcome
from diagnosis.intake.model import Given, Member, Team
from diagnosis.interview.record.answers import Cell
from diagnosis.interview.record.asked_facts import facts_served_by, is_asked
from diagnosis.interview.record.events import Event, apply_event
from diagnosis.interview.record.sheet import AnswerSheet
from diagnosis.knowledge.model import Language, Subject
from diagnosis.knowledge.program import Base
from diagnosis.measures.compute import Measured, measure
from diagnosis.measures.statements import not_applicable
from diagnosis.result import Diagnosis

T = TypeVar("T")


def require_agreement(measured: Measured, faults: Sequence[Fault]) -> None:
    """Raises Faulty where what was measured contradicts its computation, or facts contradict one another."""
    if faults or measured.doubts:
        raise Faulty([*faults, *(doubt.fault for doubt in measured.doubts)])


@dataclass(frozen=True)
class Interview(AnswerSheet):
    """An interview about one team in one quarter; start it with `begin`, `resume_from` or `follow_up`.

    Two states are equal if the same was answered. What is worked out of a state is kept beside it: see `derived`.
    """

    earlier: Mapping[type, object] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out of earlier states, by type; a later state may build on it. It refers to no state, so that
    no chain of states stays in memory."""
    reusable: dict[type, object] = field(init=False, default_factory=dict, repr=False, compare=False)
    """What is worked out of this state and handed on to later ones as their `earlier`."""
    _derived: dict[type, object] = field(init=False, default_factory=dict, repr=False, compare=False)

    def derived(self, kind: type[T], work_out: Callable[[], T]) -> T:
        """What `work_out` gives for this state: called once, and kept by `kind` as long as the state."""
        known = self._derived.get(kind)
        if not isinstance(known, kind):
            known = self._derived[kind] = work_out()
        return known

    # --- what follows -----------------------------------------------------------------------------------------

    @cached_property
    def team(self) -> Team:
        """The facts as answered, which is all that the diagnosis knows."""
        given: dict[tuple[Subject, str | None], dict[str, Given]] = {}
        for cell, answer in sorted(self.answers.items(), key=lambda item: item[0].fact):
            if answer.given is not None:
                given.setdefault((cell.subject, cell.member), {})[cell.fact] = answer.given

        def facts(subject: Subject, member: str | None = None) -> tuple[dict[str, Given], dict[str, Place]]:
            own = given.get((subject, member), {})
            return own, {fact: Place(str(Cell(subject, fact, member))) for fact in own}

        def with_facts(subject: Subject, member: str) -> Member:
            own, places = facts(subject, member)
            return Member(member, own, places=places)

        members = {
            subject: tuple(with_facts(subject, member) for member in sorted(ids))
            for subject, ids in self.members.items()
        }
        own, places = facts("team")
        # The same for all states of the same answers, whether they came from a file or a database.
        place = Place("facts")
        return replace(self.particulars, facts=own, members=members, measured=self.measured, place=place, places=places)

    @cached_property
    def _measurement(self) -> tuple[Measured, list[Fault]]:
        return measure(self.team, self.knowledge, self.knowledge.program)

    @property
    def measured_team(self) -> Measured:
        """Everything computed about the team. Raises Faulty where facts contradict their computation."""
        self.require_agreement()
        return self._measurement[0]

    def require_agreement(self) -> None:
        """Raises Faulty where facts contradict their computation or one another; here they can be mended at once."""
        require_agreement(*self._measurement)

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

    @cached_property
    def open_bases(self) -> frozenset[Base]:
        """The facts that are asked for and still unanswered, for the team or for at least one of its members."""
        statements = self.particulars.statements
        barred = not_applicable(statements, self.knowledge)
        return frozenset(
            (fact.subject, fact.fact)
            for facts in self.knowledge.facts.values()
            for fact in facts.values()
            if is_asked(fact)
            # An answer to any fact of a stage would take back that the stage does not apply.
            and not (fact.subject == "team" and (fact.fact in barred or fact.stage in statements.does_not_apply))
            and self._is_open_base(fact.subject, fact.fact)
            and not self._is_spared((fact.subject, fact.fact))
        )

    def _is_spared(self, base: Base) -> bool:
        """Whether a fact only serves to compute others, all of which were given themselves."""
        serves = facts_served_by(self.knowledge.program).get(base)
        return serves is not None and all((answer := self.answers.get(Cell(*fact))) and answer.known for fact in serves)

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
        after = apply_event(self, event)
        # What is said of facts bears on any of them: nothing worked out before holds then.
        as_said = after.particulars.statements == self.particulars.statements
        after = replace(after, earlier={**self.earlier, **self.reusable} if as_said else {})
        if check:
            after.require_agreement()
        return after
