"""The end of a run over many teams: how many of which kind, and a line for each."""

from __future__ import annotations

from diagnosis.reporting.names import Names
from diagnosis.reporting.summary import Summary
from diagnosis.reporting.wording import Wording
from diagnosis.terminal.page import Page

_MOST_LINES = 40
_WIDEST_NAME = 40


def write_summary(page: Page, summary: Summary, names: Names) -> None:
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


def _stages(page: Page, summary: Summary, names: Names) -> None:
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


def _teams(page: Page, summary: Summary, names: Names) -> None:
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
