"""What a text shows of a fact: as many decimals as keep it on its side of a limit, and what a sample adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from diagnosis.assembly.fact_view import FactView
from diagnosis.kinds.formats import Formats
from diagnosis.knowledge.model import Fact

BANDS = {"healthy": ">= 0.95", "bad": "< 0.90"}


def view(kind: str = "percentage", prefix: str = "", bands: dict[str, Any] | None = BANDS, **known: object) -> FactView:
    """A fact `f` of which these variables are known (`__` stands for a point)."""
    fact = Fact.model_validate({"fact": "f", "kind": kind, "name": {"en": "the fact", "lt": "faktas"}, "bands": bands})
    variables = {name.replace("__", "."): value for name, value in known.items()}
    return FactView(fact, variables, Formats("en", "EUR"), prefix)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("0.82", "82%"),
        ("0.8996", "89.96%"),
        ("0.89996", "89.996%"),
        ("0.899", "89.9%"),
        ("0.90", "90%"),
        ("0.9004", "90.04%"),
        ("0.9496", "94.96%"),
        ("0.95", "95%"),
        ("0.8999999999", "90%"),  # more than six decimals are never printed
    ],
)
def test_a_value_prints_on_its_side_of_the_limits(value: str, printed: str) -> None:
    assert str(view(f=Decimal(value))) == printed


def test_limits_of_something_else_ask_for_no_decimals() -> None:
    on = {"on": "f / 2", **BANDS}
    assert str(view(bands=on, f=Decimal("0.8996"))) == "90%"


def test_a_count_is_shown_with_what_it_is_of_and_its_interval() -> None:
    fact = view("rate", f=Decimal(1) / 7, f__count=Decimal(2), f__of=Decimal(14), f__low=Decimal("0.04"))
    assert (str(fact), fact.value, fact.low, fact.of) == ("2 of 14 (14%)", "14.3%", "4%", "14")
    assert fact.high == "unknown"


def test_a_share_of_which_no_count_is_known_is_shown_alone() -> None:
    assert str(view("rate", f=Decimal("0.2"), f__of=Decimal(14))) == "20%"


def test_an_estimate_is_marked_and_shown_with_its_ends() -> None:
    assert str(view(f=Decimal("0.1"), f__estimate=True)) == "10% (estimate)"
    ends = {"f__estimate_from": Decimal("0.1"), "f__estimate_to": Decimal("0.15")}
    between = view(f=Decimal("0.125"), f__estimate=True, **ends)
    assert str(between) == "10% to 15% (estimate)"
    assert between.printed("number") == "0.13 (estimate)"


def test_a_day_is_written_as_the_language_writes_days() -> None:
    assert str(view("date", bands=None, f="2026-09-30")) == "30 September 2026"


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    nothing = view()
    assert (str(nothing), nothing.p, nothing.printed("percent")) == ("unknown", "unknown", "unknown")


def test_the_quarter_before_has_figures_of_its_own() -> None:
    before = view(prefix="previous.", previous__f=Decimal("0.7"), f=Decimal("0.8"), previous__f__low=Decimal("0.6"))
    assert (str(before), before.low) == ("70%", "60%")


@pytest.mark.parametrize(
    ("bands", "known", "healthy", "bad"),
    [
        (BANDS, {}, "95% or more", "under 90%"),
        ({"on": "f / 2", **BANDS}, {}, "0.95 or more", "under 0.9"),
        ({"against": "usual"}, {"usual": Decimal("0.3")}, "close to the usual 30%", "below the usual 30%"),
        ({"against": "usual"}, {"team__usual": Decimal("0.3")}, "close to the usual 30%", "below the usual 30%"),
        (
            {"against": "usual"},
            {"usual": Decimal("0.2"), "team__usual": Decimal("0.3")},
            "close to the usual 20%",
            "below the usual 20%",
        ),
        ({"peers": True}, {}, "no worse than the others", "significantly worse than the others"),
        (None, {}, "unknown", "unknown"),
    ],
)
def test_when_a_fact_is_healthy_or_bad_is_told_in_words(
    bands: dict[str, Any] | None, known: dict[str, object], healthy: str, bad: str
) -> None:
    fact = view(bands=bands, **known)
    assert (fact.healthy, fact.bad) == (healthy, bad)


def test_a_text_that_asks_for_what_no_fact_has_fails() -> None:
    with pytest.raises(AttributeError):
        view().nonsense  # noqa: B018
