"""Choosing a cause, of the team or of a seller: by its number in the list, or by its name and the seller's."""

from __future__ import annotations

from collections.abc import Sequence

from diagnosis.interview import Interview
from diagnosis.presentation import AnswerChoice
from diagnosis.terminal.ask.conversation import Conversation
from diagnosis.terminal.ask.held_causes import held_back
from diagnosis.terminal.ask.typed_line import picked, place_of

_BETWEEN = " .,:;"
"""What may stand between a cause and a seller."""


def chosen(talk: Conversation, line: str) -> tuple[str, str | None] | None:
    """The cause that a line means, and the member, who is asked for if the line names none. None if it means none."""
    interview = talk.interview
    sellers = [member for of in interview.members.values() for member in of]
    word, member = _parted(line, sellers)
    meant = _by_number(interview, word) if word.isdecimal() else _by_name(talk, word)
    if meant is None or (member and meant[1] and member != meant[1]):
        talk.not_understood(line)
        return None
    cause, member = meant[0], meant[1] or member
    subject = talk.names.knowledge.program.causes[cause].subject
    if subject == "team" and member is None:
        return cause, None
    members = () if subject == "team" else interview.members.get(subject, ())
    if member is None and members:
        concerned = _concerned(interview, cause)
        line = concerned[0] if len(concerned) == 1 else talk.further(talk.texts("ask.whose"))
        if not line:
            return None
        _, member = _parted(line, members)
    if member not in members:
        talk.not_understood(line)
        return None
    return cause, member


def _concerned(interview: Interview, cause: str) -> list[str]:
    """The members of whom a cause is judged, or held."""
    diagnosis, stage = interview.diagnosis(), interview.knowledge.causes[cause].stage
    judged = [entry.subject for entry in diagnosis.causes if entry.cause == cause]
    return [id_ for id_ in (*judged, *(held.subject for held in diagnosis.held if held.stage == stage)) if id_]


def _parted(line: str, members: Sequence[str]) -> tuple[str, str | None]:
    """A line without the member that it begins or ends with, and the member."""
    for member in sorted(members, key=len, reverse=True):
        length = len(member)
        if line.lower() == member.lower():
            return "", member
        if line[:length].lower() == member.lower() and line[length] in _BETWEEN:
            return line[length:].strip(_BETWEEN), member
        if line[-length:].lower() == member.lower() and line[-length - 1] in _BETWEEN:
            return line[:-length].strip(_BETWEEN), member
    return line, None


def _by_number(interview: Interview, word: str) -> tuple[str, str | None] | None:
    """The cause that has this number in the list, and the member; a cause that is held has no member yet."""
    numbered: list[tuple[str, str | None]] = [(entry.cause, entry.subject) for entry in interview.diagnosis().causes]
    numbered += [(cause, None) for entry in held_back(interview) for cause in entry.causes.values()]
    place = place_of(word, len(numbered))
    return None if place is None else numbered[place]


def _by_name(talk: Conversation, word: str) -> tuple[str, str | None] | None:
    """A cause by its id or its name, or by a beginning that no other has."""
    id_ = picked(word, [AnswerChoice(cause, talk.names.cause(cause)) for cause in talk.names.knowledge.causes])
    return None if id_ is None else (id_, None)
