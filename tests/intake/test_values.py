"""Texts and what they mean as values of each kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diagnosis.intake.model import Given
from diagnosis.intake.values import pair_parser, parse, parser
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.model import Fact, Text
from tests.intake.catalogue import FACTS, fact

SHARE = fact("x", "percentage")
RATE = fact("x", "rate")
CHANGE = fact("x", "change")
MONEY = fact("x", "money")
COUNT = fact("x", "count")
NUMBER = fact("x", "number")
OPEN_ENDED = fact("x", "percentage", range=">= 0")

SPACED = ["1\u00a0200\u00a0000", "1\u2009200\u2009000", "1\u202f200\u202f000", "1 200 000"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("82%", SHARE, "0.82"),
        ("82,5 %", SHARE, "0.825"),
        ("82.50%", SHARE, "0.8250"),
        ("0.825", SHARE, "0.825"),
        ("0,825", SHARE, "0.825"),
        (".5", SHARE, "0.5"),
        (" 0.82 ", SHARE, "0.82"),
        ("0", SHARE, "0"),
        ("-0.0", SHARE, "0.0"),
        ("0%", SHARE, "0.00"),
        ("1.0", SHARE, "1.0"),
        ("100%", SHARE, "1.00"),
        ("1e-05", SHARE, "0.00001"),
        ("12.345%", SHARE, "0.12345"),
        ("1.05", OPEN_ENDED, "1.05"),
        ("130%", OPEN_ENDED, "1.30"),
        ("30%", RATE, "0.30"),
        ("+45%", CHANGE, "0.45"),
        ("-3 %", CHANGE, "-0.03"),
        ("−3 %", CHANGE, "-0.03"),
        ("- 3%", CHANGE, "-0.03"),
        ("-100%", CHANGE, "-1.00"),
        ("300%", CHANGE, "3.00"),
        ("1.5", CHANGE, "1.5"),
        *((text, MONEY, "1200000") for text in SPACED),
        ("990.50", MONEY, "990.50"),
        ("990,5", MONEY, "990.5"),
        ("1 200,50", MONEY, "1200.50"),
        ("1e16", MONEY, "1E+16"),
        ("1E+18", MONEY, "1E+18"),
        ("1000000000000000000", MONEY, "1E+18"),
        ("0.000", MONEY, "0.000"),
        ("1.200", NUMBER, "1.200"),
        ("-5", NUMBER, "-5"),
        ("104%", fact("x", "ratio"), "1.04"),
        ("3", COUNT, "3"),
        ("3.0", COUNT, "3"),
        ("1e3", COUNT, "1000"),
        ("0017", COUNT, "17"),
    ],
)
def test_a_number_is_what_was_written(text: str, kind: Fact, value: str) -> None:
    assert parse(text, kind) == Given(Decimal(value))


@pytest.mark.parametrize(("text", "digits"), [("82%", "0.82"), ("82.0%", "0.820"), ("0.8", "0.8"), ("-0", "0")])
def test_a_number_keeps_the_digits_that_were_written(text: str, digits: str) -> None:
    read = parse(text, SHARE)
    assert isinstance(read, Given)
    assert str(read.value) == digits


@pytest.mark.parametrize(
    ("text", "count", "of"),
    [
        ("11/80", 11, 80),
        ("11 / 80", 11, 80),
        ("2 of 14", 2, 14),
        ("2 OF 14", 2, 14),
        ("2 out of 14", 2, 14),
        ("2 iš 14", 2, 14),
        ("0/7", 0, 7),
        ("7/7", 7, 7),
        ("1 200/2 400", 1200, 2400),
    ],
)
@pytest.mark.parametrize(
    "kind", [SHARE, RATE, fact("x", "percentage", full_count=True), fact("x", "percentage", sample=True)]
)
def test_counts_keep_both_numbers_beside_their_quotient(text: str, count: int, of: int, kind: Fact) -> None:
    read = parse(text, kind)
    assert isinstance(read, Given)
    assert (read.count, read.of) == (count, of)
    assert read.value == Decimal(count) / Decimal(of)


def test_a_full_count_is_exact() -> None:
    assert parse("9/10", fact("x", "percentage", full_count=True)) == Given(Decimal("0.9"), 9, 10)


def test_a_rate_may_be_a_bare_share() -> None:
    assert parse("30%", RATE) == Given(Decimal("0.30"), None, None)


UNKNOWN = [
    "",
    "  ",
    "\u00a0",
    "-",
    "–",
    "—",
    "?",
    "~",
    "null",
    "NULL",
    "unknown",
    "Unknown",
    "n/a",
    "N/A",
    "nežinoma",
    "Nežinoma",
]


@pytest.mark.parametrize("text", UNKNOWN)
@pytest.mark.parametrize("each", FACTS["team"].values(), ids=lambda each: each.fact)
def test_what_is_not_known_is_unknown_in_every_kind(text: str, each: Fact) -> None:
    assert parse(text, each) is None


@pytest.mark.parametrize("text", ["none", "nėra", "nil"])
def test_words_that_may_mean_zero_are_not_taken_for_unknown(text: str) -> None:
    assert isinstance(parse(text, COUNT), Wrong)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("Yes", True), ("taip", True), ("TRUE", True), ("false", False), ("no", False), ("Ne", False)],
)
def test_yes_and_no(text: str, value: bool) -> None:
    assert parse(text, fact("x", "boolean")) == Given(value)


def test_dates_choices_and_texts() -> None:
    assert parse("2026-09-30", fact("x", "date")) == Given(date(2026, 9, 30))
    assert parse(" confirmed ", FACTS["team"]["goals_review"]) == Given("confirmed")
    assert parse('0017 "Ąžuolas"', fact("x", "text")) == Given('0017 "Ąžuolas"')


WRONG = [
    ("1", SHARE, "'1' can mean 1% or 100%", "write 1% or 100%"),
    ("1.05", SHARE, "'1.05' is out of range: a percentage is 0% to 100%", "write 1.05% if that is meant"),
    ("130%", SHARE, "'130%' is out of range: a percentage is 0% to 100%", "check the figure"),
    ("-1%", RATE, "'-1%' is out of range: a rate is 0% to 100%", "check the figure"),
    ("-101%", CHANGE, "'-101%' is out of range: nothing falls by more than 100%", "check the figure"),
    ("-5", MONEY, "'-5' is out of range: an amount is not negative", "check the figure"),
    ("-1", COUNT, "'-1' is out of range: a count is not negative", "check the figure"),
    (
        "120",
        fact("x", "number", range="[-100..100]"),
        "'120' is out of range: it must be [-100..100]",
        "check the figure",
    ),
    ("1,200", MONEY, "'1,200' can mean 1200 or 1.2000", "write 1200 or 1.2000"),
    ("1,200", NUMBER, "'1,200' can mean 1200 or 1.2000", "write 1200 or 1.2000"),
    ("1.200", MONEY, "'1.200' can mean 1200 or 1.2000", "write 1200 or 1.2000"),
    ("1.000", COUNT, "'1.000' can mean 1000 or 1", "write 1000 or 1"),
    ("12 00", MONEY, "'12 00' is not a number alone", "write the number without unit or words"),
    ("9 weeks", NUMBER, "'9 weeks' is not a number alone", "write the number without unit or words"),
    ("much", NUMBER, "'much' is no number", "write a number, or leave it blank if it is unknown"),
    ("5%", MONEY, "'5%' is in per cent, but this is an amount of money", "write the number itself"),
    ("1/2", MONEY, "'1/2' is a count out of a whole, but this is an amount of money", "write one number"),
    ("nan", NUMBER, "'nan' is no number", "leave it blank if it is unknown"),
    ("-inf", NUMBER, "'-inf' is no number", "leave it blank if it is unknown"),
    ("1e400", NUMBER, "'1e400' is larger than 1e18", "check the figure"),
    ("1e-400", NUMBER, "'1e-400' is nearer to zero than 1e-18", "write 0, or check the figure"),
    ("1e" + "9" * 30, NUMBER, "'1e" + "9" * 30 + "' is larger than 1e18", "check the figure"),
    ("0x1F", NUMBER, "'0x1F' is a number as programs write it", "write decimal digits only"),
    ("1_000", NUMBER, "'1_000' is a number as programs write it", "write decimal digits only"),
    ("٣", NUMBER, "'٣' has digits other than 0 to 9", "write it with the digits 0 to 9"),
    ("\uff18\uff12%", SHARE, "'\uff18\uff12%' has digits other than 0 to 9", "write it with the digits 0 to 9"),
    ("3.5", COUNT, "'3.5' is no whole number", "write a count"),
    ("0/0", RATE, "0 of 0 says nothing", "leave it blank or write unknown"),
    ("5/0", RATE, "5 of 0 says nothing", "leave it blank or write unknown"),
    ("80/11", RATE, "80 of 11 is more than all", "write the part first, then the whole, as in 11/80"),
    ("-1/3", RATE, "'-1/3' has a negative count", "write counts of 0 and more, as in 11/80"),
    ("1/-3", RATE, "'1/-3' has a negative count", "write counts of 0 and more, as in 11/80"),
    ("1.5/3", RATE, "'1.5/3' is not two whole numbers", "write them as in 11/80"),
    ("1/2/3", RATE, "'1/2/3' is not two whole numbers", "write them as in 11/80"),
    ("9" * 17 + "/" + "9" * 17, RATE, "'" + "9" * 17 + "' is too large for a count", "check the figure"),
    ("#DIV/0!", RATE, "'#DIV/0!' is an error of the spreadsheet", "correct its formula, or leave it blank"),
    ("#N/A", MONEY, "'#N/A' is an error of the spreadsheet", "correct its formula, or leave it blank"),
    (
        "#REF!",
        fact("x", "text"),
        "'#REF!' is an error of the spreadsheet",
        "correct its formula, or leave it blank",
    ),
    ("#####", MONEY, "'#####' is a column too narrow to show its value", "widen the column and export again"),
    ("=A1/B1", SHARE, "'=A1/B1' is a formula", "write the value that it gives"),
    ("1", fact("x", "boolean"), "'1' is neither yes nor no", "write yes or no"),
    (
        "30.09.26",
        fact("x", "date"),
        "'30.09.26' is not a date",
        "write it as 2026-09-30, year first",
    ),
    ("2026-02-30", fact("x", "date"), "'2026-02-30' is not in the calendar", "check the day and the month"),
    ("1026-02-03", fact("x", "date"), "'1026-02-03' is not of our time", "check the year"),
    ("Confirmed", FACTS["team"]["goals_review"], "'Confirmed' is none of the choices", "did you mean confirmed?"),
    (
        "target unrealistik",
        FACTS["team"]["goals_review"],
        "'target unrealistik' is none of the choices",
        "did you mean target_unrealistic?",
    ),
    (
        "zzz",
        FACTS["team"]["goals_review"],
        "'zzz' is none of the choices",
        "write one of: ruled_out, confirmed, target_unrealistic",
    ),
    (
        "a\nb",
        fact("x", "text"),
        "'a\\u000ab' holds a character that cannot be seen",
        "write it on one line, without it",
    ),
    ("a" * 201, fact("x", "text"), "'" + "a" * 39 + "…' has 201 characters", "write at most 200"),
    ("9" * 20_000, MONEY, "20000 characters are too many for a value", "look for a quotation mark that is not closed"),
    ("9" * 100, MONEY, "'" + "9" * 39 + "…' is too long for a number", "write the number only"),
]


@pytest.mark.parametrize(("text", "kind", "what", "do"), WRONG, ids=[each[0][:20] for each in WRONG])
def test_what_is_wrong_is_said_and_what_to_do(text: str, kind: Fact, what: str, do: str) -> None:
    assert parse(text, kind) == Wrong(f"{kind.fact}: {what}", do)


@pytest.mark.parametrize(
    "text",
    [
        *("9-Oct", "10.Sep", "Sep-10", "9. Okt", "rgs.10", "spal. 9", "10-Oct-2026", "09-10", "9.10.2026", "9/10/2026"),
        *("2026-09-10", "2026-10-09 00:00:00", "46275"),
    ],
)
@pytest.mark.parametrize("kind", [SHARE, RATE])
def test_counts_that_a_spreadsheet_made_a_date_are_recognised(text: str, kind: Fact) -> None:
    wrong = parse(text, kind)
    assert isinstance(wrong, Wrong)
    assert wrong.what == f"x: '{text}' looks like a date, which a spreadsheet makes of counts such as 9/10"
    assert "use two columns, x.count and x.of" in wrong.do


@pytest.mark.parametrize(
    ("count", "of", "value"),
    [
        ("9", "10", Given(Decimal("0.9"), 9, 10)),
        ("9.0", "10.0", Given(Decimal("0.9"), 9, 10)),
        ("", "-", None),
        ("9", "", Wrong("x.count stands without x.of", "give both, or write the share alone, as 30%")),
        ("30%", "", Given(Decimal("0.30"))),
        ("0.3", "?", Given(Decimal("0.3"))),
        ("30%", "448", Given(Decimal(134) / 448, 134, 448)),
        ("0,3", "10", Given(Decimal("0.3"), 3, 10)),
        ("30.5%", "10", Wrong("x: no whole number out of 10 makes '30.5%'", "write counts, as in 11/80")),
        ("~30%", "10", Wrong("x: '~30%' is an estimate and has no counts", "leave one of the two blank")),
        ("130%", "10", Wrong("x: '130%' is out of range: a rate is 0% to 100%", "check the figure")),
        ("", "10", Wrong("x.of stands without x.count", "give both or neither")),
        ("9.5", "10", Wrong("x: '9.5' is no whole number", "write counts as in 11 and 80")),
        ("-9", "10", Wrong("x: '-9' is negative", "write counts as in 11 and 80")),
        ("11", "10", Wrong("x: 11 of 10 is more than all", "write the part first, then the whole, as in 11/80")),
    ],
)
def test_counts_in_two_columns(count: str, of: str, value: Given | Wrong | None) -> None:
    assert pair_parser(RATE)(count, of) == value


EVERY_FACT = [each for facts in FACTS.values() for each in facts.values()]
WRITTEN_LIKE_VALUES = st.text(alphabet="0123456789 .,/%+-−eE_xof#=\u00a0\u2009", max_size=24)


@given(text=st.one_of(st.text(), WRITTEN_LIKE_VALUES), each=st.sampled_from(EVERY_FACT))
@example(text="1e999999999999999999999999", each=NUMBER)
@example(text="\ud800", each=fact("x", "text"))
@example(text="²", each=NUMBER)
def test_any_text_is_a_value_or_unknown_or_wrong(text: str, each: Fact) -> None:
    read = parse(text, each)
    if isinstance(read, Given) and isinstance(read.value, Decimal):
        assert read.value.is_finite()
        assert abs(read.value) <= Decimal("1e18")
        assert not (read.value.is_zero() and read.value.is_signed())
    if isinstance(read, Wrong):
        assert read.what.isprintable()
        assert read.do.isprintable()


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=100, max_value=10**9, places=2))
def test_an_amount_means_the_same_however_its_digits_stand(value: Decimal) -> None:
    plain = format(value, "f")
    grouped = format(value, ",f").replace(",", " ")
    for text in (plain, grouped, grouped.replace(" ", "\u00a0"), grouped.replace(".", ","), f"+{plain}", f" {plain}\t"):
        assert parse(text, MONEY) == Given(value)


@given(st.text())
def test_a_parser_gives_the_same_whenever_it_is_asked(text: str) -> None:
    read = parser(SHARE)
    assert read(text) == read(text) == parse(text, SHARE)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("88 proc.", "0.88"),
        ("88 per cent", "0.88"),
        ("88,5 percent", "0.885"),
        ("88 pct", "0.88"),
        ("88 procentai", "0.88"),
        ("nuo 85 iki 91 proc.", "0.88"),
    ],
)
def test_per_cent_may_be_said_in_words(text: str, meant: str) -> None:
    given = parse(text, SHARE)
    assert isinstance(given, Given) and given.value == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.2 MEUR", 1200000, "EUR"),
        ("350kEUR", 350000, "EUR"),
        ("3.5 kUSD", 3500, "USD"),
        ("12 k usd", 12000, "USD"),
        ("1200000,-", 1200000, None),
        ("1.200.000,– €", None, None),
        ("EUR 1200.-", 1200, "EUR"),
    ],
)
def test_amounts_as_they_are_abbreviated(text: str, amount: int | None, currency: str | None) -> None:
    given = parse(text, MONEY)
    if amount is None:
        assert isinstance(given, Wrong)
    else:
        assert isinstance(given, Given) and (given.value, given.currency) == (amount, currency)


@pytest.mark.parametrize(("text", "meant"), [("Y", True), ("t", True), ("N", False), ("Taip", True), ("NE", False)])
def test_yes_and_no_may_be_shortened(text: str, meant: bool) -> None:
    assert parse(text, fact("x", "boolean")) == Given(meant)


@pytest.mark.parametrize("text", ["2026-07-15", "15.07.2026", "a-b 3"])
def test_what_is_no_number_is_told_as_a_whole(text: str) -> None:
    wrong = parse(text, fact("x", "number"))
    assert isinstance(wrong, Wrong) and f"'{text}'" in wrong.what


@pytest.mark.parametrize("text", ["2h", "2 hrs", "2 hours", "2 val.", "2 val"])
def test_units_may_be_shortened(text: str) -> None:
    hours = fact("x", "number", unit=Text.model_validate({"en": "hours", "lt": "val."}))
    assert parse(text, hours) == Given(Decimal(2))
