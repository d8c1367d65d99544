"""One diagnosis as plain text: the gap, the stages, the causes, whom to ask, who is held, what to do, what works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from diagnosis.outputs.page import Page
from diagnosis.reporting.names import Names
from diagnosis.reporting.outline import DepartmentRequests, FindingGroup, HeldStage
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.reporting.wording import Wording
from diagnosis.result import CauseResult, Diagnosis, EvidenceResult

_FEW = 3
"""So many held members are shown with all that speaks in favour of them; of more, each with its strongest grounds."""

_MOST_LINES = 40
_WIDEST_NAME = 40

T = TypeVar("T")


def write_team(page: Page, diagnosis: Diagnosis, names: Names) -> None:
    """Write a whole diagnosis on the page."""
    _Team(page, Wording(diagnosis, names)).write()


class _Team:
    """Writes one diagnosis."""

    def __init__(self, page: Page, words: Wording) -> None:
        self.page, self.words = page, words
        self.diagnosis, self.outline = words.diagnosis, words.outline
        self.names, self.texts = words.names, words.texts

    def write(self) -> None:
        self.page.title(self.words.heading)
        self.page.line(self.words.gap, style="ruled_out" if self.diagnosis.gap.met else "")
        self.stages()
        if not self.diagnosis.gap.met:
            self.confirmed()
            self.open()
        self.requests(self.outline.asked)
        for held in self.outline.held:
            self.held(held)
        self.cleared()
        self.tasks()
        self.findings("section.strengths", self.outline.strengths)
        self.findings("section.recognition", self.outline.recognition)
        self.findings("section.notes", self.outline.notes)
        self.items("section.watch", self.diagnosis.watch, self.words.watched)
        self.items("section.changes", self.outline.changes, self.words.change)

    def items(self, section: str, found: Sequence[T], word: Callable[[T], str]) -> None:
        """A section with an item for each of what was found; none where nothing was."""
        if found:
            self.page.section(self.texts(section))
        for one in found:
            self.page.item("-", word(one))

    def stages(self) -> None:
        self.page.section(self.texts("section.stages"))
        titles = [self.names.stage(one.stage) for one in self.diagnosis.stages]
        verdicts = [self.texts.of("verdict", one.verdict) for one in self.diagnosis.stages]
        first, second = max(map(len, titles)), max(map(len, verdicts))
        for stage, title, verdict in zip(self.diagnosis.stages, titles, verdicts, strict=True):
            self.page.row([(title, first, ""), (verdict, second, stage.verdict)], self.words.why(stage))

    # --- the causes -------------------------------------------------------------------------------------------

    def confirmed(self) -> None:
        self.page.section(self.texts("section.confirmed"))
        for cause in self.outline.confirmed:
            self.cause(cause)
        if not self.outline.confirmed:
            self.page.line(self.words.nothing_confirmed, 2)

    def open(self) -> None:
        parts = self.outline
        if parts.open:
            self.page.section(self.texts("section.open"))
        for cause in parts.telling:
            self.cause(cause)
        if parts.silent:
            self.page.line(self.texts("silent" if parts.telling else "silent_only"), 2)
        for stage in parts.silent:
            titles = "; ".join(self.names.cause(cause) for cause in stage.causes)
            of = f" ({self.words.some(stage.subjects)})" if stage.subjects else ""
            self.page.item("-", f"{self.names.stage(stage.stage)}{of}: {titles}", 4)
        if parts.ruled_out:
            self.page.line(self.texts.counted("causes_ruled_out", parts.ruled_out), 2)

    def cause(self, cause: CauseResult) -> None:
        self.page.item(f"{cause.rank}.", f"{self.words.cause(cause)} ({cause.cause})", style=cause.verdict)
        self.page.line(self.words.weighed(cause), 5, style="faint")
        for one in cause.evidence:
            self.evidence(one)
        if cause.missing:
            facts = self.words.facts(cause.missing, cause.stage)
            self.page.line(self.texts("not_known", facts=facts), 5, 7)

    def evidence(self, one: EvidenceResult) -> None:
        mark = "+" if one.direction == "for" else "-"
        again = "" if one.counted else f" {self.texts('not_counted')}"
        self.page.item(mark, f"{one.text} [{self.texts.of('grade', one.grade)}]{again}", 5)

    # --- whom to ask, who is held -----------------------------------------------------------------------------

    def requests(self, asked: Sequence[DepartmentRequests]) -> None:
        if asked:
            self.page.section(self.texts("section.requests"))
        for one in asked:
            needed = [self.words.request(request) for request in one.requests if request.needed]
            useful = [self.words.request(request) for request in one.requests if not request.needed]
            facts = "; ".join(needed or useful)
            if needed and useful:
                facts += f". {self.texts('useful', facts='; '.join(useful))}"
            self.page.item("-", f"{self.words.department(one)}: {facts}")

    def held(self, held: HeldStage) -> None:
        self.page.section(self.texts("section.held", stage=self.names.stage(held.stage)))
        self.page.line(self.words.held_until(held), 2)
        for one in held.members:
            most = len(one.cleared_by) if len(held.members) <= _FEW else _FEW
            self.in_favour(one.subject or self.texts("team"), one.cleared_by, most)

    def in_favour(self, who: str, evidence: Sequence[EvidenceResult], most: int) -> None:
        """What speaks in favour of somebody, at most so many grounds."""
        if not evidence:
            self.page.item("-", f"{who}: {self.texts('nothing_in_favour')}")
            return
        self.page.item("-", self.texts("in_favour", who=who))
        for one in evidence[:most]:
            self.page.item("·", one.text.removeprefix(f"{who}: "), 4)
        if len(evidence) > most:
            self.page.line(self.texts.counted("and_more", len(evidence) - most), 6)

    def cleared(self) -> None:
        if self.diagnosis.cleared:
            self.page.section(self.texts("section.cleared"))
        for one in self.diagnosis.cleared:
            self.page.item("-", one.text)
            for evidence in one.evidence:
                self.page.item("·", evidence.text.removeprefix(f"{one.subject}: "), 4)

    # --- what to do, what works -------------------------------------------------------------------------------

    def tasks(self) -> None:
        if self.outline.tasks:
            self.page.section(self.texts("section.actions"))
        for number, task in enumerate(self.outline.tasks, start=1):
            mark = f"{number}."
            indent = len(mark) + 3
            self.page.item(mark, self.words.task(task), style="title")
            self.page.line(self.words.due(task), indent, style="faint")
            self.page.line(task.action.does, indent)
            self.page.line(self.words.check(task), indent)

    def findings(self, section: str, found: Sequence[FindingGroup]) -> None:
        self.items(section, found, lambda group: f"{group.title}: {' '.join(one.text for one in group.findings)}")


def write_summary(page: Page, summary: RunSummary, names: Names) -> None:
    """Write the summary on the page."""
    texts = names.texts
    page.title(texts("summary.title"))
    parts = [texts.counted("summary.evaluated", summary.teams)]
    if summary.met:
        parts.append(texts.counted("summary.met", summary.met))
    if summary.refused:
        parts.append(texts.counted("summary.refused", summary.refused))
    page.line("; ".join(parts) + ".")
    _stages(page, summary, names)
    if summary.teams > 1:
        _teams(page, summary, names)


def _stages(page: Page, summary: RunSummary, names: Names) -> None:
    """For how many teams a cause was confirmed, by stage."""
    texts = names.texts
    counts = [(names.stage(stage), count) for stage, count in summary.by_stage.items() if count]
    if summary.unexplained:
        counts.append((texts("summary.unexplained"), summary.unexplained))
    if not counts:
        return
    page.section(texts("summary.by_stage"))
    width = max(len(title) for title, _ in counts)
    for title, count in counts:
        page.row([(title, width, "")], texts.counted("teams", count))


def _teams(page: Page, summary: RunSummary, names: Names) -> None:
    """A line a team: how far it came, and its confirmed causes."""
    shown = summary.first[:_MOST_LINES]
    one_quarter = len({one.quarter for one in summary.first}) == 1
    page.section(names.texts("summary.teams"))
    words = [Wording(one, names) for one in shown]
    labels = [one.team if one_quarter else f"{one.team} · {one.quarter}" for one in shown]
    reached = ["?" if one.gap.attainment is None else names.formats.percent(one.gap.attainment) for one in shown]
    width, second = min(max(map(len, labels)), _WIDEST_NAME), max(map(len, reached))
    for one, label, share in zip(words, labels, reached, strict=True):
        cell = label if len(label) <= width else label[: width - 1] + "…"
        page.row([(cell, width, ""), (share.rjust(second), second, "")], "; ".join(one.confirmed))
    if summary.teams > len(shown):
        page.line(names.texts.counted("and_more", summary.teams - len(shown)), 2)
