"""The fields of *what if*: every answer that may be changed for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from diagnosis.faults import Faulty
from diagnosis.interview import Cell, Event, Interview, Question, agenda_of, faulty_events, is_asked, written_answer
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.presentation import AnswerChoice, Column, QuestionView, answer_text, question_view
from diagnosis.reporting.names import Names
from diagnosis.web.form_problems import Problem, cell_field, problems
from diagnosis.web.forms import Form
from diagnosis.web.member_table import columns_of

FEW = 12
"""Up to so many answers of the team are all shown. Where there are more, the manager opens the stage to try."""

Texts = Mapping[Cell, str]
"""What stands in each field, as one would answer it; nothing where nothing is known."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its `name` in the form, its `id` in the page, what it is `called`, what it says `now` and as `typed`.

    `current` is the answer in words, None where there is none; `understood` an example of one.
    """

    name: str
    id: str
    called: str
    now: str
    typed: str
    current: str | None
    understood: str
    choices: tuple[AnswerChoice, ...]
    wrong: tuple[Problem, ...] = ()

    @property
    def is_altered(self) -> bool:
        """Whether another answer was typed."""
        return self.typed != self.now


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are shown together: of a member, whose `owner` a hidden field tells, or the team's of a stage.

    `few` says that there is so little on the page that it need not be folded.
    """

    title: str
    fields: tuple[Field, ...]
    owner: tuple[str, str] | None = None
    few: bool = False

    @property
    def altered(self) -> int:
        """How many fields say something else."""
        return sum(field.is_altered for field in self.fields)

    @property
    def is_open(self) -> bool:
        """Whether it is shown open: where there is something to see, altered or wrong, and where there is little."""
        return self.few or any(field.is_altered or field.wrong for field in self.fields)


def now(interview: Interview) -> dict[Cell, str]:
    """The fields as they are answered: the team's, and those of each member on a list."""
    return {cell: written_answer(interview, cell) for cell in _cells(interview)}


def typed(form: Form, interview: Interview) -> dict[Cell, str]:
    """The fields as they were filled in; those that were not sent are as they are."""
    text_of = now(interview)
    names: dict[Cell, str] = {cell: f"fact-{cell.fact}" for cell in text_of if cell.subject == "team"}
    own: dict[tuple[Subject, str | None], list[Cell]] = {}
    for cell in text_of:
        own.setdefault((cell.subject, cell.member), []).append(cell)
    for subject in COLLECTIONS:
        for index, member in enumerate(form.every(f"member-{subject}")):
            names.update((cell, _name(cell, index)) for cell in own.get((subject, member), ()))
    return {cell: form.text(names[cell]) if form.has(names.get(cell, "")) else text for cell, text in text_of.items()}


def problems_of(interview: Interview, events: list[Event], names: Names) -> tuple[Problem, ...]:
    """All that is wrong with events, of which at least one cannot be: each at its field, with whose it is."""
    return tuple(
        problem
        for event, faulty in faulty_events(interview, events)
        for problem in problems_at(event.cell, faulty, names)
    )


def problems_at(cell: Cell, faulty: Faulty, names: Names) -> tuple[Problem, ...]:
    """What is wrong in a cell, at its field, with whose it is."""
    called = names.fact(cell.fact, cell.subject)
    whose = f"{cell.member}: {called}" if cell.member else called
    return tuple(replace(each, place=whose) for each in problems(faulty, names.language, cell_field(cell)))


def team_groups(
    interview: Interview, texts: Texts, names: Names, wrong: tuple[Problem, ...]
) -> tuple[tuple[Group, ...], tuple[Field, ...]]:
    """The team's fields: what is answered, by stage along the chain, and what is not."""
    views = _Views(interview, names)
    stages: dict[str | None, list[Field]] = {stage: [] for stage in (None, *interview.knowledge.stages)}
    unanswered = []
    for cell in texts:
        if cell.subject == "team":
            field = _field(interview, cell, 0, texts, names, wrong, views)
            if field.current is None and not field.typed and not field.wrong:
                unanswered.append(field)
            else:
                stages.setdefault(interview.knowledge.facts["team"][cell.fact].stage, []).append(field)
    few = sum(map(len, stages.values())) <= FEW
    groups = (
        Group(names.texts("interview.the_gap") if stage is None else names.stage(stage), tuple(fields), few=few)
        for stage, fields in stages.items()
        if fields
    )
    return tuple(groups), tuple(unanswered)


def member_groups(
    interview: Interview, subject: Subject, texts: Texts, names: Names, wrong: tuple[Problem, ...]
) -> tuple[Group, ...]:
    """The fields of the members of a kind, by member."""
    cells_of: dict[str, list[Cell]] = {}
    views = _Views(interview, names)
    for cell in texts:
        if cell.subject == subject and cell.member is not None:
            cells_of.setdefault(cell.member, []).append(cell)
    return tuple(
        Group(
            member,
            tuple(_field(interview, cell, index, texts, names, wrong, views) for cell in cells),
            owner=(f"member-{subject}", member),
        )
        for index, (member, cells) in enumerate(cells_of.items())
    )


def _cells(interview: Interview) -> Iterator[Cell]:
    """What may be changed: what is answered, and what could matter if it were."""
    catalogue = interview.knowledge.facts["team"]
    own = {cell.fact for cell in interview.answers if cell.subject == "team"}
    own.update(question.facts[0] for question in agenda_of(interview).questions if not question.is_table)
    yield from (Cell("team", fact) for fact in catalogue if fact in own and is_asked(catalogue[fact]))
    for subject in COLLECTIONS:
        for member in interview.members.get(subject, ()):
            yield from (Cell(subject, fact, member) for fact in columns_of(interview, subject))


def _name(cell: Cell, index: int) -> str:
    """What a field is called in the form: a member by its place, as any text may be its name."""
    return f"fact-{cell.fact}" if cell.member is None else f"cell-{cell.subject}-{index}-{cell.fact}"


class _Views:
    """What is said of a fact in its field: the same for all members, and so worked out once for each fact."""

    def __init__(self, interview: Interview, names: Names) -> None:
        self._interview, self._names = interview, names
        self._views: dict[tuple[Subject, str], QuestionView | Column] = {}

    def of(self, cell: Cell) -> QuestionView | Column:
        """The view of the fact of a cell."""
        key = cell.base
        if key not in self._views:
            entry = self._interview.knowledge.facts[cell.subject][cell.fact]
            question = Question(cell.subject, (cell.fact,), entry.stage, (), entry.held_by)
            view = question_view(self._interview, question, self._names)
            self._views[key] = view.columns[0] if view.columns else view
        return self._views[key]


def _field(
    interview: Interview,
    cell: Cell,
    index: int,
    texts: Texts,
    names: Names,
    wrong: tuple[Problem, ...],
    views: _Views,
) -> Field:
    about = views.of(cell)
    text, key = written_answer(interview, cell), cell_field(cell)
    unknown = None if interview.is_open(cell) else names.texts.of("known", "unknown")
    return Field(
        name=_name(cell, index),
        id=key,
        called=names.fact(cell.fact, cell.subject),
        now=text,
        typed=texts[cell],
        current=answer_text(interview, cell, text, names) if text else unknown,
        understood=about.understood,
        choices=about.choices,
        wrong=tuple(problem for problem in wrong if problem.field == key),
    )
