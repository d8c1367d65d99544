"""Conditions and formulas with their names resolved: what each name means, and whether the types fit.

A resolved tree holds flat variables only (`knowledge.variables`): `price_losses.high`, `previous.otif`,
`otif.band` for `band(otif)`, parameters as numbers. Members stand behind an explicit variable:
`sellers[attainment < 1]` becomes `sellers[item.attainment < 1]`, so that a member's unknown fact can never be
mistaken for the team's fact of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from diagnosis.compiler.names import COLLECTION_USE, Misuse, Scope, VisibleNames, dotted
from diagnosis.compiler.unknown import equalled, known_first, unlisted
from diagnosis.compiler.values import ValueResolver
from diagnosis.faults import meant, suggest
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
    walk,
)
from diagnosis.knowledge.called import TYPES
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.knowledge.variables import Type
from diagnosis.messages import Said, say

_NULL = (say("a comparison with null"), say("write known(x), or not(known(x))"))
_NUMERIC_FUNCTIONS = {"abs": 1, "floor": 2, "ceiling": 2, "round half up": 2, "sqrt": 1}
_ALONE: Mapping[type[Node], Said] = {
    Filter: say("a filtered list"),
    List: say("a list"),
    Context: say("a context"),
    Range: say("a range"),
}
_AGGREGATES = ("count", "sum", "mean", "min", "max")
_PARAMETER_NAMES = {"floor": ("n", "scale"), "ceiling": ("n", "scale"), "round half up": ("n", "scale"), "abs": ("n",)}


@dataclass(frozen=True, slots=True)
class Resolved:
    """An expression ready to be evaluated, its type, and the variables that it reads.

    A variable of members is written with its collection: `sellers.attainment`.
    """

    tree: Node
    type: Type
    variables: frozenset[str]
    misuses: tuple[Misuse, ...] = ()


@dataclass
class _Resolver(ValueResolver):
    """Resolves node after node."""

    # --- nodes ------------------------------------------------------------------------------------------------

    def resolve(self, node: Node, scope: Scope) -> tuple[Node, Type]:
        handler = _HANDLERS.get(type(node))
        if handler is None:
            return self.wrong(
                node, say("this is not understood in a rule"), say("write it with facts, numbers and comparisons")
            )
        return handler(self, node, scope)

    def typed(self, node: Node, scope: Scope, wanted: Type, role: Said) -> Node:
        resolved, kind = self.resolve(node, scope)
        if "any" not in (kind, wanted) and kind != wanted:
            self.wrong(
                node,
                say("{role} is a {kind}, not a {wanted}", role=role, kind=TYPES[kind], wanted=TYPES[wanted]),
                say("use a {wanted} here", wanted=TYPES[wanted]),
            )
        return resolved

    def literal(self, node: Literal, scope: Scope) -> tuple[Node, Type]:
        if node.value is None:
            return node, "any"
        if isinstance(node.value, bool):
            return node, "boolean"
        return node, "string" if isinstance(node.value, str) else "number"

    def logic(self, node: And | Or, scope: Scope) -> tuple[Node, Type]:
        role = say("an operand of '{operator}'", operator="and" if isinstance(node, And) else "or")
        operands = tuple(self.typed(operand, scope, "boolean", role) for operand in node.operands)
        return replace(node, operands=operands), "boolean"

    def negation(self, node: Not, scope: Scope) -> tuple[Node, Type]:
        return replace(
            node, operand=self.typed(node.operand, scope, "boolean", say("the operand of '{operator}'", operator="not"))
        ), "boolean"

    def comparison(self, node: Compare, scope: Scope) -> tuple[Node, Type]:
        if any(isinstance(side, Literal) and side.value is None for side in (node.left, node.right)):
            return self.wrong(node, *_NULL)[0], "boolean"
        left, right = self.same(node, node.left, node.right, scope)
        result = replace(node, left=left, right=right)
        return known_first(result, left, right) if node.comparator in ("=", "!=") else result, "boolean"

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

    def between(self, node: Between, scope: Scope) -> tuple[Node, Type]:
        value, low = self.same(node, node.value, node.low, scope)
        _, high = self.same(node, node.value, node.high, scope)
        return replace(node, value=value, low=low, high=high), "boolean"

    def membership(self, node: In, scope: Scope) -> tuple[Node, Type]:
        value, kind = self.resolve(node.value, scope)
        tests = [flat for test in node.tests for flat in unlisted(self.test(test, kind, scope))]
        for test in tests:
            self.worded(value, test, scope)
            for operand in (node for node in walk(test) if isinstance(node, Name | Path)):
                self.in_one_unit(test, value, operand, scope)
        sure = tuple(test for test in tests if equalled(test) is None)
        parts: list[Node] = [replace(node, value=value, tests=sure)] if sure else []
        for test in tests:
            against = equalled(test)
            if against is not None:
                parts.append(known_first(replace(node, value=value, tests=(test,)), against))
        return known_first(parts[0] if len(parts) == 1 else Or(tuple(parts), at=node.at), value), "boolean"

    def test(self, node: Node, kind: Type, scope: Scope) -> Node:
        """One test of an `in`; its operands are of the type of the value tested."""
        role = say("a limit")
        if isinstance(node, Literal) and node.value is None:
            return self.wrong(node, *_NULL)[0]
        if isinstance(node, UnaryTest):
            return replace(node, operand=self.typed(node.operand, scope, kind, role))
        if isinstance(node, Range):
            return replace(
                node, low=self.typed(node.low, scope, kind, role), high=self.typed(node.high, scope, kind, role)
            )
        if isinstance(node, List):
            return replace(node, items=tuple(self.test(item, kind, scope) for item in node.items))
        return self.typed(node, scope, kind, say("a value to compare with"))

    def arithmetic(self, node: Arithmetic, scope: Scope) -> tuple[Node, Type]:
        role = say("an operand of '{operator}'", operator=node.operator)
        left = self.typed(node.left, scope, "number", role)
        right = self.typed(node.right, scope, "number", role)
        if node.operator in ("+", "-"):
            self.in_one_unit(node, left, right, scope)
        return replace(node, left=left, right=right), "number"

    def negate(self, node: Negate, scope: Scope) -> tuple[Node, Type]:
        return replace(
            node, operand=self.typed(node.operand, scope, "number", say("the operand of '{operator}'", operator="-"))
        ), "number"

    def conditional(self, node: If, scope: Scope) -> tuple[Node, Type]:
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

    def call(self, node: Call, scope: Scope) -> tuple[Node, Type]:
        if node.function in ("band", "known"):
            return self.special(node, scope)
        if node.function in _AGGREGATES:
            collected = self.collection(node, scope)
            if collected is not None:
                return collected
            if node.function in ("min", "max"):
                return self.numbers(node, scope)
            return self.wrong(
                node,
                say("{function}() of something that is no list of members", function=node.function),
                COLLECTION_USE,
            )
        if node.function in _NUMERIC_FUNCTIONS:
            return self.numbers(node, scope)
        known = {*_NUMERIC_FUNCTIONS, *_AGGREGATES, "band", "known"}
        close = suggest(node.function, known)
        advice = meant(close, say("there are {known}", known=", ".join(sorted(known))))
        return self.wrong(node, say("unknown function '{function}'", function=node.function), advice)

    def numbers(self, node: Call, scope: Scope) -> tuple[Node, Type]:
        """A function of numbers; named arguments become positional ones."""
        names = _PARAMETER_NAMES.get(node.function, ("number",))
        if node.named:
            order = {name: index for index, name in enumerate(names)}
            if any(name not in order for name, _ in node.named):
                return self.wrong(
                    node,
                    say("{function}() has no such argument", function=node.function),
                    say("it has {names}", names=", ".join(names)),
                )
            node = replace(node, named=(), arguments=tuple(n for _, n in sorted(node.named, key=lambda a: order[a[0]])))
        most = _NUMERIC_FUNCTIONS.get(node.function)
        if not node.arguments or (most is not None and len(node.arguments) > most):
            self.wrong(
                node,
                say("{function}() has the wrong number of arguments", function=node.function),
                say("see the FEEL functions"),
            )
        role = say("an argument of {function}()", function=node.function)
        return replace(
            node, arguments=tuple(self.typed(argument, scope, "number", role) for argument in node.arguments)
        ), "number"

    def special(self, node: Call, scope: Scope) -> tuple[Node, Type]:
        """`band(fact)` becomes the variable of the band; `known(fact)` keeps its shape."""
        argument = node.arguments[0] if node.arguments else node.named[0][1] if node.named else None
        if argument is None or len(node.arguments) + len(node.named) != 1:
            return self.wrong(
                node,
                say("{function}() takes one fact", function=node.function),
                say("write {function}(otif)", function=node.function),
            )
        if node.function == "known":
            inner, _ = self.resolve(argument, scope)
            return Call("known", (inner,), at=node.at), "boolean"
        reference = self.reference(argument, scope)
        parts = dotted(argument) or [""]
        if reference is None:
            if parts[0] in self.names.parameters or dotted(argument) is None:
                return self.wrong(node, say("band() takes a fact"), say("write band(otif)"))
            return self.unknown_reference(argument, parts, scope)[0], "string"
        prefix, fact, rest, member = reference
        if fact is None or "." in rest or not fact.has_band:
            return self.wrong(
                node,
                say("'{fact}' has no bands", fact=rest),
                say("give it bands in the catalogue, or compare its value"),
            )
        return self.variable(node, f"{prefix}{rest}.band", member, scope, "string")

    # --- members ----------------------------------------------------------------------------------------------

    def members(self, node: Node, scope: Scope) -> Subject | None:
        """The subject whose collection `node` names, where members may be asked for here."""
        if not isinstance(node, Name):
            return None
        subject = next((subject for subject, name in COLLECTIONS.items() if name == node.name), None)
        if subject is None:
            return None
        if self.names.subject != "team":
            self.wrong(
                node,
                say("'{name}' in a rule about one {subject}", name=node.name, subject=self.names.subject),
                say("use it in a rule about the team"),
            )
        elif scope.collection:
            self.wrong(
                node,
                say("'{name}' within a question about members", name=node.name),
                say("do not nest members in one another"),
            )
        self.variables.add(node.name)
        return subject

    def quantified(self, node: Quantified, scope: Scope) -> tuple[Node, Type]:
        if len(node.iterators) != 1:
            return self.wrong(
                node,
                say("'{quantifier}' over several lists", quantifier=node.quantifier),
                say("use one list of members"),
            )[0], "boolean"
        variable, source = node.iterators[0]
        subject = self.members(source, scope)
        if subject is None:
            return self.wrong(
                source, say("'{quantifier}' needs a list of members", quantifier=node.quantifier), COLLECTION_USE
            )[0], "boolean"
        inner = Scope(subject, variable)
        condition = self.typed(node.condition, inner, "boolean", say("what is to be satisfied"))
        return replace(node, condition=condition), "boolean"

    def collection(self, node: Call, scope: Scope) -> tuple[Node, Type] | None:
        """`count(sellers[..])`, `sum(sellers.x)`, `mean(sellers[..].x)` and the like; None if it is none of them."""
        argument = node.arguments[0] if len(node.arguments) == 1 else node.named[0][1] if len(node.named) == 1 else None
        if argument is None:
            return None
        fact_node = argument if node.function != "count" and _is_projection(argument) else None
        source = fact_node.base if isinstance(fact_node, Path) else argument
        predicate = source.predicate if isinstance(source, Filter) else None
        base = source.base if isinstance(source, Filter) else source
        if not isinstance(base, Name) or base.name not in COLLECTIONS.values():
            return None
        subject = self.members(base, scope)
        assert subject is not None
        if node.function != "count" and fact_node is None:
            return self.wrong(
                node,
                say("{function}() of whole members", function=node.function),
                say("name a fact: {function}({name}.x)", function=node.function, name=base.name),
            )
        result: Node = base
        if predicate is not None:
            inner = Scope(subject, "item", implicit=True)
            result = Filter(base, self.typed(predicate, inner, "boolean", say("a filter")), at=source.at)
        if isinstance(fact_node, Path):
            projected = self.typed(
                Path(Name("item", at=fact_node.at), fact_node.name, at=fact_node.at),
                Scope(subject, "item"),
                "number",
                say("an argument of {function}()", function=node.function),
            )
            result = Path(result, projected.name if isinstance(projected, Path) else fact_node.name, at=fact_node.at)
        return Call(node.function, (result,), at=node.at), "number"

    def refuse(self, node: Node, scope: Scope) -> tuple[Node, Type]:
        what = _ALONE.get(type(node), say("this"))
        return self.wrong(
            node, say("{what} stands alone", what=what), say("use it within 'in', 'some', 'every' or count()")
        )


_HANDLERS: Mapping[type[Node], Callable[[_Resolver, Node, Scope], tuple[Node, Type]]] = {
    Literal: _Resolver.literal,  # type: ignore[dict-item]
    Name: _Resolver.named,
    Path: _Resolver.named,
    And: _Resolver.logic,  # type: ignore[dict-item]
    Or: _Resolver.logic,  # type: ignore[dict-item]
    Not: _Resolver.negation,  # type: ignore[dict-item]
    Compare: _Resolver.comparison,  # type: ignore[dict-item]
    Between: _Resolver.between,  # type: ignore[dict-item]
    In: _Resolver.membership,  # type: ignore[dict-item]
    Arithmetic: _Resolver.arithmetic,  # type: ignore[dict-item]
    Negate: _Resolver.negate,  # type: ignore[dict-item]
    If: _Resolver.conditional,  # type: ignore[dict-item]
    Call: _Resolver.call,  # type: ignore[dict-item]
    Quantified: _Resolver.quantified,  # type: ignore[dict-item]
    Filter: _Resolver.refuse,
    List: _Resolver.refuse,
    Context: _Resolver.refuse,
    Range: _Resolver.refuse,
}


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


def _is_projection(node: Node) -> bool:
    """Whether `node` is `members.fact` or `members[..].fact`."""
    return isinstance(node, Path) and isinstance(node.base, Filter | Name)
