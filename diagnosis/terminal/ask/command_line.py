"""The command line of `diagnosis ask`."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from diagnosis.knowledge.model import Language

_SHOWN = 10
"""How many characters of an id are shown: enough to tell sessions apart, few enough to be typed."""


@dataclass(frozen=True, slots=True)
class AskCommand:
    """What was asked for; `language_chosen` says whether the language was, or is only the default."""

    facts: Path | None
    resume: str | None
    team: str | None
    quarter: str | None
    previous: Path | None
    columns: Path | None
    numbers: str | None
    as_of: str | None
    currency: str | None
    rules: tuple[Path, ...]
    language: Language
    language_chosen: bool
    who: str | None
    store: str | None
    no_questions: bool
    export_facts: Path | None
    export_case: Path | None
    report: Path | None
    as_list: bool
    delete: str | None
    purge: int | None
    link: str | None
    url: str | None

    def resuming(self, id_: str) -> str:
        """The command that goes on with a session."""
        words = ["diagnosis", "ask", f"--resume={id_[:_SHOWN]}" if id_.startswith("-") else f"--resume {id_[:_SHOWN]}"]
        words += self._places()
        if self.who:
            words.append(f"--who {shlex.quote(self.who)}")
        return " ".join(words)

    @property
    def serving(self) -> str:
        """The command that serves the same interviews as pages."""
        return " ".join(["diagnosis", "serve", *self._places()])

    def _places(self) -> list[str]:
        """The options that say by which rules, and in which store."""
        words = [f"--rules {shlex.quote(str(path))}" for path in self.rules]
        return [*words, f"--store {shlex.quote(self.store)}"] if self.store else words


def short(id_: str) -> str:
    """An id as it is told in lists."""
    return id_[:_SHOWN]
