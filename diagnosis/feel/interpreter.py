"""The meaning of a tree: the reference that the columnar and the Rete compilers are held to.

A tree is compiled once into nested closures; calling the outermost with the facts gives the value. What a name refers to
is settled while compiling: a frame `(value, outer frame)` for each iterator and each filter around it, the facts outermost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias

from diagnosis.feel import tree
from diagnosis.feel.functions import apply, arrange
from diagnosis.feel.numbers import ARITHMETIC, finite, is_derived, round10
from diagnosis.feel.tree import Node
from diagnosis.feel.values import TESTS, Interval, Members, Test, Value, at_most, both, contains, value_of

Frame: TypeAlias = Any  # Mapping[str, object] outermost, else (Value, Frame)
Closure: TypeAlias = Callable[[Frame], Value]
Scopes: TypeAlias = tuple[str | None, ...]  # innermost last: the variable of an iterator, None for a member in a filter

ITEM = "item"


@lru_cache(maxsize=4096)
def compiled(node: Node) -> Callable[[Mapping[str, object]], Value]:
    """`node` as a function of the facts. It never raises: what has no result is None."""
    return _compile(node, ())


def _compile(node: Node, scopes: Scopes) -> Closure:
    return _COMPILERS[type(node)](node, scopes)


def _compared(node: Node, scopes: Scopes) -> Closure:
    """`node` as an operand of a comparison: rounded where it is derived."""
    closure = _compile(node, scopes)
    return (lambda frame: _rounded(closure(frame))) if is_derived(node) else closure


def _rounded(value: Value) -> Value:
    if isinstance(value, Decimal):
        return round10(value)
    if isinstance(value, Members):
        return Members(map(_rounded, value))
    return [_rounded(item) for item in value] if isinstance(value, list) else value


# --- names and paths ---


def _literal(node: tree.Literal, scopes: Scopes) -> Closure:
    value = node.value
    return lambda frame: value


def _name(node: tree.Name, scopes: Scopes) -> Closure:
    name = node.name
    if not scopes:

        def fact(frame: Frame) -> Value:
            found = frame.get(name)
            return found if type(found) is bool or type(found) is str else value_of(found)

        return fact
    if name == scopes[-1]:
        return lambda frame: frame[0]  # type: ignore[no-any-return]
    outer = _name(node, scopes[:-1])
    if scopes[-1] is not None:
        return lambda frame: outer(frame[1])

    def of_member(frame: Frame) -> Value:
        member = frame[0]
        if isinstance(member, Mapping) and name in member:
            return value_of(member[name])
        return member if name == ITEM else outer(frame[1])

    return of_member


def _path(node: tree.Path, scopes: Scopes) -> Closure:
    base, name = _compile(node.base, scopes), node.name

    def path(frame: Frame) -> Value:
        value = base(frame)
        if isinstance(value, Mapping):
            return value_of(value.get(name))
        if isinstance(value, list):
            return Members(value_of(item.get(name)) if isinstance(item, Mapping) else None for item in value)
        return None

    return path


# --- logic ---


def _not(node: tree.Not, scopes: Scopes) -> Closure:
    operand = _compile(node.operand, scopes)

    def negated(frame: Frame) -> Value:
        value = operand(frame)
        return not value if isinstance(value, bool) else None

    return negated


def _and(node: tree.And, scopes: Scopes) -> Closure:
    operands = [_compile(operand, scopes) for operand in node.operands]
    return lambda frame: _all(operand(frame) for operand in operands)


def _or(node: tree.Or, scopes: Scopes) -> Closure:
    operands = [_compile(operand, scopes) for operand in node.operands]
    return lambda frame: _any(operand(frame) for operand in operands)


def _all(values: Iterable[Value]) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is not True:
            result = None
    return result


def _any(values: Iterable[Value]) -> bool | None:
    result: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is not False:
            result = None
    return result


def _if(node: tree.If, scopes: Scopes) -> Closure:
    condition, yes, no = (_compile(part, scopes) for part in (node.condition, node.yes, node.no))
    return lambda frame: yes(frame) if condition(frame) is True else no(frame)


# --- comparison ---


def _compare(node: tree.Compare, scopes: Scopes) -> Closure:
    test, left, right = TESTS[node.comparator], _compared(node.left, scopes), _compared(node.right, scopes)
    if isinstance(node.right, tree.Literal):  # the usual case, a little faster
        limit = node.right.value
        return lambda frame: test(left(frame), limit)
    return lambda frame: test(left(frame), right(frame))


def _between(node: tree.Between, scopes: Scopes) -> Closure:
    value, low, high = (_compared(part, scopes) for part in (node.value, node.low, node.high))

    def between(frame: Frame) -> Value:
        middle = value(frame)
        return both(at_most(low(frame), middle), at_most(middle, high(frame)))

    return between


def _range(node: tree.Range, scopes: Scopes) -> Closure:
    low, high = _compared(node.low, scopes), _compared(node.high, scopes)
    return lambda frame: Interval(low(frame), high(frame), node.low_open, node.high_open)


def _unary_test(node: tree.UnaryTest, scopes: Scopes) -> Closure:
    """A test as a value of its own, such as `(< 5)` in a list."""
    operand = _compared(node.operand, scopes)
    match node.comparator:
        case "<" | "<=":
            return lambda frame: Interval(None, operand(frame), True, node.comparator == "<", (False, True))
        case ">" | ">=":
            return lambda frame: Interval(operand(frame), None, node.comparator == ">", True, (True, False))
        case "=":
            return lambda frame: Interval(limit := operand(frame), limit)
    return lambda frame: None


def _in(node: tree.In, scopes: Scopes) -> Closure:
    value, tests = _compared(node.value, scopes), [_in_test(test, scopes) for test in node.tests]

    def contained(frame: Frame) -> Value:
        tested = value(frame)
        return _any(test(operand(frame), tested) for test, operand in tests)

    return contained


def _in_test(node: Node, scopes: Scopes) -> tuple[Test, Closure]:
    if isinstance(node, tree.UnaryTest):
        test = TESTS[node.comparator]
        return (lambda operand, value: test(value, operand)), _compared(node.operand, scopes)
    return contains, _compared(node, scopes)


# --- arithmetic ---


_OPERATIONS: Mapping[tree.Operator, Callable[[Decimal, Decimal], Decimal]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
    "**": ARITHMETIC.power,
}


def _arithmetic(node: tree.Arithmetic, scopes: Scopes) -> Closure:
    left, right, operation = _compile(node.left, scopes), _compile(node.right, scopes), _OPERATIONS[node.operator]
    joins = node.operator == "+"

    def arithmetic(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if isinstance(one, Decimal) and isinstance(other, Decimal):
            return finite(operation(one, other))
        return one + other if joins and isinstance(one, str) and isinstance(other, str) else None

    return arithmetic


def _negate(node: tree.Negate, scopes: Scopes) -> Closure:
    operand = _compile(node.operand, scopes)

    def negated(frame: Frame) -> Value:
        value = operand(frame)
        return value.copy_negate() if isinstance(value, Decimal) else None

    return negated


# --- functions, lists and contexts ---


def _call(node: tree.Call, scopes: Scopes) -> Closure:
    function = node.function
    if node.named:
        named = [(name, _compile(value, scopes)) for name, value in node.named]

        def call_by_name(frame: Frame) -> Value:
            arguments = arrange(function, {name: value(frame) for name, value in named})
            return None if arguments is None else apply(function, arguments)

        return call_by_name
    arguments = [_compile(argument, scopes) for argument in node.arguments]
    return lambda frame: apply(function, [argument(frame) for argument in arguments])


def _list(node: tree.List, scopes: Scopes) -> Closure:
    items = [_compile(item, scopes) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(node: tree.Context, scopes: Scopes) -> Closure:
    entries: list[Closure] = []
    for _, value in node.entries:
        entries.append(_compile(value, scopes))
        scopes += (node.entries[len(entries) - 1][0],)  # an entry sees those before it

    def context(frame: Frame) -> Value:
        made: dict[str, Value] = {}
        for (name, _), entry in zip(node.entries, entries, strict=True):
            made[name] = entry(frame)
            frame = (made[name], frame)
        return made

    return context


def _quantified(node: tree.Quantified, scopes: Scopes) -> Closure:
    sources: list[Closure] = []
    for name, source in node.iterators:
        sources.append(_compile(source, scopes))
        scopes += (name,)
    condition = _compile(node.condition, scopes)
    fold = _any if node.quantifier == "some" else _all

    def values(frame: Frame, depth: int) -> Iterable[Value]:
        if depth == len(sources):
            yield condition(frame)
            return
        members = sources[depth](frame)
        if members is None:
            yield None
            return
        for member in members if isinstance(members, list) else [members]:
            yield from values((member, frame), depth + 1)

    return lambda frame: fold(values(frame, 0))


def _filter(node: tree.Filter, scopes: Scopes) -> Closure:
    base, predicate = _compile(node.base, scopes), _compile(node.predicate, (*scopes, None))

    def filtered(frame: Frame) -> Value:
        found = base(frame)
        if found is None:
            return None
        members = found if isinstance(found, list) else [found]
        results = [predicate((member, frame)) for member in members or [None]]
        if isinstance(results[0], Decimal):
            return _member_at(members, results[0])
        of_contexts = isinstance(members, Members) or any(isinstance(member, Mapping) for member in members)
        if not of_contexts:
            return [member for member, result in zip(members, results, strict=False) if result is True]
        if not all(isinstance(result, bool) for result in results[: len(members)]):
            return None  # our deviation: what is unknown of a member neither matches nor fails to match
        return Members(member for member, result in zip(members, results, strict=False) if result is True)

    return filtered


def _member_at(members: list[Value], position: Decimal) -> Value:
    count = len(members)
    if not position or abs(position) > count or position != int(position):
        return None
    return members[int(position) - 1 if position > 0 else int(position)]


_COMPILERS: Mapping[type[Node], Callable[[Any, Scopes], Closure]] = {
    tree.And: _and,
    tree.Arithmetic: _arithmetic,
    tree.Between: _between,
    tree.Call: _call,
    tree.Compare: _compare,
    tree.Context: _context,
    tree.Filter: _filter,
    tree.If: _if,
    tree.In: _in,
    tree.List: _list,
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Negate: _negate,
    tree.Not: _not,
    tree.Or: _or,
    tree.Path: _path,
    tree.Quantified: _quantified,
    tree.Range: _range,
    tree.UnaryTest: _unary_test,
}
