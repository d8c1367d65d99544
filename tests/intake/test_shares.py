"""A column of shares is read as a whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.documents.nodes import Faults
from diagnosis.intake.columns import columns_of
from diagnosis.intake.model import Intake
from diagnosis.intake.read import read_paths
from diagnosis.intake.row import Row
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()


def read(folder: Path, heading: str, *texts: str) -> Intake:
    path = folder / "2026-Q3"
    path.mkdir(exist_ok=True)
    rows = "".join(f"T{number};{text}\n" for number, text in enumerate(texts))
    (path / "teams.csv").write_text(f"team;{heading}\n{rows}")
    return read_paths([path], KNOWLEDGE.facts)


def values(intake: Intake, fact: str) -> list[Decimal]:
    assert not intake.faults
    assert not intake.refused, intake.refused
    return [team.facts[fact].value for team in intake.teams]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("fact", "texts", "shares"),
    [
        ("order_errors", ("2.4", "0.9"), ("0.024", "0.009")),
        ("return_rate", ("0,5", "3,25", "1"), ("0.005", "0.0325", "0.01")),
        ("otif", ("97", "82,5", "100"), ("0.97", "0.825", "1")),
        ("market_growth", ("-3", "1.5", "0.5", "+4"), ("-0.03", "0.015", "0.005", "0.04")),
        ("turnover", ("21", "1.0", "0"), ("0.21", "0.01", "0")),
        ("market_growth", ("'-3", "–1.5", "(4)", "0.5", "3.9%"), ("-0.03", "-0.015", "-0.04", "0.005", "0.039")),
    ],
)
def test_one_number_that_can_only_be_per_cent_says_so_for_its_column(
    tmp_path: Path, fact: str, texts: tuple[str, ...], shares: tuple[str, ...]
) -> None:
    intake = read(tmp_path, fact, *texts)
    assert values(intake, fact) == list(map(Decimal, shares))
    (note,) = intake.notes
    assert f"the column {fact} is read as per cent" in str(note)


@pytest.mark.parametrize(
    ("fact", "texts", "shares"),
    [
        ("otif", ("0.97", "0,825", "1.0"), ("0.97", "0.825", "1.0")),
        ("otif", ("97%", "0.82", "9/10"), ("0.97", "0.82", "0.9")),
        ("attainment", ("0.85", "1.04"), ("0.85", "1.04")),
        ("market_growth", ("0.04", "-0.03"), ("0.04", "-0.03")),
    ],
)
def test_shares_of_one_stay_what_they_are(
    tmp_path: Path, fact: str, texts: tuple[str, ...], shares: tuple[str, ...]
) -> None:
    intake = read(tmp_path, fact, *texts)
    assert (values(intake, fact), intake.notes) == (list(map(Decimal, shares)), ())


@pytest.mark.parametrize(
    ("fact", "texts"),
    [
        ("order_errors", ("0.9", "0.7")),  # 90 %? or 0.9 %?
        ("market_growth", ("1.5", "0.2")),
        ("otif", ("97", "0.88")),  # 0.88 % of all orders is no figure either
        ("vacancies", ("0.88", "0.1")),
    ],
)
def test_a_column_that_points_both_ways_is_refused_and_never_guessed(
    tmp_path: Path, fact: str, texts: tuple[str, ...]
) -> None:
    intake = read(tmp_path, fact, *texts)
    assert not intake.teams
    for refused, text in zip(intake.refused, texts, strict=True):
        assert f"'{text}' can mean {text}% or" in str(refused.faults[0])
        assert f"'{fact} %'" in str(refused.faults[0])


@pytest.mark.parametrize("heading", ["order_errors %", "order_errors (%)", "order_errors_%", "order_errors [%]"])
def test_a_per_cent_sign_in_the_heading_decides(tmp_path: Path, heading: str) -> None:
    intake = read(tmp_path, heading, "0.9", "2/200", "1,5%", "", "1")
    given_ = [team.facts.get("order_errors") for team in intake.teams]
    assert [None if given is None else given.value for given in given_] == [
        Decimal("0.009"), Decimal("0.01"), Decimal("0.015"), None, Decimal("0.01"),
    ]  # fmt: skip


def test_a_heading_that_says_per_cent_over_shares_of_one_is_refused(tmp_path: Path) -> None:
    intake = read(tmp_path, "otif %", "0.97", "0.88")
    assert not intake.teams
    assert "(the column is in per cent)" in str(intake.refused[0].faults[0])


SHARES = [
    fact for fact in KNOWLEDGE.facts["team"].values() if fact.given and fact.kind in ("percentage", "rate", "change")
]


@given(st.sampled_from(SHARES), st.lists(st.decimals(0, 120, places=1), min_size=1, max_size=6))
def test_no_column_mixes_two_readings(fact: object, numbers: list[Decimal]) -> None:
    """Whatever bare numbers stand in a column: those taken are all shares of one, or all per cent."""
    name = fact.fact  # type: ignore[attr-defined]
    faults = Faults()
    columns = columns_of(["team", name], 1, "team", KNOWLEDGE.facts, "teams.csv", faults)
    assert columns is not None
    rows = [[f"T{index}", str(number)] for index, number in enumerate(numbers)]
    notes = columns.settle(rows, 1)
    taken = [
        (number, given.value)
        for number, fields in zip(numbers, rows, strict=True)
        for given in Row(columns, 2, fields).facts().values()
        if number
    ]
    ratios = {value / number for number, value in taken if isinstance(value, Decimal)}
    assert len(ratios) <= 1
    assert ratios <= {Decimal(1)} if not notes else ratios <= {Decimal("0.01")}
