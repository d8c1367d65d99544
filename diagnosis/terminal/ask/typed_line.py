"""What a line that was typed means: a command, a choice, the value of a what-if, a table."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from diagnosis.interview import Event, Interview
from diagnosis.knowledge.model import Subject
from diagnosis.presentation import AnswerChoice, QuestionView
from diagnosis.reporting.names import Names

Name = Literal[
    "why",
    "back",
    "unknown",
    "status",
    "how",
    "what_if",
    "review",
    "table",
    "quit",
    "withdraw",
    "empty",
    "others",
    "find",
    "since",
    "not_applicable",
]

_WORDS: Mapping[Name, tuple[str, ...]] = {
    "why": ("?", "why", "help", "kodėl", "kodel", "pagalba"),
    "back": ("b", "back", "atgal"),
    "unknown": ("u", "don't know", "dont know", "nežinau", "nezinau"),
    "status": ("s", "status", "padėtis", "padetis"),
    "how": ("h", "how", "kaip"),
    "what_if": ("w", "what if", "kas jei", "jeigu"),
    "review": ("r", "review", "answers", "peržiūra", "perziura"),
    "table": ("t", "table", "lentelė", "lentele"),
    "quit": ("q", "quit", "exit", "baigti"),
    "empty": ("e", "empty", "tuščia", "tuscia"),
    "withdraw": ("x", "withdraw", "atsiimti"),
    "others": ("o", "others", "kitiems"),
    "find": ("f", "find", "rasti"),
    "since": ("i", "since", "nuo"),
    "not_applicable": ("d", "does not apply", "netaikoma"),
}
_BY_WORD: Mapping[str, Name] = {word: name for name, words in _WORDS.items() for word in words}
_WITH_MORE = re.compile(
    r"(h|how|kaip|w|what if|kas jei|jeigu|r|t|table|lentelė|o|others|kitiems|f|find|rasti|i|since|nuo"
    r"|d|does not apply|netaikoma)\s+(\S.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command, with what follows it on the line."""

    name: Name
    rest: str = ""


def command_of(line: str) -> Command | None:
    """The command of a line; None where it is something else."""
    letter = _BY_WORD.get(line.lower())
    if letter is not None:
        return Command(letter)
    match = _WITH_MORE.fullmatch(line)
    return Command(_BY_WORD[match[1].lower()], match[2].strip()) if match else None


def is_yes(line: str) -> bool:
    """Whether a line agrees to what was asked."""
    return line.lower() in ("y", "yes", "t", "taip")


def place_of(word: str, count: int) -> int | None:
    """The place, from 0, that a number from 1 to `count` picks in a list; None where a word is no such number."""
    digits = word.lstrip("0")
    # Python refuses to read a number of thousands of digits.
    if not digits.isdecimal() or len(digits) > len(str(count)) or int(digits) > count:
        return None
    return int(digits) - 1


def picked(line: str, choices: Sequence[AnswerChoice]) -> str | None:
    """The choice that a line means: its words, the beginning of them, or its number; None where none is meant."""
    word = line.lower()
    for choice in choices:
        if word in (choice.text.lower(), choice.label.lower()):
            return choice.text
    place = place_of(word, len(choices))
    if place is not None:
        return choices[place].text
    begun = [
        choice for choice in choices if word and (choice.label.lower().startswith(word) or choice.text.startswith(word))
    ]
    return begun[0].text if len(begun) == 1 else None


def answers(line: str, view: QuestionView) -> bool:
    """Whether a line answers a question although it looks like a command: t for taip."""
    return line.lower() == "t" and picked(line, view.choices) is not None


def supposed(line: str, interview: Interview, view: QuestionView | None, names: Names) -> list[Event] | None:
    """The events of a what-if: `82%` answers the question itself, `otif = 82%; S-17.deals = 20/80` any facts.

    None where the line gives nothing to suppose.
    """
    parts = [part.strip() for part in line.split(";") if part.strip()]
    if not parts:
        return None
    if len(parts) == 1 and "=" not in parts[0]:
        if view is None or view.is_table:
            return None
        text = picked(parts[0], view.choices) or parts[0]
        return [Event("answer", view.subject, view.facts, text=text)]
    return [_supposed(part, interview, names) for part in parts]


def _supposed(part: str, interview: Interview, names: Names) -> Event:
    name, _, value = (word.strip() for word in part.partition("="))
    whose, dot, fact = name.rpartition(".")
    if not dot:
        return Event("answer", "team", (_fact(name, "team", names),), text=value)
    for subject, members in interview.members.items():
        for member in members:
            if member.lower() == whose.lower():
                return Event("answer", subject, (_fact(fact, subject, names),), member, value)
    return Event("answer", "seller", (_fact(fact, "seller", names),), whose, value)


def _fact(name: str, subject: Subject, names: Names) -> str:
    """The id of a fact that is named by its id or by what it is called."""
    for id_, fact in names.knowledge.facts.get(subject, {}).items():
        if name.lower() in (id_, fact.name.get(names.language).lower()):
            return id_
    return name


def with_header(text: str, view: QuestionView) -> str:
    """A pasted table with the header that was asked for."""
    _, delimiter = first_row(text)
    return delimiter.join([view.subject, *(column.header for column in view.columns)]) + "\n" + text


def like_table(line: str) -> bool:
    """Whether a line can be the first of a table, and not the name of a file."""
    cells, _ = first_row(line)
    return len(cells) > 1


def first_row(text: str) -> tuple[list[str], str]:
    """The cells of a table's first row, and the delimiter between them."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []), delimiter
