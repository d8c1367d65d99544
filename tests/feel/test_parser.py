"""Trees, positions, and what is said about a text that is no expression."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.feel import FeelSyntaxError, parse, parse_unary_tests, to_text
from diagnosis.feel.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Filter,
    In,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Path,
    Position,
    Range,
    UnaryTest,
    walk,
)

A, B, C = Name("a"), Name("b"), Name("c")


def number(text: str) -> Literal:
    return Literal(Decimal(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and c", Or((A, And((B, C))))),
        ("a and b and c", And((A, B, C))),
        ("a and (b and c)", And((A, B, C))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("not(a)", Not(A)),
        ("a between b and c and a", And((Between(A, B, C), A))),
        ("a in (b)", In(A, (B,))),
        ("a in (b, < c)", In(A, (B, UnaryTest("<", C)))),
        ("a in (< c)", In(A, (UnaryTest("<", C),))),
        ("a in ]b..c[", In(A, (Range(B, C, True, True),))),
        ("a in (b..c)", In(A, (Range(B, C, True, True),))),
        ("a in [b[1]..c[1]]", In(A, (Range(Filter(B, number("1")), Filter(C, number("1"))),))),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("-a ** b", Arithmetic("**", Negate(A), B)),
        ("-1", number("-1")),
        ("- -1", number("1")),
        ("a - 1", Arithmetic("-", A, number("1"))),
        ("a.b.c", Path(Path(A, "b"), "c")),
        ("a[b].c", Path(Filter(A, B), "c")),
        ("round half up(a, 2)", Call("round half up", (A, number("2")))),
        ("floor(n: a)", Call("floor", (), (("n", A),))),
        ("android", Name("android")),
        ("pagrindinė_priežastis", Name("pagrindinė_priežastis")),
    ],
)
def test_tree(text: str, tree: Node) -> None:
    assert parse(text) == tree
    assert parse(to_text(tree)) == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0.90", "0.9"),
        ("1e3", "1000"),
        ("1.5E+40", "1.5E+40"),
        ("-0", "0"),
        ("( (a) )", "a"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("a**b**c", "a ** b ** c"),
        ("a**(b**c)", "a ** (b ** c)"),
        ("(if a then b else c)+1", "(if a then b else c) + 1"),
        ("a in ]1..2[", "a in (1..2)"),
        ("x in (1,<2)", "x in (1, < 2)"),
        ('"a\\"\\u0000\\n"', '"a\\"\\u0000\\n"'),
        ('{a:1,"b c":2,"if":3}', '{a: 1, "b c": 2, "if": 3}'),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical
    assert parse(canonical) == parse(text)


def test_unary_tests() -> None:
    assert parse_unary_tests(">= 0.95") == (UnaryTest(">=", number("0.95")),)
    assert parse_unary_tests("< 0.85, > 1.25") == (UnaryTest("<", number("0.85")), UnaryTest(">", number("1.25")))
    assert parse_unary_tests("[0.95..1.10]") == (Range(number("0.95"), number("1.1")),)
    assert parse_unary_tests('"a", "b"') == (Literal("a"), Literal("b"))
    assert parse_unary_tests("-0.5") == (number("-0.5"),)
    assert to_text(parse_unary_tests(" >=0.950 ")[0]) == ">= 0.95"


def test_every_node_knows_where_it_begins() -> None:
    tree = parse("a < 1\n  and (b + 2) * 3 > sum(c)")
    begins = {to_text(node): node.at for node in walk(tree)}
    assert begins["a"] == Position(1, 1)
    assert begins["1"] == Position(1, 5)
    assert begins["b + 2"] == Position(2, 7)
    assert begins["b"] == Position(2, 8)
    assert begins["(b + 2) * 3"] == Position(2, 7)
    assert begins["3"] == Position(2, 17)
    assert begins["sum(c)"] == Position(2, 21)
    assert tree.at == Position(1, 1)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "Nothing is written"),
        ("a ==  1", 3, "Write = to compare"),
        ("a <> 1", 3, "Write !="),
        ("a => 1", 3, "Write >="),
        ("a && b", 3, "Write `and`"),
        ("!a", 1, "Write `not(..)`"),
        ("not a", 5, "bracket is missing"),
        ("'a'", 1, "double quotes"),
        ('"a', 1, "not closed"),
        ('"a\n"', 1, "not closed"),
        ('a = "\\d"', 5, "no escape"),
        ('"\\ud83d"', 1, "Half of a character"),
        ('"\\U110000"', 1, "no character of Unicode"),
        ("a /* b", 3, "comment is not closed"),
        ("0.5 < a < 1", 9, "join two with `and`"),
        ("a <", 4, "ends too early"),
        ("(a", 3, "brackets are closed"),
        ("a)", 2, "closes nothing"),
        ("(a]", 3, "close them in order"),
        ("a b", 3, "missing before `b`"),
        ("< 5", 1, "missing before `<`"),
        ("a, b", 2, "comma"),
        ("1..2", 2, "range in brackets"),
        ("x%", 2, "15%"),
        ("cuont(a)", 1, "did you mean count?"),
        ("frobnicate(a)", 1, "there are abs, band"),
        ("x²", 1, "letters, digits and _"),
        ("some in a satisfies b", 6, "name is missing"),
        ("a + and", 5, "word of FEEL"),
        ("if a then b", 12, "`else` is missing"),
        ("if a b", 6, "`then` is missing"),
        ("some s sellers satisfies s > 1", 8, "`in` is missing"),
        ("every s in sellers", 19, "`satisfies` is missing"),
        ("a between 1 or 2", 13, "`and` is missing"),
        ("(a between 1)", 13, "`and` is missing"),
        ("min(1, list: 2)", 12, "every argument has its name"),
        ("a ≥ 1", 3, "Write >="),
        ("a < 0.9 an b > 1", 9, "missing before `an`"),
        ("1e9999", 1, "too large"),
        ("known()", 1, "takes one argument"),
        ("band(a, b)", 1, "takes one argument"),
        ("a or known(y: b)", 6, "takes one argument"),
        ("{a: 1, a: 2}", 8, "twice"),
        ("floor(n: 1, n: 2)", 13, "twice"),
    ],
)
def test_message(text: str, column: int, words: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert words in caught.value.message
    assert (caught.value.line, caught.value.column) == (1, column)


def test_a_message_tells_the_line() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("a < 1\nand b <\n")
    assert (caught.value.line, caught.value.column) == (3, 1)
    assert str(caught.value).endswith("(line 3, column 1)")


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_001,
        "not(" * 51 + "a" + ")" * 51,
        "-" * 9_000 + "a",
        "a" + "[a" * 51 + "]" * 51,
        "1" + " + 1" * 60,
        "if a then b else " * 51 + "c",
        "[" * 4_000 + "]" * 4_000,
        "{a: " * 2_000 + "1" + "}" * 2_000,
        "a" + ".b" * 3_000,
    ],
)
def test_too_long_or_too_deep(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match=r"at most|deep"):
        parse(text)


def test_much_but_not_deep_is_read() -> None:
    parse(" and ".join(["a < 1"] * 1_000))
    parse("(" * 4_000 + "a" + ")" * 4_000)
    parse("a in (" + ", ".join(str(limit) for limit in range(1_500)) + ")")
