"""All questions that an interview could ask. The number of questions asked is compared with it."""

from __future__ import annotations

from dataclasses import dataclass

from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.interview import dependencies_of, is_asked
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.program import Base


@dataclass(frozen=True, slots=True)
class Askable:
    """The facts that a questionnaire without any choice would ask: in the order of the catalogue,
    along the chain.

    That is every fact that managers are asked for and that bears on a cause, on who is examined, or on whether the
    target is met. What only strengths or recognition rest on is left out, as it would flatter; so are the reviews,
    which nobody is asked for, and `attainment`, which is asked as target and revenue.
    """

    facts: tuple[Base, ...]

    @property
    def questions(self) -> int:
        """Each fact of the team is a question, and each table of members is one, however many columns it has."""
        tables = {subject for subject, _ in self.facts if subject != "team"}
        return sum(subject == "team" for subject, _ in self.facts) + len(tables)


def askable(knowledge: Knowledge) -> Askable:
    """What can be asked by a knowledge base."""
    dependencies = dependencies_of(knowledge)
    bearing = frozenset[Base]().union(*(dependencies.read_by_stage(stage) for stage in knowledge.stages))
    bearing |= dependencies.behind("team", ATTAINMENT)
    bearing -= {("team", ATTAINMENT)}
    asked = (
        (fact.subject, fact.fact)
        for facts in knowledge.facts.values()
        for fact in facts.values()
        if (fact.subject, fact.fact) in bearing and is_asked(fact)
    )
    return Askable(tuple(sorted(asked, key=dependencies.place)))
