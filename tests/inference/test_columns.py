"""A condition by columns is what the interpreter says to the last digit, or in doubt: then the interpreter is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.feel import compiled
from diagnosis.feel.numbers import round10
from diagnosis.feel.tree import And, Arithmetic, Between, Call, Compare, In, Literal, Name, Negate, Node, Not, Or, Range
from diagnosis.inference.polars_feel import columnar

Row = Mapping[str, Decimal]

NAMES = ("a", "b", "c")
_TEN, _FORTY = Context(prec=10), Context(prec=40)

# Numbers as facts have them (at most 15 digits, 1e-18 to 1e18), most of them such as meet in a sum.
_near = st.integers(-30, 30).map(lambda number: Decimal(number).scaleb(-1))
_hundredths = st.integers(-200, 200).map(lambda number: Decimal(number).scaleb(-2))
_any = st.builds(
    lambda digits, power: Decimal(digits).scaleb(power), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-18, 3)
)
numbers = _near | _hundredths | _any
rows = st.fixed_dictionaries({"a": numbers, "b": numbers}, optional={"c": numbers})


def _above(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), below, below),
        st.builds(Negate, below),
        st.builds(lambda operand: Call("abs", (operand,)), below),
    )


_names = st.builds(Name, st.sampled_from((*NAMES, "a", "b")))
computed = _above(st.recursive(_names | _names | st.builds(Literal, numbers), _above, max_leaves=3))
comparators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


@st.composite
def limits(draw: st.DrawFn, tree: Node, row: Row) -> Node:
    """A limit where it matters: at the computed value, rounded as it will be, or next to that; or anywhere."""
    value = compiled(tree)(row)
    if not isinstance(value, Decimal) or draw(st.integers(0, 5)) == 0:
        return Literal(draw(numbers))
    short = round10(value)
    near = (_TEN.next_plus(short), _TEN.next_minus(short), _FORTY.next_plus(value), _FORTY.next_minus(value))
    return Literal(draw(st.sampled_from([short, short, value, *near])))


@st.composite
def conditions(draw: st.DrawFn, table: Sequence[Row]) -> Node:
    """A comparison that turns at one of the rows, or several joined."""
    row = draw(st.sampled_from(table))
    tree = draw(computed | computed | _names)
    limit, other = draw(limits(tree, row)), draw(limits(tree, row))
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return Between(tree, limit, other)
    if kind == 1:
        return In(tree, (Range(limit, other, draw(st.booleans()), draw(st.booleans())),))
    if kind == 2:
        first, second = draw(conditions(table)), draw(conditions(table))
        return draw(st.sampled_from([And((first, second)), Or((first, second)), Not(first)]))
    return Compare(draw(comparators), tree, limit)  # type: ignore[arg-type]


@given(st.data())
def test_columns_and_interpreter_agree_wherever_a_limit_lies(data: st.DataObject) -> None:
    table = data.draw(st.lists(rows, min_size=1, max_size=4))
    tree = data.draw(conditions(table))
    by_columns = columnar(tree)
    frame = pl.DataFrame(
        {name: [None if (number := row.get(name)) is None else float(number) for row in table] for name in NAMES},
        schema=dict.fromkeys(NAMES, pl.Float64()),
    )
    doubt = pl.lit(False) if by_columns.doubt is None else by_columns.doubt.fill_null(False)
    told = frame.with_columns(by_columns.value.cast(pl.Boolean).alias("told"), doubt.alias("doubt"))
    for row, value, in_doubt in zip(table, told["told"], told["doubt"], strict=True):
        exact = compiled(_unknown_stays(tree))(row)
        assert in_doubt or value is exact


@given(numbers, numbers)
def test_what_is_clearly_on_one_side_is_not_in_doubt(first: Decimal, second: Decimal) -> None:
    """Else every row would go through the interpreter, and columns would be of no use."""
    total = Arithmetic("+", Name("a"), Name("b"))
    far = abs(first) + abs(second) + 1
    by_columns = columnar(Compare("<", total, Literal(far)))
    frame = pl.DataFrame({"a": [float(first)], "b": [float(second)]})
    assert by_columns.doubt is not None
    if far < 1e8:
        assert frame.select(by_columns.value).item() is True
        assert frame.select(by_columns.doubt).item() is False


def _unknown_stays(tree: Node) -> Node:
    """The condition as names are resolved in rules: an equality with something unknown is unknown."""
    match tree:
        case And(operands):
            return And(tuple(map(_unknown_stays, operands)))
        case Or(operands):
            return Or(tuple(map(_unknown_stays, operands)))
        case Not(operand):
            return Not(_unknown_stays(operand))
        case Compare("=" | "!=" as comparator, left, right):
            # `<=` is unknown where a side is; both ways at once they are an equality.
            equal = And((Compare("<=", left, right), Compare(">=", left, right)))
            return equal if comparator == "=" else Not(equal)
    return tree
