"""What stages, causes, facts and departments are called in a language, and how the values of facts are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from diagnosis.assembly.fact_view import FactView
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Band, Fact, Language, Subject
from diagnosis.knowledge.variables import PREVIOUS, TEAM
from diagnosis.result import ActionResult, FactValue
from diagnosis.texts import texts


class Names:
    """The names of one knowledge base in one language; money is in `currency` (an ISO code) where it is known."""

    def __init__(self, knowledge: Knowledge, language: Language, currency: str | None = None) -> None:
        self.knowledge, self.language = knowledge, language
        self.texts = texts(language)
        self.formats = Formats(language, currency)

    def in_currency(self, currency: str | None) -> Names:
        """The same names, with money in `currency`."""
        return self if currency == self.formats.currency else Names(self.knowledge, self.language, currency)

    def stage(self, stage: str) -> str:
        """The title of a stage."""
        return self.knowledge.stages[stage].title.get(self.language)

    def stages(self, stages: Iterable[str]) -> str:
        """The titles of stages, in a row."""
        return ", ".join(self.stage(stage) for stage in stages)

    def cause_of(self, member: str | None, cause: str) -> str:
        """The title of a cause, behind the member that has it."""
        return about(member, self.cause(cause))

    def cause(self, cause: str) -> str:
        """The title of a cause (or of a finding or a stage, which can call for something too)."""
        entry = (
            self.knowledge.causes.get(cause) or self.knowledge.findings.get(cause) or self.knowledge.checks.get(cause)
        )
        if entry is not None:
            return entry.title.get(self.language)
        return self.stage(cause) if cause in self.knowledge.stages else self.fact(cause)

    def department(self, department: str | None) -> str:
        """The name of a department; None: nobody is known to hold the fact."""
        if department is None:
            return self.texts("nobody")
        known = self.knowledge.departments.get(department)
        return known.get(self.language) if known else department

    def entry(self, fact: str, subject: Subject | None = None) -> Fact | None:
        """The catalogue's entry of a fact: that of `subject` if it has one, else the team's, else anyone's."""
        facts = self.knowledge.facts
        order = (*((subject,) if subject else ()), "team", *facts)
        return next((facts[of][fact] for of in order if fact in facts.get(of, {})), None)

    @property
    def gate_changed(self) -> list[str]:
        """What is said of a gate that the company's rules weaken, a sentence a file."""
        return [
            self.texts("gate_changed", file=change.file, because=change.because.get(self.language), by=change.by)
            for change in self.knowledge.gate_changes
        ]

    def fact(self, fact: str, subject: Subject | None = None) -> str:
        """What a fact is called; `previous.` and `team.` before it are put into words."""
        name = fact.removeprefix(TEAM)
        if name.startswith(PREVIOUS):
            return self.texts("previous", fact=self.fact(name.removeprefix(PREVIOUS), subject))
        entry = self.entry(name, None if fact.startswith(TEAM) else subject)
        return entry.name.get(self.language) if entry else name.replace("_", " ")

    def named(self, fact: str, subject: Subject | None = None) -> str:
        """What a fact is called, with its id in brackets."""
        return f"{self.fact(fact, subject)} ({fact})"

    def subject_of_action(self, action: ActionResult) -> Subject:
        """Whom an action is about: the subject of the first cause or finding that calls for it."""
        if action.subject is None:
            return "team"
        cause, finding = self.knowledge.causes.get(action.for_[0]), self.knowledge.findings.get(action.for_[0])
        if cause is not None:
            return self.knowledge.stages[cause.stage].subject
        return finding.subject if finding is not None else "team"

    def value(
        self, fact: str, value: FactValue, subject: Subject | None = None, details: Mapping[str, float] | None = None
    ) -> str:
        """The value of a fact in the format of its kind, with the count of a rate where `details` has it."""
        entry = self.entry(fact.removeprefix(TEAM).removeprefix(PREVIOUS), subject)
        if entry is None:
            return self.formats.value(value)
        more = {f"{entry.fact}.{name}": detail for name, detail in (details or {}).items()}
        return str(FactView(entry, {entry.fact: value, **more}, self.formats))

    def goal(self, fact: str, band: Band, subject: Subject | None = None) -> str:
        """When a fact is in a band: its limits in words ("95% or more"), or the band where they are not its own."""
        entry = self.entry(fact, subject)
        bands = entry.bands if entry else None
        if entry is None or bands is None or bands.against or bands.on or bands.peers or band == "warning":
            return self.formats.words[band]
        view = FactView(entry, {}, self.formats)
        return view.healthy if band == "healthy" else view.bad


def about(member: str | None, text: str) -> str:
    """A text with the member that it is about before it; None: the team."""
    return f"{member}: {text}" if member else text
