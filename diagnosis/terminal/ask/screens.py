"""What an interview shows: questions, reasons, where it stands, all answers. Views go in, lines come out."""

from __future__ import annotations

from collections.abc import Sequence

from diagnosis.outputs.page import Page
from diagnosis.outputs.text import write_bridge
from diagnosis.presentation import (
    AnswerRow,
    CauseView,
    HandingView,
    HowView,
    MemberTableView,
    QuestionView,
    RequestsView,
    ReviewView,
    Sentence,
    StandingView,
    WhyNotView,
    WhyView,
)
from diagnosis.reporting.names import Names
from diagnosis.terminal.ask.held_causes import HeldBack
from diagnosis.texts import Texts

_MOST_CAUSES = 6
"""So many causes are listed with their evidence."""

_MOST_CHANGES = 5
_MOST_EVIDENCE = 3


def question(page: Page, view: QuestionView, progress: str, texts: Texts, *, revised: bool = False) -> None:
    """A question with what helps to answer it; a revised one with its answer of now."""
    page.blank()
    page.line(f"{view.stage} · {progress}", style="faint")
    page.line(view.title, style="title")
    if view.help:
        page.line(view.help, 2, style="faint")
    if view.is_table:
        _columns(page, view, texts)
    if view.held_by:
        page.line(texts("ask.held_by", department=view.held_by), 2)
    if view.before:
        page.line(texts("ask.before", before=view.before), 2)
    if view.understood:
        page.line(texts("ask.answer", understood=view.understood), 2)
    if revised and view.current:
        page.line(texts("ask.current", current=view.current), 2)
    if view.is_table:
        page.line(texts("ask.paste"), 2)
        # On one line however long it is, so that it can be copied.
        page.lines.append(f"    {view.template.splitlines()[0]}")
        if view.members:
            page.line(texts("ask.members", members=", ".join(view.members)), 2, 4)


def titled(page: Page, question: str) -> None:
    """The question without help: it was put already, or is about a single value."""
    page.blank()
    page.line(question, style="title")


def stop(page: Page, text: str, more: str) -> None:
    """Say that the manager may stop, or that the interview is at its end."""
    page.blank()
    page.line(text, style="good")
    if more:
        page.line(more)


def end(page: Page, view: StandingView, unknown: Sequence[RequestsView], texts: Texts) -> None:
    """Why it is the end, what is confirmed, and what to ask for that nobody here knew."""
    page.blank()
    for sentence in view.gate_changed:
        page.line(sentence, style="open")
    if view.stop is not None:
        page.line(view.stop.text, style="good")
    confirmed = [cause.title for cause in view.causes if cause.verdict == "confirmed"]
    if confirmed:
        page.line(texts("ask.confirmed", causes="; ".join(confirmed)), 0, 2, style="confirmed")
    elif view.causes:
        page.line(texts("ask.none_confirmed"))
    if view.stop is not None and view.stop.more:
        page.line(view.stop.more)
    for share in unknown:
        page.item("-", f"{share.department}: {', '.join(share.needed)}")
    if view.next_step:
        page.line(view.next_step, style="title")


def _columns(page: Page, view: QuestionView, texts: Texts) -> None:
    page.line(texts("ask.columns"), 2)
    for column in view.columns:
        page.item("·", f"{column.header} ({column.understood}): {column.question}", 4)


def why(page: Page, view: WhyView, texts: Texts) -> None:
    """Why a question is asked."""
    page.blank()
    page.line(view.bears, 2)
    for branch in view.branches:
        page.line(texts("ask.why_if", answer=branch.answer), 2, style="title")
        if not branch.sentences:
            page.item("·", texts("ask.why_nothing"), 4, style="faint")
        for sentence in branch.sentences:
            page.item("·", sentence.text, 4, style=sentence.verdict or "")
    if view.note:
        page.line(view.note, 2)
    page.line(texts("ask.also"), 2, style="faint")


def changed(page: Page, sentences: Sequence[Sentence], texts: Texts, *, everything: bool = False) -> None:
    """What changed in the conclusions: after an answer only verdicts; else also probabilities, actions and requests."""
    told = [sentence for sentence in sentences if everything or sentence.weighty]
    if everything and not told:
        page.line(texts("changed.nothing"), 2)
    for sentence in _shortened(told):
        page.item("→", sentence.text, 2, style=sentence.verdict or "")
    left = len(told) - len(_shortened(told))
    if left:
        page.line(texts.counted("ask.and_more", left), 4, style="faint")


def _shortened(told: Sequence[Sentence]) -> list[Sentence]:
    """A few of each kind."""
    result: list[Sentence] = []
    for sentence in told:
        if sum(other.kind == sentence.kind for other in result) < _MOST_CHANGES:
            result.append(sentence)
    return result


def standing(page: Page, view: StandingView, texts: Texts) -> None:
    """The chain, the gates and the ranked causes."""
    page.blank()
    page.line(view.gap)
    for sentence in view.gate_changed:
        page.line(sentence, style="open")
    page.line(view.progress[:1].upper() + view.progress[1:])
    page.blank()
    first = max(len(stage.title) for stage in view.stages)
    second = max(len(stage.word) for stage in view.stages)
    for stage in view.stages:
        page.row([(stage.title, first, ""), (stage.word, second, stage.verdict)], stage.left)
    for gate in view.gates:
        page.line(gate, 2)
    write_bridge(page, view.bridge, view.located, texts)
    _causes(page, view, texts)


def _causes(page: Page, view: StandingView, texts: Texts) -> None:
    """The first causes by their numbers, with the evidence for and against."""
    page.blank()
    for cause in view.causes[:_MOST_CAUSES]:
        _cause(page, cause)
        for mark, told in (("+", cause.for_), ("-", cause.against)):
            for evidence in told[:_MOST_EVIDENCE]:
                page.item(mark, evidence, 5)
    if len(view.causes) > _MOST_CAUSES:
        page.line(texts.counted("ask.more_causes", len(view.causes) - _MOST_CAUSES), 5, style="faint")
    if not view.causes:
        page.line(texts("ask.no_causes"), 2)


def _cause(page: Page, cause: CauseView) -> None:
    page.item(f"{cause.rank}.", f"{cause.title}: {cause.word}, {cause.percent}", 2, style=cause.verdict)


def choices(page: Page, view: StandingView, held: Sequence[HeldBack], names: Names) -> None:
    """All causes by the numbers with which they are chosen: the team's, the members', those that are held."""
    page.blank()
    of_members: dict[str, list[CauseView]] = {}
    for cause in view.causes:
        if cause.subject is None:
            _cause(page, cause)
        else:
            of_members.setdefault(cause.cause, []).append(cause)
    # By cause and not by member: there are a few causes and many members, whose names are shorter.
    for id_, judged in of_members.items():
        told = (f"{_numbered(cause.rank, cause.subject or '')}: {cause.word}, {cause.percent}" for cause in judged)
        page.item("·", f"{names.cause(id_)} – {'; '.join(told)}", 2, style=judged[0].verdict)
    for stage in held:
        title = f"{names.stage(stage.stage)} ({names.texts.of('verdict', 'held')})"
        page.item("·", f"{title}: {', '.join(stage.members)}" if stage.members else title, 2, style="held")
        page.line("; ".join(_numbered(number, names.cause(cause)) for number, cause in stage.causes.items()), 4)
    if not view.causes:
        page.line(names.texts("ask.no_causes"), 2)


def _numbered(number: int, text: str) -> str:
    """A text behind its number, which stays on the same line."""
    return f"{number}.\u00a0{text}"


def how(page: Page, view: HowView, why_not: WhyNotView | None, texts: Texts) -> None:
    """How a verdict came about, and why the cause is not the first."""
    page.blank()
    page.line(view.title, style="title")
    page.line(view.told, 2, style=view.verdict or "")
    for step in view.steps:
        page.item("·", step, 2)
    for limit in view.limits:
        page.line(limit, 2, 4, style="faint")
    if view.possible:
        page.line(texts("ask.could_change"), 2, style="title")
    for sentence in view.possible:
        page.item("·", sentence, 4)
    if why_not is not None:
        page.line(texts("ask.why_not_first"), 2, style="title")
        for sentence in (why_not.told, *why_not.otherwise, *((why_not.note,) if why_not.note else ())):
            page.item("·", sentence, 4)


def review(page: Page, view: ReviewView, texts: Texts) -> list[AnswerRow | tuple[MemberTableView, str]]:
    """All answers with their numbers; the rows (or columns of a table) in the order of the numbers."""
    page.section(texts("ask.answers"))
    rows: list[AnswerRow | tuple[MemberTableView, str]] = list(view.team)
    stage = None
    for number, row in enumerate(view.team, start=1):
        if row.stage != stage:
            stage = row.stage
            page.line(stage or texts.of("list", "team"), 2, style="faint")
        _numbered_row(page, number, row)
    for table in view.tables:
        page.line(f"{table.title}: {len(table.rows)}", 2, style="faint")
        for fact, name in table.columns:
            rows.append((table, fact))
            known = texts("ask.column_known", known=table.known(fact), members=len(table.rows))
            page.item(f"{len(rows):>3}", f"{name}: {known}", 2)
    if not rows:
        page.line(texts("ask.no_answers"), 2)
    return rows


def facts(page: Page, rows: Sequence[AnswerRow], texts: Texts) -> None:
    """Facts to choose from, with their numbers and what stands there now."""
    for number, row in enumerate(rows, start=1):
        whose = texts.of("list", row.cell.subject)
        title = row.title if row.cell.subject == "team" else f"{row.title} ({whose})"
        page.item(f"{number:>3}", f"{title}{f': {row.value}' if row.value else ''}", 2)


def departments(page: Page, view: HandingView, texts: Texts) -> None:
    """The departments that the questions left could be handed over to."""
    page.line(texts("ask.departments", others=view.others), 2)
    for department in view.departments:
        page.item("·", f"{department.title}: {texts.counted('interview.questions', department.questions)}", 4)


def column(page: Page, title: str, cells: Sequence[AnswerRow]) -> None:
    """The values of one fact, member by member, with their numbers."""
    page.section(title)
    for number, cell in enumerate(cells, start=1):
        _numbered_row(page, number, cell, whose=cell.cell.member or "")


def _numbered_row(page: Page, number: int, row: AnswerRow, whose: str = "") -> None:
    """An answer behind its number."""
    note = f" ({row.note})" if row.note and row.note != row.value else ""
    page.item(f"{number:>3}", f"{whose or row.title}: {row.value}{note}", 2)
