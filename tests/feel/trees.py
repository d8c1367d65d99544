"""Generated trees of FEEL: any that a parser could have made, and facts of every kind."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from diagnosis.feel import tree
from diagnosis.feel.functions import FUNCTIONS, OURS
from diagnosis.feel.tree import Node

NAMES = ("a", "b", "c", "sellers", "attainment", "item", "žymė", "android")
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000).map(
    lambda number: number or Decimal(0)
)
texts = st.text(max_size=8) | st.sampled_from(['"', "\\", "'", "\\u0041", "\u2028\x85\x00", "Š" * 50])
names = st.sampled_from(NAMES)
literals = st.builds(tree.Literal, numbers | texts | st.booleans() | st.none())


def _flat(kind: type[tree.And] | type[tree.Or], below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operands = st.lists(below.filter(lambda node: not isinstance(node, kind)), min_size=2, max_size=3)
    return operands.map(lambda nodes: kind(tuple(nodes)))


def _unique(pairs: list[tuple[str, Node]]) -> tuple[tuple[str, Node], ...]:
    return tuple(dict(pairs).items())


def _negated(operand: Node) -> Node:
    return tree.Not(operand) if isinstance(operand, tree.Literal) else tree.Negate(operand)


def _above(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    tests = st.builds(tree.UnaryTest, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), below)
    ranges = st.builds(tree.Range, below, below, st.booleans(), st.booleans())
    functions = st.sampled_from(sorted(FUNCTIONS.keys() - OURS))
    few = st.lists(below, max_size=3).map(tuple)
    iterators = st.lists(st.tuples(names, below), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        _flat(tree.And, below),
        _flat(tree.Or, below),
        st.builds(tree.Not, below),
        st.builds(tree.Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), below, below),
        st.builds(tree.Between, below, below, below),
        ranges,
        tests,
        st.builds(tree.In, below, st.lists(below | tests | ranges, min_size=1, max_size=3).map(tuple)),
        st.builds(tree.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), below, below),
        below.map(_negated),
        st.builds(tree.If, below, below, below),
        st.builds(tree.Call, functions, few),
        st.builds(tree.Call, st.sampled_from(sorted(OURS)), st.tuples(below)),
        st.builds(
            tree.Call,
            functions,
            st.just(()),
            st.lists(st.tuples(st.sampled_from(["n", "scale", "list", "x", "number"]), below), max_size=2).map(_unique),
        ),
        st.builds(tree.Quantified, st.sampled_from(["some", "every"]), iterators, below),
        st.builds(tree.Path, below, names),
        st.builds(tree.Filter, below, below),
        st.builds(tree.List, few),
        st.builds(tree.Context, st.lists(st.tuples(names | texts, below), max_size=2).map(_unique)),
    )


trees: st.SearchStrategy[Node] = st.recursive(literals | st.builds(tree.Name, names), _above, max_leaves=12)

odd_numbers = st.sampled_from([1e-05, 1e16, -0.0, float("nan"), float("inf"), float("-inf"), 10**400, -(10**4000)])
odd_decimals = st.sampled_from([Decimal(text) for text in ("NaN", "sNaN", "-Infinity", "1e9999", "1e-9999", "-0")])
scalars = st.integers() | st.floats() | st.decimals() | texts | st.booleans() | st.none() | odd_numbers | odd_decimals
facts = st.dictionaries(
    names,
    st.recursive(
        scalars | st.builds(object),
        lambda below: st.lists(below, max_size=4) | st.dictionaries(names, below, max_size=3) | st.tuples(below),
        max_leaves=8,
    ),
)
