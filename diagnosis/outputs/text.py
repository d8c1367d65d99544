"""Diagnoses as plain text.

Each team has its gap, the stages, the causes, whom to ask, who is held, what to do and what works; several teams end
with a summary: how many of which kind, and a line for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from diagnosis.messages import say
from diagnosis.outputs import TEXT
from diagnosis.outputs.output import Output, Writer
from diagnosis.outputs.page import Page, cells, cut

if TYPE_CHECKING:
    from diagnosis.reporting.names import Names
    from diagnosis.reporting.outline import FindingGroup, HeldStage, Task
    from diagnosis.reporting.run_summary import RunSummary
    from diagnosis.reporting.wording import BridgeRow, Wording
    from diagnosis.result import CauseResult, Diagnosis, EvidenceResult
    from diagnosis.texts import Texts

_FEW = 3
"""So many held members are shown with all that speaks in favour of them; of more, each with its strongest grounds."""

_MOST_LINES = 40
_WIDEST_NAME = 40

T = TypeVar("T")


class Text(Writer):
    """Writes each team on a page of its own, and after several teams a summary."""

    _begun = False

    def add(self, diagnosis: Diagnosis) -> None:
        """Write a team's page."""
        self._write(lambda page: write_team(page, diagnosis, self.names))

    def end(self, summary: RunSummary) -> None:
        """Write the summary of several teams."""
        if summary.teams > 1:
            self._write(lambda page: write_summary(page, summary, self.names))

    def _write(self, fill: Callable[[Page], None]) -> None:
        page = self.new_page()
        if self._begun:
            page.blank()
            page.blank()
        self._begun = True
        fill(page)
        self.stream.write(str(page))


OUTPUTS = (
    Output(
        id=TEXT,
        title=say("Text"),
        hint=say("as a terminal shows it"),
        file_of_many=None,
        file_of_one="report.txt",
        media_type="text/plain",
        writer=Text,
        order=10,
    ),
)


def write_team(page: Page, diagnosis: Diagnosis, names: Names) -> None:
    """Write a whole diagnosis on the page."""
    from diagnosis.reporting.wording import Wording

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
        if self.words.comes_to:
            self.page.line(self.words.comes_to)
        gate_changed(self.page, self.names)
        self.bridge()
        self.stages()
        if not self.diagnosis.gap.met:
            self.confirmed()
            self.open()
        self.requests()
        for held in self.outline.held:
            self.held(held)
        self.cleared()
        self.tasks()
        self.findings("section.strengths", self.outline.strengths)
        self.findings("section.recognition", self.outline.recognition)
        self.findings("section.notes", self.outline.notes)
        self.items("section.watch", self.diagnosis.watch, self.words.watched)
        self.items("section.changes", self.outline.changes, self.words.change)

    def items(self, section: str, items: Sequence[T], word: Callable[[T], str]) -> None:
        """A section of items, put into words by `word`; no section without items."""
        if items:
            self.page.section(self.texts(section))
        for item in items:
            self.page.item("-", word(item))

    def bridge(self) -> None:
        write_bridge(self.page, self.words.bridge, self.words.located, self.texts)

    def stages(self) -> None:
        self.page.section(self.texts("section.stages"))
        titles = [self.names.stage(stage.stage) for stage in self.diagnosis.stages]
        verdicts = [self.texts.of("verdict", stage.verdict) for stage in self.diagnosis.stages]
        first, second = max(map(cells, titles)), max(map(cells, verdicts))
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
            self.page.item("-", self.words.silent(stage), 4)
        if parts.ruled_out:
            self.page.line(self.texts.counted("causes_ruled_out", parts.ruled_out), 2)

    def cause(self, cause: CauseResult) -> None:
        self.page.item(f"{cause.rank}.", f"{self.words.cause(cause)} ({cause.cause})", style=cause.verdict)
        self.page.line(self.words.weighed(cause), 5, style="faint")
        if explains := self.words.explains(cause):
            self.page.line(explains, 5, style="faint")
        for evidence in cause.evidence:
            self.evidence(evidence)
        if cause.missing:
            facts = self.words.facts(cause.missing, cause.stage)
            self.page.line(self.texts("not_known", facts=facts), 5, 7)

    def evidence(self, evidence: EvidenceResult) -> None:
        mark = "+" if evidence.direction == "for" else "-"
        again = "" if evidence.counted else f" {self.texts('not_counted')}"
        self.page.item(mark, f"{evidence.text} [{self.texts.of('grade', evidence.grade)}]{again}", 5)

    # --- whom to ask, who is held -----------------------------------------------------------------------------

    def requests(self) -> None:
        if self.outline.first:
            self.page.section(self.texts("section.first_requests"))
        for place, request in enumerate(self.outline.first, start=1):
            self.page.item(f"{place}.", self.words.asked_first(request))
        if self.outline.asked:
            self.page.section(self.texts("section.requests"))
        for group in self.outline.asked:
            needed = [self.words.request(request) for request in group.requests if request.needed]
            useful = [self.words.request(request) for request in group.requests if not request.needed]
            facts = "; ".join(needed or useful)
            if needed and useful:
                facts += f". {self.texts('useful', facts='; '.join(useful))}"
            self.page.item("-", f"{self.words.department(group)}: {facts}")

    def held(self, held: HeldStage) -> None:
        self.page.section(self.texts("section.held", stage=self.names.stage(held.stage)))
        self.page.line(self.words.held_until(held), 2)
        for member in held.members:
            most = len(member.cleared_by) if len(held.members) <= _FEW else _FEW
            self.in_favour(member.subject or self.texts("team"), member.cleared_by, most)

    def in_favour(self, who: str, grounds: Sequence[EvidenceResult], most: int) -> None:
        """What speaks in favour of somebody: the first `most` grounds, and how many more there are."""
        if not grounds:
            self.page.item("-", f"{who}: {self.texts('nothing_in_favour')}")
            return
        self.page.item("-", self.texts("in_favour", who=who))
        for ground in grounds[:most]:
            self.page.item("·", ground.text.removeprefix(f"{who}: "), 4)
        if len(grounds) > most:
            self.page.line(self.texts.counted("and_more", len(grounds) - most), 6)

    def cleared(self) -> None:
        if self.diagnosis.cleared:
            self.page.section(self.texts("section.cleared"))
        for clearing in self.diagnosis.cleared:
            self.page.item("-", clearing.text)
            for evidence in clearing.evidence:
                self.page.item("·", evidence.text.removeprefix(f"{clearing.subject}: "), 4)

    # --- what to do, what works -------------------------------------------------------------------------------

    def tasks(self) -> None:
        for heading, tasks in (("section.actions", self.outline.tasks), ("section.consider", self.outline.ideas)):
            if tasks:
                self.page.section(self.texts(heading))
            self.numbered(tasks)

    def numbered(self, tasks: Sequence[Task]) -> None:
        for number, task in enumerate(tasks, start=1):
            mark = f"{number}."
            indent = len(mark) + 3
            self.page.item(mark, self.words.task(task), style="title")
            self.page.line(self.words.due(task), indent, style="faint")
            self.page.line(task.action.does, indent)
            self.page.line(self.words.check(task), indent)

    def findings(self, section: str, groups: Sequence[FindingGroup]) -> None:
        self.items(section, groups, lambda group: f"{group.title}: {' '.join(each.text for each in group.findings)}")


def write_bridge(page: Page, rows: Sequence[BridgeRow], located: str, texts: Texts) -> None:
    """Write the bridge, and in a sentence where the money was lost; nothing where there is none."""
    if not rows:
        return
    page.section(texts("section.bridge"))
    first, second = max(cells(row.part) for row in rows), max(cells(row.amount) for row in rows)
    for row in rows:
        page.row([(row.part, first, ""), (row.amount.rjust(second), second, "")], row.bar)
    if located:
        page.line(located, 2)


def gate_changed(page: Page, names: Names) -> None:
    """Say of a gate that the company's rules weaken that it is; nothing of any other."""
    for sentence in names.gate_changed:
        page.line(sentence, style="open")


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
    gate_changed(page, names)
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
    width = max(cells(title) for title, _ in counts)
    for title, count in counts:
        page.row([(title, width, "")], texts.counted("teams", count))


def _teams(page: Page, summary: RunSummary, names: Names) -> None:
    """A line a team: how far it came, and its confirmed causes."""
    from diagnosis.reporting.wording import Wording

    shown = summary.first[:_MOST_LINES]
    one_quarter = len({diagnosis.quarter for diagnosis in summary.first}) == 1
    page.section(names.texts("summary.teams"))
    words = [Wording(diagnosis, names) for diagnosis in shown]
    labels = [team.diagnosis.team if one_quarter else team.heading for team in words]
    attained = [diagnosis.gap.attainment for diagnosis in shown]
    reached = ["?" if attainment is None else names.formats.percent(attainment) for attainment in attained]
    width, second = min(max(map(cells, labels)), _WIDEST_NAME), max(map(cells, reached))
    for team, label, share in zip(words, labels, reached, strict=True):
        page.row([(cut(label, width), width, ""), (share.rjust(second), second, "")], "; ".join(team.confirmed))
    if summary.teams > len(shown):
        page.line(names.texts.counted("and_more", summary.teams - len(shown)), 2)
