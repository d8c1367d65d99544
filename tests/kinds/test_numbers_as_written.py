"""Numbers as people write them: each is understood, or asked, or refused, and never another number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from hypothesis import example, given
from hypothesis import strategies as st

from diagnosis.intake.values import parse, parser, readings
from diagnosis.kinds import kind_of
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import TYPED, USUAL, Style
from diagnosis.kinds.numerals import Notation, notation
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.model import Fact, Text
from tests.intake.catalogue import FACTS, fact

SHARE = fact("x", "percentage")
CHANGE = fact("x", "change")
MONEY = fact("x", "money", range=">= -1e18")
COUNT = fact("x", "count", range=">= -1e18")
NUMBER = fact("x", "number")
RATIO = fact("x", "ratio")
WEEKS = fact("x", "number", unit=Text.model_validate({"en": "weeks", "lt": "sav."}))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1,020,000", MONEY, "1020000"),
        ("3.450.000", MONEY, "3450000"),
        ("3.450.000,50", MONEY, "3450000.50"),
        ("3,450,000.50", MONEY, "3450000.50"),
        ("2'750'000", MONEY, "2750000"),
        ("2’750.25", MONEY, "2750.25"),
        ("4\u202f100\u202f000", MONEY, "4100000"),
        ("4\u2009100", MONEY, "4100"),
        ("1.2m", MONEY, "1200000"),
        ("0,95 mln.", MONEY, "950000"),
        ("2.4 mln. eurų", MONEY, "2400000"),
        ("350k", MONEY, "350000"),
        ("47,5 tūkst.", MONEY, "47500"),
        ("1.1 mlrd.", MONEY, "1100000000"),
        ("€1.2M", MONEY, "1200000"),
        ("EUR 1 200 000", MONEY, "1200000"),
        ("880 000 €", MONEY, "880000"),
        ("$3.5k", MONEY, "3500"),
        ("12k", COUNT, "12000"),
        ("1,450", COUNT, "1450"),
        ("1,450,000", COUNT, "1450000"),
        ("(1 200)", MONEY, "-1200"),
        ("(€2.5k)", MONEY, "-2500"),
        ("-€300", MONEY, "-300"),
        ("–7", NUMBER, "-7"),
        ("'-4", NUMBER, "-4"),
        ("'12", NUMBER, "12"),
        ("(3.9%)", CHANGE, "-0.039"),
        ("(4,1) %", CHANGE, "-0.041"),
        ("–12,5 %", CHANGE, "-0.125"),
        ("88", SHARE, "0.88"),
        ("2.4", SHARE, "0.024"),
        ("-45", CHANGE, "-0.45"),
        ("9 weeks", WEEKS, "9"),
        ("1 week", WEEKS, "1"),
        ("9 sav.", WEEKS, "9"),
        ("0.30000000000000004", NUMBER, "0.3"),
        ("0.8214285714285714", SHARE, "0.821428571428571"),
        ("82.14285714285714%", SHARE, "0.821428571428571"),
        ("7.000000000000001", NUMBER, "7"),
    ],
)
def test_what_is_plain_is_understood(text: str, kind: Fact, value: str) -> None:
    assert parse(text, kind) == Given(Decimal(value))


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("1,020", MONEY, ("1020", "1.0200")),
        ("2.750", COUNT, ("2750",)),
        ("1.000", COUNT, ("1000", "1")),
        ("1,250k", MONEY, ("1250000", "1250")),
        ("1,02", MONEY, ("1.0200", "1020", "1020000")),
        ("88", SHARE, ("88%",)),
        ("0.88", SHARE, ("88.00%", "0.8800%")),
        ("0,5", SHARE, ("50%", "0.5%")),
        ("1", SHARE, ("1%", "100%")),
        ("45", CHANGE, ("45%", "4500%")),
        ("104", RATIO, ("104", "1.04")),
        ("0.95", RATIO, ("0.95",)),
    ],
)
def test_what_is_typed_and_has_two_readings_is_asked(text: str, kind: Fact, written: tuple[str, ...]) -> None:
    meant = readings(text, kind)
    assert not isinstance(meant, Wrong)
    assert [reading.given for reading in meant] == [parse(text, kind) for text in written]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[
            (text, MONEY)
            for text in ("12 00", "1,20,000", "1.2.3", "1 200,000,000", "1,2 mln. vnt.", "5 apples", "--5")
        ],
        *[(text, MONEY) for text in ("€5 EUR", "5%", "(-5)", "1 2000", "1,,2", "5-3", "1e5e5", "$", "k", "€")],
        *[(text, SHARE) for text in ("82%%", "€82%", "82 % %", "82k", "1.05", "130%")],
        *[(text, COUNT) for text in ("€5", "3.5", "1.2345k")],
        *[(text, WEEKS) for text in ("9 days", "9 mėn.", "9k", "€9")],
    ],
)
def test_what_makes_no_sense_is_refused_as_it_stands(text: str, kind: Fact) -> None:
    read = parse(text, kind)
    assert isinstance(read, Wrong)
    assert not read.readings
    assert f"'{text}'" in read.what


@pytest.mark.parametrize(
    ("sample", "text", "kind", "value"),
    [
        ("1.234,5", "1,020", MONEY, "1.020"),
        ("1.234,5", "1.020", MONEY, "1020"),
        ("1,234.5", "1,020", MONEY, "1020"),
        ("1,234.5", "1.020", MONEY, "1.020"),
        ("1 234,5", "1,020", NUMBER, "1.020"),
        ("1234,5", "12,5 %", SHARE, "0.125"),
        ("1'234.5", "1'020.5", MONEY, "1020.5"),
        ("1.234,5", "1,02", MONEY, "1.02"),
        ("1.234,5", "1 020 000,5", MONEY, "1020000.5"),
    ],
)
def test_a_file_says_how_its_numbers_are_written(sample: str, text: str, kind: Fact, value: str) -> None:
    by = notation(sample)
    assert isinstance(by, Notation)
    assert parser(kind, Style(by))(text) == Given(Decimal(value))


@pytest.mark.parametrize("text", ["1,020.5", "1,02,0", "0.5"])
def test_what_is_written_otherwise_than_the_file_says_is_refused(text: str) -> None:
    by = notation("1.234,5")
    assert isinstance(by, Notation)
    assert isinstance(parser(MONEY, Style(by))(text), Wrong)


@pytest.mark.parametrize("sample", ["", "1,234", "1.234.5", "12.34", "comma"])
def test_a_sample_that_shows_nothing_is_refused(sample: str) -> None:
    assert isinstance(notation(sample), Wrong)


# --- the family -----------------------------------------------------------------------------------------------------

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2)
LOCALES = st.sampled_from(["en", "en_IN", "lt", "de", "de_CH", "fr", "pl", "sv", "es"])


def meant_by(text: str, kind: Fact) -> set[Decimal] | None:
    """The values that a typed text can mean; None where it is refused."""
    meant = readings(text, kind)
    if isinstance(meant, Wrong):
        return None
    return {reading.given.value for reading in meant if isinstance(reading.given.value, Decimal)}


@given(value=AMOUNTS, locale=LOCALES)
@example(value=Decimal(1020), locale="en")
@example(value=Decimal("-1.02"), locale="lt")
def test_an_amount_in_any_language_is_that_amount_or_asked_or_refused(value: Decimal, locale: str) -> None:
    for text in (
        format_decimal(value, locale=locale),
        format_currency(value, "EUR", locale=locale),
        format_currency(value, "EUR", locale=locale, format_type="accounting"),
    ):
        meant = meant_by(text, MONEY)
        assert meant is None or value in meant, text
        read = parse(text, MONEY)
        assert not isinstance(read, Given) or read.value == value, text


@given(value=st.decimals(min_value=-3, max_value=3, places=4), locale=LOCALES)
def test_a_share_in_any_language_is_that_share(value: Decimal, locale: str) -> None:
    text = format_percent(value, locale=locale, decimal_quantization=False)
    read = parse(text, fact("x", "change", range=">= -10"))
    assert read == Given(value) or (isinstance(read, Wrong) and read.readings)


@given(st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False))
def test_a_number_that_python_writes_is_that_number_to_fifteen_digits(value: float) -> None:
    read = parse(str(value), NUMBER)
    if isinstance(read, Given):
        assert abs(read.value - Decimal(str(value))) <= abs(Decimal(str(value))) * Decimal("5e-15")  # type: ignore[operator,arg-type]
    else:
        assert abs(value) < 1e-18


@given(value=st.integers(1, 999), locale=st.sampled_from(["en", "lt"]), exponent=st.sampled_from([3, 6, 9]))
def test_thousands_and_millions_as_a_language_shortens_them(value: int, locale: str, exponent: int) -> None:
    amount = value * 10**exponent
    assert meant_by(format_compact_decimal(amount, locale=locale), MONEY) == {Decimal(amount)}


EVERY_FACT = [each for facts in FACTS.values() for each in facts.values()]
LIKE_NUMBERS = st.text(alphabet="0123456789 .,'’%-–−()~€kKmMEUR/", max_size=14)
WORDED = st.builds(
    " ".join,
    st.lists(
        st.sampled_from(
            ["about", "apie", "nuo", "iki", "between", "and", "mln.", "k", "EUR", "€", "%", "1,5", "1.020"]
        ),
        max_size=5,
    ),
)


@given(text=st.one_of(LIKE_NUMBERS, WORDED, st.text(max_size=20)), each=st.sampled_from(EVERY_FACT))
@example(text="1,02", each=MONEY)
@example(text="10-15%", each=SHARE)
@example(text="0.1-0.15", each=SHARE)
@example(text="~0.5", each=SHARE)
@example(text="1.5-2", each=MONEY)
def test_whatever_is_typed_is_understood_or_asked_or_refused(text: str, each: Fact) -> None:
    """The law: what is taken is written so that it is read as the same value again, whoever reads it."""
    meant = readings(text, each)
    if isinstance(meant, Wrong):
        assert isinstance(parse(text, each), Wrong)
        return
    kind = kind_of(each)
    for reading in meant:
        again = readings(reading.written, each, TYPED)
        assert not isinstance(again, Wrong)
        assert [other.given for other in again] == [reading.given]
        assert parse(reading.written, each) == reading.given
        assert parse(kind.canonical(reading.given), each) == reading.given
    read = parse(text, each)
    if isinstance(read, Given):
        assert read in [reading.given for reading in meant]


@given(text=st.from_regex(r"-?[0-9]{1,10}(\\.[0-9]{1,7})?%?", fullmatch=True), each=st.sampled_from(EVERY_FACT))
@example(text="1", each=SHARE)
@example(text="1.200", each=MONEY)
@example(text="46275", each=SHARE)
@example(text="-0", each=NUMBER)
def test_the_short_cut_for_plain_numbers_gives_what_the_long_way_gives(text: str, each: Fact) -> None:
    kind = kind_of(each)
    if isinstance(kind, Numeric):
        for style in (USUAL, Style(percent=False)):
            sooner = kind.plainly(text, style)
            assert sooner is None or sooner == kind.meant(text, each, style)
