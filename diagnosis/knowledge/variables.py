"""The variables of a condition: flat keys such as `price_losses.high` or `previous.otif.band`, and their types.

A fact named in a condition becomes one or more variables of its subject. In a member's conditions the team's
variables carry the prefix `team.`; the quarter before is behind `previous.`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from diagnosis.knowledge.model import Fact, Kind, Subject

Type = Literal["number", "string", "boolean", "any"]

TEAM = "team."
PREVIOUS = "previous."

_TYPES: Mapping[Kind, Type] = {
    "boolean": "boolean",
    "choice": "string",
    "date": "string",
    "text": "string",
    "band": "string",
}
_INTERVAL = ("low", "high")
_SAMPLE = ("count", "of")
_PEERS = ("p", "peers", "peers_of")


def type_of(fact: Fact) -> Type:
    """The type of a fact's own value in FEEL."""
    return _TYPES.get(fact.kind, "number")


def attributes(fact: Fact) -> dict[str, Type]:
    """What may stand behind a fact's name and a dot, with its type."""
    result: dict[str, Type] = {"value": type_of(fact), "age": "number"}
    if fact.has_interval:
        result |= dict.fromkeys((*_INTERVAL, *_SAMPLE), "number")
    if fact.kind == "rate":
        result["gain_p"] = "number"
    if fact.peers:
        result |= dict.fromkeys(_PEERS, "number")
    return result


def key_of(fact: str, attribute: str) -> str:
    """The variable of a fact's attribute; `.value` is the bare name."""
    return fact if attribute == "value" else f"{fact}.{attribute}"


def fact_of(variable: str) -> str:
    """The fact that a variable belongs to, without `team.`, `previous.` and attribute."""
    return variable.removeprefix(TEAM).removeprefix(PREVIOUS).split(".", 1)[0]


def is_previous(variable: str) -> bool:
    """Whether a variable belongs to the quarter before, wholly or by comparison with it."""
    return variable.removeprefix(TEAM).startswith(PREVIOUS) or variable.endswith(".gain_p")


def statistics(fact: Fact) -> Iterator[str]:
    """The attributes of a fact that statistics give, not formulas."""
    for attribute in attributes(fact):
        if attribute != "value":
            yield attribute


def variable_type(facts: Mapping[Subject, Mapping[str, Fact]], subject: Subject, variable: str) -> Type:
    """The type of a variable as it stands in an expression of `subject`; a name that is no fact is a concluded one."""
    owner: Subject = "team" if variable.startswith(TEAM) else subject
    name, _, attribute = variable.removeprefix(TEAM).removeprefix(PREVIOUS).partition(".")
    fact = facts.get(owner, {}).get(name)
    if attribute == "band":
        return "string"
    if attribute == "small" or fact is None:
        return "boolean"
    return attributes(fact)[attribute or "value"]
