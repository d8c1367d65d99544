"""The variables of a condition: flat keys such as `price_losses.high` or `previous.otif.band`, and their types.

A fact named in a condition becomes one or more variables of its subject. In a member's conditions the team's
variables carry the prefix `team.`; the quarter before is behind `previous.`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

from diagnosis.feel.tree import Filter, Name, Node, Path, Quantified, children
from diagnosis.kinds import kind_of
from diagnosis.kinds.attributes import LOOKS_BACK, brings
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject

Type = Literal["number", "string", "boolean", "any"]

PAST_UNKNOWN = "past_unknown"
HISTORY = ("as_usual", "as_before", PAST_UNKNOWN, "worse", "far_worse")
"""What a team's fact with bands is against its own past: true or false."""
PAST = "past"
"""What is said of how long a fact has been so, where no quarter before shows it: as `OF_PAST`."""
OF_PAST = ("usual", "before", "new")
NOT_APPLICABLE = "not_applicable"
"""Whether a fact does not apply to the company: true, or not known."""
SAID = "said"
"""Whether a fact is what somebody says, not what was measured: true, or not known."""
GAP_BAND = "gap_band"
"""The band as far as this gap goes: healthy where the fact is as usual."""
BAND_LIKE = ("band", GAP_BAND, PAST)

TEAM = "team."
PREVIOUS = "previous."


def type_of(fact: Fact) -> Type:
    """The type of a fact's own value in FEEL."""
    return kind_of(fact).type


def attributes(fact: Fact) -> dict[str, Type]:
    """What may stand behind a fact's name and a dot, with its type."""
    return {"value": type_of(fact), "age": "number", **dict.fromkeys(brings(fact), "number")}


def key_of(fact: str, attribute: str) -> str:
    """The variable of a fact's attribute; `.value` is the bare name."""
    return fact if attribute == "value" else f"{fact}.{attribute}"


@lru_cache(maxsize=10_000)
def fact_of(variable: str) -> str:
    """The fact that a variable belongs to, without `team.`, `previous.` and attribute."""
    return variable.removeprefix(TEAM).removeprefix(PREVIOUS).split(".", 1)[0]


def is_previous(variable: str) -> bool:
    """Whether a variable belongs to the quarter before, wholly or by comparison with it."""
    return variable.removeprefix(TEAM).startswith(PREVIOUS) or variable.rpartition(".")[2] in LOOKS_BACK


def variable_type(facts: Mapping[str, Mapping[str, Fact]], subject: Subject, variable: str) -> Type:
    """The type of a variable as it stands in an expression of `subject`; a name that is no fact is a concluded one."""
    owner: Subject = "team" if variable.startswith(TEAM) else subject
    name, _, attribute = variable.removeprefix(TEAM).removeprefix(PREVIOUS).partition(".")
    fact = facts.get(owner, {}).get(name)
    if attribute in BAND_LIKE:
        return "string"
    if attribute in ("small", NOT_APPLICABLE, SAID, *HISTORY) or fact is None:
        return "boolean"
    return attributes(fact)[attribute or "value"]


def variables_of(tree: Node) -> frozenset[str]:
    """The variables of a resolved tree; those of members are written with their collection, `sellers.attainment`."""
    return frozenset(_variables(tree, {}))


def _variables(node: Node, members: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, Name):
        yield members.get(node.name, node.name)
        return
    if isinstance(node, Path):
        collection = _collection_of(node.base, members)
        if collection is not None:
            yield f"{collection}.{node.name}"
            yield from _variables(node.base, members)
            return
    if isinstance(node, Quantified):
        ((variable, source),) = node.iterators
        yield from _variables(source, members)
        assert isinstance(source, Name)
        yield from _variables(node.condition, {**members, variable: source.name})
        return
    if isinstance(node, Filter):
        yield from _variables(node.base, members)
        assert isinstance(node.base, Name)
        yield from _variables(node.predicate, {**members, "item": node.base.name})
        return
    for child in children(node):
        yield from _variables(child, members)


def _collection_of(node: Node, members: Mapping[str, str]) -> str | None:
    """The collection that a member variable, a collection or a filter of it stands for."""
    if isinstance(node, Filter):
        return _collection_of(node.base, members)
    if isinstance(node, Name):
        if node.name in members:
            return members[node.name]
        return node.name if node.name in COLLECTIONS.values() else None
    return None
