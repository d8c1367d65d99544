"""What `--help` says in a language other than English; in English the commands' own words serve.

Only the formatter differs: it is given the English texts, and writes what `reports/texts/help.yaml` has for them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

import click

from diagnosis.knowledge.model import Language
from diagnosis.texts import texts

_SPOKEN: Language = "en"
"""The language of the commands' own words."""

_CLICK = {
    "lt": {
        "Options": "Parinktys",
        "Commands": "Komandos",
        "Usage: ": "Naudojimas: ",
        "Show this message and exit.": "Parodyti šį paaiškinimą ir baigti.",
        "env var:": "aplinkos kintamasis:",
        "default:": "numatyta:",
    }
}
"""The words that click writes itself."""


def in_language(text: str, language: Language) -> str:
    """What a text of a help says in `language`; a text that has no translation is returned as it is."""
    wanted = _plain(text)
    for key, forms in texts(_SPOKEN).forms.items():
        if key.startswith("help.") and _plain(forms[""]) == wanted:
            return texts(language).forms[key][""]
    return _CLICK.get(language, {}).get(text, text)


def _plain(text: str) -> str:
    """A text without its layout."""
    return " ".join(text.replace("\b", " ").split())


def speaking(command: click.Command, language: Language) -> click.Command:
    """The command with its help in `language`."""
    spoken = copy.copy(command)
    spoken.context_class = _CONTEXTS[language]
    if command.help:
        spoken.short_help = in_language(command.help, language).partition("\n\n")[0]
    return spoken


class LithuanianHelp(click.HelpFormatter):
    """Writes the help of a command in Lithuanian."""

    language: Language = "lt"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is used."""
        super().write_usage(prog, args, prefix or self._own("Usage: "))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(self._own(heading))

    def write_text(self, text: str) -> None:
        """A text, of which paragraphs with indented lines keep their lines."""
        paragraphs = in_language(text, self.language).split("\n\n")
        super().write_text("\n\n".join(f"\b\n{one}" if "\n  " in one else one for one in paragraphs))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options, or commands, with what each is for."""
        super().write_dl([(name, self._row(text)) for name, text in rows], col_max, col_spacing)

    def _row(self, text: str) -> str:
        """What an option is for, followed in brackets by what click knows of it."""
        whole = in_language(text, self.language)
        if whole != text:
            return whole
        said, bracket, known = text.partition("  [")
        for word in ("env var:", "default:"):
            known = re.sub(rf"(^|; ){word}", lambda found: found[1] + self._own(found[0].removeprefix(found[1])), known)
        return in_language(said, self.language) + bracket + known

    def _own(self, word: str) -> str:
        return _CLICK[self.language].get(word, word)


class LithuanianContext(click.Context):
    """The context of a command whose help is Lithuanian."""

    formatter_class = LithuanianHelp


_CONTEXTS: dict[str, type[click.Context]] = {"lt": LithuanianContext}
