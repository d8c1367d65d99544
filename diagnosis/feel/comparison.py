"""Comparisons compiled: `=` to `>=`, between, in, ranges. What is derived is rounded before it is compared."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.feel import tree
from diagnosis.feel.closures import Closure, Compile, Frame, Scopes
from diagnosis.feel.numbers import is_derived, round10
from diagnosis.feel.tree import Node
from diagnosis.feel.values import TESTS, Interval, Test, Value, at_most, both, contains


def compare(node: tree.Compare, scopes: Scopes, compiler: Compile) -> Closure:
    """`left < right` and its kind."""
    test = TESTS[node.comparator]
    left, right = _operand(node.left, scopes, compiler), _operand(node.right, scopes, compiler)
    if isinstance(node.right, tree.Literal):  # by far the most frequent
        limit = node.right.value
        return lambda frame: test(left(frame), limit)
    return lambda frame: test(left(frame), right(frame))


def between(node: tree.Between, scopes: Scopes, compiler: Compile) -> Closure:
    """`value between low and high`, which is `low <= value and value <= high`."""
    value, low, high = (_operand(part, scopes, compiler) for part in (node.value, node.low, node.high))

    def within_limits(frame: Frame) -> Value:
        middle = value(frame)
        return both(at_most(low(frame), middle), at_most(middle, high(frame)))

    return within_limits


def contained(node: tree.In, scopes: Scopes, compiler: Compile) -> Closure:
    """`value in test` or `value in (test, test)`: any test holds."""
    value = _operand(node.value, scopes, compiler)
    tests = [_test(test, scopes, compiler) for test in node.tests]
    if len(tests) == 1:
        [(only, limit)] = tests
        return lambda frame: only(limit(frame), value(frame))

    def any_holds(frame: Frame) -> Value:
        tested = value(frame)
        result: bool | None = False
        for test, operand in tests:
            holds = test(operand(frame), tested)
            if holds:
                return True
            if holds is None:
                result = None
        return result

    return any_holds


def range_value(node: tree.Range, scopes: Scopes, compiler: Compile) -> Closure:
    """`[low..high]`."""
    low, high = _operand(node.low, scopes, compiler), _operand(node.high, scopes, compiler)
    low_open, high_open = node.low_open, node.high_open
    if isinstance(node.low, tree.Literal) and isinstance(node.high, tree.Literal):
        constant = Interval(node.low.value, node.high.value, low_open, high_open)
        return lambda frame: constant
    return lambda frame: Interval(low(frame), high(frame), low_open, high_open)


def test_value(node: tree.UnaryTest, scopes: Scopes, compiler: Compile) -> Closure:
    """A test where a value is expected, such as `(< 5)` in a list: a range with one end."""
    operand = _operand(node.operand, scopes, compiler)
    match node.comparator:
        case "<" | "<=":
            open_end = node.comparator == "<"
            return lambda frame: Interval(None, operand(frame), True, open_end, (False, True))
        case ">" | ">=":
            open_end = node.comparator == ">"
            return lambda frame: Interval(operand(frame), None, open_end, True, (True, False))
        case "=":
            return lambda frame: Interval(limit := operand(frame), limit)
    return lambda frame: None  # what is unequal to something is no range


def _test(node: Node, scopes: Scopes, compiler: Compile) -> tuple[Test, Closure]:
    """How a value is tested (what the test says first, then the value), and what says it."""
    if isinstance(node, tree.UnaryTest):
        test = TESTS[node.comparator]
        return (lambda limit, value: test(value, limit)), _operand(node.operand, scopes, compiler)
    return contains, _operand(node, scopes, compiler)


def _operand(node: Node, scopes: Scopes, compiler: Compile) -> Closure:
    closure = compiler(node, scopes)
    return (lambda frame: _rounded(closure(frame))) if is_derived(node) else closure


def _rounded(value: Value) -> Value:
    if isinstance(value, Decimal):
        return round10(value)
    if isinstance(value, list):
        return type(value)(map(_rounded, value))
    return value
