"""Laws that hold for any expression, any text and any facts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.feel import FeelSyntaxError, compiled, evaluate, parse, parse_unary_tests, to_text
from diagnosis.feel.numbers import is_derived, round10
from diagnosis.feel.tree import And, Compare, Literal, Node, Not, Or
from tests.feel.trees import facts, literals, trees
from tests.profiles import examples

TRUTHS = (True, False, None)


def value(node: Node) -> object:
    return compiled(node)({})


@pytest.mark.parametrize(("first", "second"), list(product(TRUTHS, TRUTHS)))
def test_three_valued_tables(first: bool | None, second: bool | None) -> None:
    left, right = Literal(first), Literal(second)
    conjunction = False if False in (first, second) else None if None in (first, second) else True
    disjunction = True if True in (first, second) else None if None in (first, second) else False
    assert value(And((left, right))) is conjunction
    assert value(Or((left, right))) is disjunction


def test_what_is_no_boolean_counts_as_unknown() -> None:
    for other in ("1", '"true"', "[true]", "{}", "null"):
        assert evaluate(f"{other} and false", {}) is False
        assert evaluate(f"{other} and true", {}) is None
        assert evaluate(f"{other} or true", {}) is True
        assert evaluate(f"{other} or false", {}) is None
        assert evaluate(f"not({other})", {}) is None


@given(trees, trees, facts)
def test_de_morgan(left: Node, right: Node, given_facts: dict[str, object]) -> None:
    both = compiled(Not(And((left, right))))(given_facts)
    either = compiled(Or((Not(left), Not(right))))(given_facts)
    assert both is either


@given(literals, literals)
def test_comparisons_agree(left: Literal, right: Literal) -> None:
    less, more = value(Compare("<", left, right)), value(Compare(">", right, left))
    assert less is more
    at_least = value(Compare(">=", left, right))
    assert at_least is (None if less is None else not less)
    equal, unequal = value(Compare("=", left, right)), value(Compare("!=", left, right))
    assert unequal is (None if equal is None else not equal)


@given(trees)
@examples(300)
def test_text_and_tree_round_trip(node: Node) -> None:
    read = parse_unary_tests(to_text(node))[0]
    assert read == node
    assert to_text(read) == to_text(node)


@given(st.text(max_size=60) | st.text(alphabet="ab1.<>=()[]{}:,\"'\\+-*/ \n!&u", max_size=40))
@examples(500)
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse, parse_unary_tests):
        try:
            read(text)
        except FeelSyntaxError as error:
            assert error.message and error.line >= 1 and error.column >= 1


WORDS = (
    *("a", "1", ".5", "null", "item", "and", "or", "not(", "in", "between", "if", "then", "else", "some", "satisfies"),
    *("(", ")", "[", "]", "..", ",", "=", "<", "-", "**", ".", "{", "}", ":"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join))
@examples(500)
def test_any_words_are_read_or_refused(text: str) -> None:
    try:
        node = parse(text)
    except FeelSyntaxError:
        return
    assert parse(to_text(node)) == node


@given(trees, facts)
@examples(500)
def test_no_facts_make_it_raise(node: Node, given_facts: dict[str, object]) -> None:
    result = evaluate(to_text(parse_unary_tests(to_text(node))[0]), given_facts) if _is_expression(node) else None
    assert result is None or isinstance(result, bool | float | str | list | dict)
    compiled(node)(given_facts)


def _is_expression(node: Node) -> bool:
    try:
        parse(to_text(node))
    except FeelSyntaxError:
        return False
    return True


def test_facts_that_contain_themselves() -> None:
    ring: dict[str, object] = {"a": 1}
    ring["ring"] = ring
    row: list[object] = [1]
    row.append(row)
    held = {"ring": ring, "row": row}
    assert evaluate("ring.ring.ring.a", held) == 1
    for expression in ("ring = ring", "row = row", "row", "ring", "count(row)", "row in row", "[row] = [row]"):
        evaluate(expression, held)


@given(trees)
def test_rounding_twice_changes_nothing(node: Node) -> None:
    number = compiled(node)({"a": 1, "b": 0.3, "c": 7})
    if is_derived(node) and type(number).__name__ == "Decimal":
        assert round10(round10(number)) == round10(number)  # type: ignore[arg-type]
