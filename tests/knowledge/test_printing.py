"""Values print as people of the language write them, and a band's limits in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from diagnosis.assembly.fact_view import FactView
from diagnosis.kinds.formats import Formats, Value
from diagnosis.knowledge.model import Bands, Fact, Language, Peers, Text
from diagnosis.knowledge.texts import render

RATE = Fact(
    fact="deals",
    kind="rate",
    name=Text(en="deals won", lt="laimėti sandoriai"),
    peers=Peers(direction="below"),
    bands=Bands(peers=True),
)
OTIF = Fact(
    fact="otif", kind="percentage", name=Text(en="on time"), bands=Bands(healthy=">= 0.95", bad="< 0.90")
)  # fmt: skip
VALUES = {
    "deals": Decimal("0.1375"),
    "deals.count": 11,
    "deals.of": 80,
    "deals.low": Decimal("0.0786"),
    "deals.p": 0.0012,
    "deals.peers": Decimal("0.3"),
    "deals.peers_of": 1560,
    "otif": Decimal("0.82"),
    "previous.otif": Decimal("0.96"),
}


def spaced(text: str) -> str:
    """With plain spaces for those that do not break."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def shown(text: str, fact: Fact, language: Language, **values: Value) -> str:
    view = FactView(fact, {**VALUES, **values}, Formats(language))
    return spaced(render(text, language, {fact.fact: view}))


@pytest.mark.parametrize(
    ("value", "kind", "en", "lt"),
    [
        (Decimal("0.82"), "percentage", "82%", "82 %"),
        (Decimal("0.825"), "percentage", "82.5%", "82,5 %"),
        (Decimal("0.0004"), "percentage", "0.04%", "0,04 %"),
        (Decimal("-0.2"), "change", "-20%", "-20 %"),
        (Decimal(1200000), "number", "1,200,000", "1 200 000"),
        (Decimal("1.075"), "ratio", "1.08", "1,08"),
        (Decimal("1.10"), "ratio", "1.1", "1,1"),
        (Decimal("1E+3"), "count", "1,000", "1 000"),
        (0.1 + 0.2, "number", "0.3", "0,3"),
        (Decimal(1200000), "money", "€1,200,000", "1 200 000 €"),
        (Decimal("12.5"), "money", "€12.50", "12,50 €"),
        (True, "boolean", "yes", "taip"),
        (date(2026, 8, 9), "date", "9 August 2026", "2026 m. rugpjūčio 9 d."),
        ("bad", "band", "bad", "blogai"),
        ("ruled_out", "choice", "ruled out", "ruled out"),
        ("A. Jonaitė", "text", "A. Jonaitė", "A. Jonaitė"),
        (None, "money", "unknown", "nežinoma"),
    ],
)
def test_a_value_prints_in_the_format_of_its_kind(value: Value, kind: str, en: str, lt: str) -> None:
    assert spaced(Formats("en", "EUR").value(value, kind)) == en
    assert spaced(Formats("lt", "EUR").value(value, kind)) == lt


@pytest.mark.parametrize(
    ("test", "kind", "en", "lt"),
    [
        ("< 0.90", "percentage", "under 90%", "mažiau kaip 90 %"),
        (">= 2", "number", "2 or more", "2 ar daugiau"),
        ("<= 0.10", "change", "10% or less", "10 % ar mažiau"),
        ("> 1.15", "ratio", "over 1.15", "daugiau kaip 1,15"),
        ("[0.95..1.10]", "ratio", "0.95 to 1.1", "nuo 0,95 iki 1,1"),
        ("< 0.85, > 1.25", "ratio", "under 0.85 or over 1.25", "mažiau kaip 0,85 arba daugiau kaip 1,25"),
        ("true", "boolean", "yes", "taip"),
        ("< usual", "number", "< usual", "< usual"),
    ],
)
def test_a_limit_is_told_in_words(test: str, kind: str, en: str, lt: str) -> None:
    assert (spaced(Formats("en").test(test, kind)), spaced(Formats("lt").test(test, kind))) == (en, lt)


@pytest.mark.parametrize(
    ("p", "printed"), [(0.0012, "0.0012"), (0.00001, "< 0.0001"), (0.0345, "0.035"), (0.2, "0.2"), (1.0, "1")]
)
def test_a_p_value_prints_as_a_number_alone(p: float, printed: str) -> None:
    assert Formats("en").p(p) == printed


def test_a_rate_prints_its_counts() -> None:
    assert shown("{{ deals }}", RATE, "en") == "11 of 80 (14%)"
    assert shown("{{ deals }}", RATE, "lt") == "11 iš 80 (14 %)"


def test_all_sides_of_a_fact_print() -> None:
    text = "{{ deals.name }} {{ deals.value }} {{ deals.low }} {{ deals.count }}/{{ deals.of }} {{ deals.p }}"
    assert shown(text, RATE, "en") == "deals won 13.8% 7.9% 11/80 0.0012"
    text = "{{ deals.peers }} {{ deals.peers_of }} {{ deals.bad }} {{ deals.value | number }} {{ deals.low | points }}"
    assert shown(text, RATE, "lt") == "30 % 1 560 reikšmingai blogiau už kitus 0,14 7,9 proc. p."


@pytest.mark.parametrize(("value", "en", "lt"), [("9.5", "9.5 weeks", "9,5 sav."), ("1", "1 week", "1 sav.")])
def test_a_number_prints_its_unit(value: str, en: str, lt: str) -> None:
    bands = Bands(healthy="<= 2", bad="> 10")
    backlog = Fact(
        fact="backlog", kind="number", name=Text(en="backlog"), unit=Text(en="weeks", lt="sav."), bands=bands
    )
    text = "{{ backlog }}; {{ backlog.bad }}; {{ backlog | number }}"
    number = value.replace(".", ",")
    assert shown(text, backlog, "en", backlog=Decimal(value)) == f"{en}; over 10 weeks; {value}"
    assert shown(text, backlog, "lt", backlog=Decimal(value)) == f"{lt}; daugiau kaip 10 sav.; {number}"


def test_what_is_unknown_says_so() -> None:
    assert shown("{{ otif }} {{ otif | percent }}", OTIF, "en", otif=None) == "unknown unknown"
    assert shown("{{ otif }} {{ otif | money }}", OTIF, "lt", otif=None) == "nežinoma nežinoma"


@pytest.mark.parametrize(
    ("value", "printed"), [("0.8996", "89.96%"), ("0.9", "90%"), ("0.90004", "90.004%"), ("0.871", "87.1%")]
)
def test_a_value_is_never_rounded_across_a_limit_of_its_bands(value: str, printed: str) -> None:
    assert shown("{{ otif }}", OTIF, "en", otif=Decimal(value)) == printed


def test_limits_against_a_usual_value_and_on_a_multiple_of_it_are_told() -> None:
    against = RATE.model_copy(update={"bands": Bands(against="usual"), "peers": None})
    assert shown("{{ deals.bad }}", against, "en", usual=Decimal("0.3")) == "below the usual 30%"
    multiple = OTIF.model_copy(update={"bands": Bands(on="otif / usual", healthy="<= 1.5", bad=">= 2")})
    assert shown("{{ otif.healthy }}, {{ otif.bad }}", multiple, "en") == "1.5 or less, 2 or more"


def test_the_quarter_before_prints_under_its_own_name() -> None:
    before = SimpleNamespace(otif=FactView(OTIF, VALUES, Formats("en"), "previous."))
    assert render("{{ previous.otif }}, {{ previous.otif.value }}", "en", {"previous": before}) == "96%, 96%"
