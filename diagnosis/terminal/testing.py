"""What `diagnosis rules test` does: read the cases, run them, show each that fails, count them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from diagnosis.authoring.case_file import read_cases
from diagnosis.authoring.case_model import Case
from diagnosis.authoring.run import CaseResult, run_cases
from diagnosis.documents.nodes import Faults
from diagnosis.evaluation import executor
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language
from diagnosis.messages import say, say_counted, translated
from diagnosis.resources import rules_dir
from diagnosis.terminal.options import NOTHING, fail, load, tell
from diagnosis.terminal.page import page_for_stdout
from diagnosis.terminal.progress import Progress

_PIECE = 25
"""Cases run between two steps of the progress."""


@dataclass(frozen=True, slots=True)
class RulesTestOptions:
    """The command line of `diagnosis rules test`."""

    paths: tuple[Path, ...]
    rules: tuple[Path, ...]
    word: str
    language: Language


def run_tests(options: RulesTestOptions) -> int:
    """Runs the cases that are asked for; the exit code."""
    language, faults = options.language, Faults()
    knowledge = load(options.rules, language)
    cases = _cases(options, knowledge, faults)
    tell(sorted(set(faults.found)), language)
    chosen = [case for case in cases if _matches(case, options.word.casefold())]
    if cases and not chosen:
        what = say("none of {count} cases has {word!r} in its name or its file's", count=len(cases), word=options.word)
        fail(language, what, say("give another word with -k"))
    # All are run before the first is shown, so that the progress and what fails do not share a terminal's lines.
    failing = [result for result in _results(chosen, knowledge, language) if not result.passed]
    for result in failing:
        _show(result, language)
    _end(len(chosen) - len(failing), len(failing), len(set(faults.found)), language)
    if faults.found or not chosen:
        return NOTHING
    return 1 if failing else 0


def _cases(options: RulesTestOptions, knowledge: Knowledge, faults: Faults) -> Sequence[Case]:
    """The cases of the paths; without paths those of the package and of the overlays, each laid over the other."""
    packaged = rules_dir() / "tests"
    overlays = [folder / "tests" for folder in options.rules if (folder / "tests").is_dir()]
    if not options.paths:
        return read_cases([packaged], knowledge, faults, *overlays)
    return read_cases(options.paths, knowledge, faults, bases=[packaged, *overlays])


def _matches(case: Case, word: str) -> bool:
    return word in case.case.casefold() or word in Path(case.place.file).name.casefold()


def _results(cases: Sequence[Case], knowledge: Knowledge, language: Language) -> Iterator[CaseResult]:
    """The results in the order of the cases, run piece by piece."""
    engine = executor(knowledge, teams=len(cases)).name
    with Progress(len(cases), lambda done: _progress(done, len(cases), language)) as progress:
        for first in range(0, len(cases), _PIECE):
            progress.show(first)
            yield from run_cases(cases[first : first + _PIECE], knowledge, engine, language)  # type: ignore[arg-type]


def _progress(done: int, count: int, language: Language) -> str:
    return translated(
        say_counted("{done} of {count} case", "{done} of {count} cases", count=count, done=done), language
    )


def _show(result: CaseResult, language: Language) -> None:
    """A case that fails: its name and sentence, then what was expected, where, and what came out."""
    page, case = page_for_stdout(), result.case
    page.line(translated(say("FAILS: {case}", case=case.case), language), style="confirmed")
    page.line(case.says, 2)
    labels = [translated(label, language) for label in (say("expected:"), say("got:"))]
    for difference in result.differences:
        page.lines.append(f"  {difference.place}")
        for label, text in zip(labels, (difference.expected, difference.found), strict=True):
            page.item(label.ljust(max(map(len, labels))), translated(text, language), 4)
    page.blank()
    click.echo(str(page), nl=False)


def _end(held: int, failed: int, faults: int, language: Language) -> None:
    """The last line: how many cases came out as expected."""
    parts = [say_counted("{count} case holds", "{count} cases hold", count=held)]
    if failed:
        parts.append(say_counted("{count} fails", "{count} fail", count=failed))
    if faults:
        parts.append(say_counted("{count} fault in the files", "{count} faults in the files", count=faults))
    page = page_for_stdout()
    page.line(
        "; ".join(translated(part, language) for part in parts), style="confirmed" if failed or faults else "good"
    )
    click.echo(str(page), nl=False)
