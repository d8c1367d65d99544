"""What `--help` says: commands name keys of `reports/texts/help.yaml`; the formatter writes the texts in a language."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from functools import cache, partial

import click

from diagnosis.languages import Language
from diagnosis.texts import texts

_CLICK = {
    "Options": "help.words.options",
    "Commands": "help.words.commands",
    "Usage: ": "help.words.usage",
    "Show this message and exit.": "help.words.help",
    "env var:": "help.words.variable",
    "default:": "help.words.default",
}
"""The words that click writes itself, and the key of each."""


def in_language(text: str, language: Language) -> str:
    """The text of a key, or of click's own word, in `language`; any other text as it is."""
    forms = texts(language).forms.get(_CLICK.get(text, text))
    return text if forms is None else forms[""]


def speaking(command: click.Command, language: Language) -> click.Command:
    """The command with its help in `language`."""
    spoken = copy.copy(command)
    spoken.context_class = _context_class(language)
    if command.help:
        spoken.short_help = in_language(command.help, language).partition("\n\n")[0]
    return spoken


class HelpInLanguage(click.HelpFormatter):
    """Writes the help of a command in `language`."""

    language: Language

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is used."""
        super().write_usage(prog, args, prefix or in_language("Usage: ", self.language))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(in_language(heading, self.language))

    def write_text(self, text: str) -> None:
        """A text; paragraphs with indented lines keep their lines."""
        paragraphs = in_language(text, self.language).split("\n\n")
        super().write_text("\n\n".join(f"\b\n{part}" if "\n  " in part else part for part in paragraphs))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options, or commands, with what each is for."""
        super().write_dl([(name, self._purpose(text)) for name, text in rows], col_max, col_spacing)

    def _purpose(self, text: str) -> str:
        """What an option is for, followed in brackets by what click adds: its default, its environment variable."""
        key, bracket, added = text.partition("  [")
        for word in ("env var:", "default:"):
            added = re.sub(rf"(^|; ){word}", partial(self._click_word, word), added)
        return in_language(key, self.language) + bracket + added

    def _click_word(self, word: str, match: re.Match[str]) -> str:
        return match[1] + in_language(word, self.language)


@cache
def _context_class(language: Language) -> type[click.Context]:
    """The class of contexts whose help is in `language`: click finds the formatter by the context's class."""
    formatter = type("Help", (HelpInLanguage,), {"language": language})
    return type("HelpContext", (click.Context,), {"formatter_class": formatter})
