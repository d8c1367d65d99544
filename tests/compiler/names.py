"""The names that expressions of the tests may use, and what becomes of an expression."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.compiler.names import VisibleNames
from diagnosis.compiler.resolve import Resolved, resolve
from diagnosis.feel import compiled, parse
from diagnosis.knowledge.model import Fact, Subject
from diagnosis.knowledge.variables import Type

_BANDS = {"state": {"formula": '"bad"'}}
"""A fact whose value is a band is computed."""


def _facts(subject: Subject, **kinds: str) -> dict[str, Fact]:
    return {
        name: Fact.model_validate(
            {"fact": name, "subject": subject, "kind": kind, "name": {"en": name}, **_BANDS.get(name, {})}
        )
        for name, kind in kinds.items()
    }


FACTS = {
    "team": _facts("team", otif="percentage", nps="number", late="boolean", state="band", deals="count"),
    "seller": _facts("seller", close_rate="rate", attainment="percentage", tenure="number", trained="boolean"),
    "method": {},
    "product_line": {},
}


def visible(subject: Subject = "team", forgiven: frozenset[str] | None = frozenset()) -> VisibleNames:
    """The facts, a parameter `limit` of 5, and what rules conclude of the team and of a seller."""
    concluded: dict[Subject, frozenset[str]] = {"team": frozenset({"in_trouble"}), subject: frozenset({"in_trouble"})}
    return VisibleNames(subject, FACTS, concluded, {"limit": Decimal(5)}, forgiven)


def resolved(text: str, wanted: Type = "any", subject: Subject = "team") -> Resolved:
    return resolve(parse(text), visible(subject), wanted)


def misused(text: str, wanted: Type = "any", subject: Subject = "team") -> list[str]:
    """What is told of an expression: where, what is wrong, and what to do."""
    told = resolved(text, wanted, subject).misuses
    return [f"{misuse.at.line}:{misuse.at.column}: {misuse.what}; {misuse.do}" for misuse in told]


def value(text: str, subject: Subject = "team", **variables: object) -> object:
    """What a right expression gives where these variables are known (`__` stands for a point)."""
    expression = resolved(text, subject=subject)
    assert not expression.misuses
    known = {name.replace("__", "."): given for name, given in variables.items()}
    return compiled(expression.tree)({name: known.get(name) for name in expression.variables | set(known)})
