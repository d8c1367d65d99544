"""Named users, who signed in with an account of their company: who they are, and what their roles let them do."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_LONGEST_NAME = 100


class Role(StrEnum):
    """What somebody is in the company, as far as it matters here."""

    MANAGER = "manager"
    DEPARTMENT_HEAD = "department_head"
    DIRECTOR = "director"
    RULE_AUTHOR = "rule_author"


class Right(StrEnum):
    """What somebody may do with interviews of one's own, and with those that one was let into by a link.

    Whoever may see an interview may see all of its pages.
    """

    OWN = "own"
    """Begin interviews, let others into one's own, turn them out, erase persons, delete."""
    ANSWER = "answer"
    """Answer questions, change answers, take them back."""
    DOWNLOAD = "download"
    """Save results and answers as files."""
    CASE = "case"
    """Save the worked case, from which rules are tested."""


ALL_RIGHTS = frozenset(Right)

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.MANAGER: ALL_RIGHTS,
    Role.DEPARTMENT_HEAD: frozenset({Right.ANSWER}),
    Role.DIRECTOR: frozenset({Right.DOWNLOAD, Right.CASE}),
    Role.RULE_AUTHOR: frozenset({Right.CASE}),
}


@dataclass(frozen=True, slots=True)
class User:
    """A person who signed in. Interviews belong to the `id`, which stays the same where the `name` changes."""

    id: str
    name: str
    roles: frozenset[Role]

    @classmethod
    def of(cls, issuer: str, subject: str, name: str, roles: Iterable[Role]) -> User:
        """The user whom a provider knows by `subject`."""
        digest = hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()
        plain = "".join(letter for letter in name if letter.isprintable()).strip()
        return cls(f"user-{digest}", plain[:_LONGEST_NAME] or subject[:_LONGEST_NAME], frozenset(roles))

    @property
    def rights(self) -> frozenset[Right]:
        """What the user may do: what any of the roles may."""
        return frozenset[Right]().union(*(RIGHTS[role] for role in self.roles))

    def written(self) -> str:
        """The user in letters that a cookie may have."""
        return base64.urlsafe_b64encode(json.dumps([self.id, self.name, sorted(self.roles)]).encode()).decode()

    @classmethod
    def read(cls, text: str) -> User | None:
        """The user that was written; None where the text was written by nobody."""
        try:
            id_, name, roles = json.loads(base64.urlsafe_b64decode(text.encode()))
            return cls(str(id_), str(name), frozenset(map(Role, roles)))
        except (ValueError, TypeError, binascii.Error):
            return None
