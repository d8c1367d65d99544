"""Conditions and formulas with their names resolved: what each name means, and whether the types fit.

A resolved tree holds flat variables only (`knowledge.variables`): `price_losses.high`, `previous.otif`,
`otif.band` for `band(otif)`, parameters as numbers. Members stand behind an explicit variable:
`sellers[attainment < 1]` becomes `sellers[item.attainment < 1]`, so that a member's unknown fact can never be
mistaken for the team's fact of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from diagnosis.compiler.calls import CallResolver
from diagnosis.compiler.names import Misuse, Scope, VisibleNames
from diagnosis.compiler.unknown import equalled, known_first, unlisted
from diagnosis.compiler.values import ValueResolver
from diagnosis.feel.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Context,
    Filter,
    If,
    In,
    List,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Path,
    Quantified,
    Range,
    UnaryTest,
)
from diagnosis.knowledge.called import TYPES
from diagnosis.knowledge.variables import Type
from diagnosis.messages import Said, say

_NULL = (say("a comparison with null"), say("write known(x), or not(known(x))"))
_ALONE: Mapping[type[Node], Said] = {
    Filter: say("a filtered list"),
    List: say("a list"),
    Context: say("a context"),
    Range: say("a range"),
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """An expression ready to be evaluated, its type, and the variables that it reads.

    A variable of members is written with its collection: `sellers.attainment`.
    """

    tree: Node
    type: Type
    variables: frozenset[str]
    misuses: tuple[Misuse, ...] = ()


class _Resolver(CallResolver, ValueResolver):
    """Resolves node after node."""

    def resolve(self, node: Node, scope: Scope) -> tuple[Node, Type]:
        match node:
            case Literal(value):
                return node, _LITERAL_TYPES[type(value)]
            case Name() | Path():
                return self.named(node, scope)
            case And(operands) | Or(operands):
                role = _operand("and" if isinstance(node, And) else "or")
                resolved = tuple(self.typed(operand, scope, "boolean", role) for operand in operands)
                return replace(node, operands=resolved), "boolean"
            case Not(operand) | Negate(operand):
                operator, wanted = _UNARY[type(node)]
                role = say("the operand of '{operator}'", operator=operator)
                return replace(node, operand=self.typed(operand, scope, wanted, role)), wanted
            case Arithmetic(operator, left, right):
                left, right = (self.typed(side, scope, "number", _operand(operator)) for side in (left, right))
                if operator in ("+", "-"):
                    self.in_one_unit(node, left, right, scope)
                return replace(node, left=left, right=right), "number"
            case Compare():
                return self.comparison(node, scope), "boolean"
            case Between(value, low, high):
                value, low = self.same(node, value, low, scope)
                _, high = self.same(node, node.value, high, scope)
                return replace(node, value=value, low=low, high=high), "boolean"
            case In():
                return self.membership(node, scope), "boolean"
            case If():
                return self.conditional(node, scope)
            case Call():
                return self.call(node, scope)
            case Quantified():
                return self.quantified(node, scope)
        if type(node) in _ALONE:
            what = say("{what} stands alone", what=_ALONE[type(node)])
            return self.wrong(node, what, say("use it within 'in', 'some', 'every' or count()"))
        return self.wrong(
            node, say("this is not understood in a rule"), say("write it with facts, numbers and comparisons")
        )

    def comparison(self, node: Compare, scope: Scope) -> Node:
        """A comparison, of what is known."""
        if Literal(None) in (node.left, node.right):
            return self.wrong(node, *_NULL)[0]
        left, right = self.same(node, node.left, node.right, scope)
        result = replace(node, left=left, right=right)
        return known_first(result, left, right) if node.comparator in ("=", "!=") else result

    def same(self, node: Node, first: Node, other: Node, scope: Scope) -> tuple[Node, Node]:
        """Both sides resolved; a comparison of two types can never be true, so it is a fault."""
        left, left_type = self.resolve(first, scope)
        right, right_type = self.resolve(other, scope)
        ordered = isinstance(node, Compare | UnaryTest) and node.comparator not in ("=", "!=")
        if "any" not in (left_type, right_type) and left_type != right_type:
            self.wrong(
                node,
                say("a {left} is compared with a {right}", left=TYPES[left_type], right=TYPES[right_type]),
                say("compare values of one type"),
            )
        elif ordered and "boolean" in (left_type, right_type):
            self.wrong(node, say("booleans have no order"), say("use = or !="))
        self.in_one_unit(node, left, right, scope)
        self.worded(left, right, scope)
        self.worded(right, left, scope)
        return left, right

    def membership(self, node: In, scope: Scope) -> Node:
        """A test of an `in`; what asks for equality is asked of what is known."""
        value, kind = self.resolve(node.value, scope)
        tests = [flat for test in node.tests for flat in unlisted(self.test(test, kind, scope))]
        for test in tests:
            self.worded(value, test, scope)
            for limit in _limits(test):
                self.in_one_unit(test, value, limit, scope)
        sure = tuple(test for test in tests if equalled(test) is None)
        parts: list[Node] = [replace(node, value=value, tests=sure)] if sure else []
        for test in tests:
            against = equalled(test)
            if against is not None:
                parts.append(known_first(replace(node, value=value, tests=(test,)), against))
        return known_first(parts[0] if len(parts) == 1 else Or(tuple(parts), at=node.at), value)

    def test(self, node: Node, kind: Type, scope: Scope) -> Node:
        """One test of an `in`; its operands are of the type of the value tested."""
        role = say("a limit")
        match node:
            case Literal(None):
                return self.wrong(node, *_NULL)[0]
            case UnaryTest(_, operand):
                return replace(node, operand=self.typed(operand, scope, kind, role))
            case Range(low, high):
                low, high = (self.typed(end, scope, kind, role) for end in (low, high))
                return replace(node, low=low, high=high)
            case List(items):
                return replace(node, items=tuple(self.test(item, kind, scope) for item in items))
        return self.typed(node, scope, kind, say("a value to compare with"))

    def conditional(self, node: If, scope: Scope) -> tuple[Node, Type]:
        """An `if`, whose two values are of one type."""
        condition = self.typed(node.condition, scope, "boolean", say("the condition of 'if'"))
        yes, yes_type = self.resolve(node.yes, scope)
        no, no_type = self.resolve(node.no, scope)
        kind = no_type if yes_type == "any" else yes_type
        if "any" not in (yes_type, no_type) and yes_type != no_type:
            self.wrong(
                node,
                say("'then' gives a {yes}, 'else' a {no}", yes=TYPES[yes_type], no=TYPES[no_type]),
                say("give values of one type"),
            )
        return replace(node, condition=condition, yes=yes, no=no), kind


_UNARY: Mapping[type[Node], tuple[str, Type]] = {Not: ("not", "boolean"), Negate: ("-", "number")}
_LITERAL_TYPES: Mapping[type, Type] = {type(None): "any", bool: "boolean", str: "string", Decimal: "number"}


def _limits(test: Node) -> tuple[Node, ...]:
    """What a test of an `in` holds its value against."""
    match test:
        case UnaryTest(_, operand):
            return (operand,)
        case Range(low, high):
            return low, high
    return (test,)


def _operand(operator: str) -> Said:
    """What an operand is called in faults."""
    return say("an operand of '{operator}'", operator=operator)


def resolve(tree: Node, names: VisibleNames, wanted: Type = "boolean") -> Resolved:
    """`tree` with its names resolved, as an expression of type `wanted` ("any" accepts every type).

    All misuses are told together in the result; a tree with misuses must not be evaluated.
    """
    resolver = _Resolver(names)
    resolved, kind = resolver.resolve(tree, Scope())
    if not resolver.misuses and "any" not in (kind, wanted) and kind != wanted:
        resolver.wrong(
            tree,
            say("this is a {kind}, not a {wanted}", kind=TYPES[kind], wanted=TYPES[wanted]),
            say("write an expression that gives a {wanted}", wanted=TYPES[wanted]),
        )
    return Resolved(resolved, kind, frozenset(resolver.variables), tuple(resolver.misuses))


def resolve_tests(tests: tuple[Node, ...], names: VisibleNames, wanted: Type) -> tuple[Resolved, ...]:
    """Unary tests (band limits, ranges) on a value of type `wanted`, each resolved on its own."""
    resolved = []
    for test in tests:
        resolver = _Resolver(names)
        tree = resolver.test(test, wanted, Scope())
        resolved.append(Resolved(tree, "boolean", frozenset(resolver.variables), tuple(resolver.misuses)))
    return tuple(resolved)
