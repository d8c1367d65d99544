"""What holds for every kind: its own representative answers are read, written and told in every language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.intake.values import parse
from diagnosis.kinds import KINDS, kind_of
from diagnosis.kinds.formats import Formats
from diagnosis.kinds.given import Given
from diagnosis.knowledge.model import LANGUAGES, Fact
from tests.intake.catalogue import fact

AROUND = [Decimal(0), Decimal("0.4"), Decimal(900)]
LIMITS = [Decimal("0.95"), Decimal(12)]


def of_kind(name: str) -> Fact:
    more = {"choice": {"choices": ("never", "now_and_then")}, "band": {"formula": '"bad"'}}.get(name, {})
    return fact("x", name, **more)


@pytest.fixture(params=sorted(KINDS))
def entry(request: pytest.FixtureRequest) -> Fact:
    return of_kind(request.param)


def test_a_kind_is_found_by_its_name(entry: Fact) -> None:
    assert kind_of(entry).name == entry.kind


def test_representative_answers_are_read_as_they_are_written(entry: Fact) -> None:
    kind = kind_of(entry)
    for given in (*kind.tried(entry, AROUND, LIMITS), *kind.usual(entry)):
        assert parse(kind.canonical(given), entry) == given


def test_representative_answers_of_numbers_go_from_low_to_high(entry: Fact) -> None:
    kind = kind_of(entry)
    values = [given.value for given in kind.tried(entry, AROUND, LIMITS) if isinstance(given.value, Decimal)]
    assert values == sorted(values)
    assert bool(values) is kind.numeric


def test_choices_are_read_as_their_values(entry: Fact) -> None:
    assert [parse(text, entry) for text, _ in kind_of(entry).choices(entry)] == [
        Given(value) for _, value in kind_of(entry).choices(entry)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_told_what_is_understood(entry: Fact, language: str) -> None:
    kind, formats = kind_of(entry), Formats(language, "EUR")  # type: ignore[arg-type]
    assert kind.understood(entry, formats)
    assert kind.understood_in_cell(entry, formats)


def test_only_computed_bands_and_kinds_of_words_have_nothing_to_hold_a_limit_against() -> None:
    assert {name for name, kind in KINDS.items() if not kind.has_bands} == {"band", "choice", "date", "text"}
