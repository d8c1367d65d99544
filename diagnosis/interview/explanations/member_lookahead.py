"""Many changes of answers about one member at once: each is a row of the columnar executor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice

from diagnosis.inference.rank import rank_score, rank_scores
from diagnosis.interview.explanations.candidate_changes import AnswerChange, state_after
from diagnosis.interview.prospects import dependencies_of
from diagnosis.interview.record import Interview

Effect = tuple[AnswerChange, Mapping[str, object]]
"""A change of one answer, and the variables of the member that are others with it (None: no longer known)."""

_ROUNDED = 1e-3
"""Results give probabilities rounded: what is as probable up to this may come first."""


class MemberLookahead:
    """Which changes are likely to bring a cause of a member first, where its gate is open.

    Each change of one answer is measured, tests against the peers included. Two together are taken to bring what each
    brings by itself, and what they mean for other members is left out: whoever tells one proves it first.
    """

    def __init__(self, interview: Interview, cause: str, member: str, singles: Sequence[AnswerChange]) -> None:
        self._interview, self._dependencies = interview, dependencies_of(interview.knowledge)
        self._subject = interview.knowledge.program.causes[cause].subject
        plan = self._dependencies.plans[self._subject]
        self._column = next(column for column, compiled in enumerate(plan.causes) if compiled.cause.cause == cause)
        self._known = self._variables(interview, member)
        others = (cause for cause in interview.diagnosis().causes if cause.subject != member)
        self._best_other = min((rank_score(other.verdict, other.probability) for other in others), default=2.0)
        self._brought: list[Effect] = []
        for change in singles:
            state = state_after(interview, change)
            if state is not None:
                self._brought.append((change, self._changed(self._variables(state, member))))

    def _variables(self, interview: Interview, member: str) -> Mapping[str, object]:
        members = interview.measured_team.members[self._subject]
        return next(other.variables for other in members if other.member == member)

    def _changed(self, variables: Mapping[str, object]) -> dict[str, object]:
        """The variables that are others; None where one is no longer known."""
        names = {*self._known, *variables}
        return {name: variables.get(name) for name in names if variables.get(name) != self._known.get(name)}

    def first(self, size: int, most: int) -> list[AnswerChange]:
        """The changes of `size` answers after which the cause is likely to come first, of at most so many."""
        rows = list(islice((effects for effects in combinations(self._brought, size) if _apart(effects)), most))
        if not rows:
            return []
        environments = [self._environment(changed for _, changed in effects) for effects in rows]
        interview = self._interview
        concluded = interview.outcome.team.concluded
        folded = self._dependencies.executor.folded(interview.measured_team, environments, self._subject, concluded)
        scores = rank_scores(folded)
        first = (scores.argmin(axis=1) == self._column) & (scores[:, self._column] <= self._best_other + _ROUNDED)
        return [_together(effects) for effects, is_first in zip(rows, first.tolist(), strict=True) if is_first]

    def _environment(self, changed: Iterable[Mapping[str, object]]) -> dict[str, object]:
        variables = dict(self._known)
        for variables_changed in changed:
            variables.update(variables_changed)
        return {name: value for name, value in variables.items() if value is not None}


def _apart(brought: Sequence[Effect]) -> bool:
    """Whether changes are about different cells."""
    return len({cell for change, _ in brought for cell in change}) == len(brought)


def _together(brought: Sequence[Effect]) -> AnswerChange:
    return {cell: given for change, _ in brought for cell, given in change.items()}
