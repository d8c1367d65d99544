"""Lists, contexts and what ranges over members compiled: filters, quantifiers, paths.

Here is our one deviation from FEEL: a filter whose predicate is unknown for one member is null as a whole. FEEL would
leave that member out, and missing data would exonerate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from diagnosis.feel import tree
from diagnosis.feel.closures import Closure, Compile, Frame, Scopes
from diagnosis.feel.values import Members, Value, of_members, value_of


def list_value(node: tree.List, scopes: Scopes, compiler: Compile) -> Closure:
    """`[a, b]`."""
    items = [compiler(item, scopes) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def context(node: tree.Context, scopes: Scopes, compiler: Compile) -> Closure:
    """`{name: value}`; an entry may use those before it."""
    entries: list[tuple[str, Closure]] = []
    for name, value in node.entries:
        entries.append((name, compiler(value, scopes)))
        scopes += (name,)

    def make(frame: Frame) -> Value:
        made: dict[str, object] = {}
        for name, entry in entries:
            made[name] = value = entry(frame)
            frame = (value, frame)
        return made

    return make


def path(node: tree.Path, scopes: Scopes, compiler: Compile) -> Closure:
    """`base.name`: an entry of a context, or of each context in a list."""
    base, name = compiler(node.base, scopes), node.name

    def entry(frame: Frame) -> Value:
        value = base(frame)
        if isinstance(value, Mapping):
            return value_of(value.get(name))
        if isinstance(value, list):
            return Members(value_of(item.get(name)) if isinstance(item, Mapping) else None for item in value)
        return None

    return entry


def quantified(node: tree.Quantified, scopes: Scopes, compiler: Compile) -> Closure:
    """`some` joins its condition over all members by `or`, `every` by `and`; an unknown list makes it unknown."""
    sources: list[Closure] = []
    for name, source in node.iterators:
        sources.append(compiler(source, scopes))
        scopes += (name,)
    condition, deciding = compiler(node.condition, scopes), node.quantifier == "some"

    def values(frame: Frame, depth: int) -> Iterator[Value]:
        if depth == len(sources):
            yield condition(frame)
            return
        members = sources[depth](frame)
        if members is None:
            yield None
            return
        for member in members if isinstance(members, list) else [members]:
            yield from values((member, frame), depth + 1)

    def decide(frame: Frame) -> Value:
        result: bool | None = not deciding
        for value in values(frame, 0):
            if value is deciding:
                return deciding
            if not isinstance(value, bool):
                result = None
        return result

    return decide


def filtered(node: tree.Filter, scopes: Scopes, compiler: Compile) -> Closure:
    """`base[predicate]`: the members for which it is true, or the one at a position."""
    base, predicate = compiler(node.base, scopes), compiler(node.predicate, (*scopes, None))

    def choose(frame: Frame) -> Value:
        value = base(frame)
        if value is None:
            return None
        members: list[Value] = value if isinstance(value, list) else [value]
        # A name that one member has is a member's name in all: where it is missing it is unknown, not an outer fact.
        names = {name for member in members if isinstance(member, Mapping) for name in member}
        results = [predicate((member, frame, names)) for member in members or [None]]
        if isinstance(results[0], Decimal):
            return _member_at(members, results[0])
        chosen = [member for member, result in zip(members, results, strict=False) if result is True]
        if not of_members(members):
            return chosen
        return Members(chosen) if all(isinstance(result, bool) for result in results) else None

    return choose


def _member_at(members: list[Value], position: Decimal) -> Value:
    """Positions count from 1, negative ones from the end."""
    if not position or abs(position) > len(members) or position != int(position):
        return None
    return members[int(position) - 1 if position > 0 else int(position)]
