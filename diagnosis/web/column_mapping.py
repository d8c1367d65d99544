"""Forms that ask what the columns of an uploaded table mean, where their headings are not understood.

The answers can be kept as a file for `--columns`. The form carries the files, so that nobody has to choose them again;
what is too large for that is asked for once more.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from diagnosis.intake.headings import LEFT_OUT, fold
from diagnosis.intake.mapping_file import written_mapping
from diagnosis.intake.table_file import with_headings
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.web.forms import Form
from diagnosis.web.middleware import MOST_BYTES

_MOST_CARRIED = MOST_BYTES * 9 // 10
"""Characters: a form has other fields beside its files."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Uploaded files in a form: the name of each and its content, in letters."""

    name: str
    content: str


def with_chosen(form: Form, text: str, subject: Subject, knowledge: Knowledge) -> str:
    """A pasted table of members with the headings that were chosen in a form; as it is where none were."""
    chosen = {fold(heading): column for of, heading, column in chosen_in(form) if of == subject}
    return with_headings(text, subject, knowledge.facts, chosen) if chosen else text


def chosen_in(form: Form) -> tuple[tuple[Subject, str, str], ...]:
    """The meanings that were chosen, by the subject of the table and the heading of the column."""
    parts = zip(form.every("of"), form.every("heading"), form.every("meaning"), strict=False)
    known: dict[str, Subject] = {"team": "team", **{subject: subject for subject in COLLECTIONS}}
    return tuple((known[of], heading, to) for of, heading, to in parts if of in known and _is_column(to))


def mapping_text(form: Form) -> str:
    """The mapping that was chosen, as the text of a file of `--columns`."""
    return written_mapping(chosen_in(form))


def _is_column(text: str) -> bool:
    return text == LEFT_OUT or text.replace(".", "_").isidentifier()


def carried(files: Sequence[tuple[str, bytes]]) -> tuple[Carried, ...]:
    """Files as a form carries them; none where they are too large together."""
    letters = tuple(Carried(name, base64.b64encode(content).decode()) for name, content in files)
    return letters if sum(len(file.content) for file in letters) < _MOST_CARRIED else ()


def files_in(form: Form) -> list[tuple[str, bytes]]:
    """The files of a form: those that were chosen, else those that it carries."""
    if form.files("files"):
        return form.files("files")
    files = []
    for name, letters in zip(form.every("carried-name"), form.every("carried"), strict=False):
        try:
            files.append((name, base64.b64decode(letters, validate=True)))
        except (binascii.Error, ValueError):
            return []
    return files
