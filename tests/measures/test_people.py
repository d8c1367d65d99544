"""What chance does among sellers who are all alike: a star, a placebo, and coaching that worked."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.evaluation import diagnose
from diagnosis.intake.model import Given, Member, Team
from diagnosis.kinds.counts import Counts, from_counts
from diagnosis.measures.compute import measure
from diagnosis.measures.statistics import star_among
from tests.cases.cases import changed, read_one
from tests.packaged import packaged_knowledge
from tests.profiles import examples

SIGNIFICANCE = 0.05


def bands(samples: list[tuple[int, int]]) -> list[object]:
    """The band of the close rate of sellers with these counts."""
    sellers = tuple(
        Member(f"S-{number}", {"close_rate": from_counts(Counts(*sample))}) for number, sample in enumerate(samples)
    )
    team = Team("North", "2026-Q3", members={"seller": sellers})
    measured, faults = measure(team, packaged_knowledge(), packaged_knowledge().program)
    assert not faults
    return [member.variables.get("close_rate.band") for member in measured.members["seller"]]


def binomial(random: Random, of: int, share: float) -> int:
    return sum(random.random() < share for _ in range(of))


@pytest.mark.parametrize("others", [2, 3, 7])
def test_a_star_makes_nobody_bad(others: int) -> None:
    assert bands([(190, 200), *[(90 + number, 200) for number in range(others)]])[1:] == ["healthy"] * others


def test_one_who_is_weak_makes_nobody_a_star_and_is_found() -> None:
    samples = [(120, 400), (120, 400), (40, 400)]

    assert star_among(samples, SIGNIFICANCE) is None
    assert bands(samples) == ["healthy", "healthy", "bad"]


def test_a_weak_one_is_found_beside_a_star() -> None:
    assert bands([(380, 400), (120, 400), (124, 400), (118, 400), (40, 400)])[4] == "bad"


def test_among_equals_there_is_hardly_ever_a_star() -> None:
    """5 % at the most, as the test says; exact tests of counts say less."""
    random = Random(1)
    stars = sum(
        star_among([(binomial(random, 100, 0.3), 100) for _ in range(8)], SIGNIFICANCE) is not None for _ in range(400)
    )
    assert stars <= 0.05 * 400


@examples(100)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 80)), min_size=3, max_size=9), st.randoms())
def test_who_is_the_star_does_not_depend_on_the_order(samples: list[tuple[int, int]], random: Random) -> None:
    star = star_among(samples, SIGNIFICANCE)
    shuffled = samples.copy()
    random.shuffle(shuffled)
    other = star_among(shuffled, SIGNIFICANCE)

    assert (star is None) is (other is None)
    if star is not None and other is not None:
        assert shuffled[other] == samples[star]


def coached(before: tuple[int, int], now: tuple[int, int], peers: tuple[int, int]) -> dict[str, object]:
    """The variables of a seller who was coached for a quarter, with nine peers."""
    alike = {"meeting_rate": from_counts(Counts(40, 100)), "proposal_rate": from_counts(Counts(21, 40))}
    sellers = [Member(f"S-{number}", {**alike, "close_rate": from_counts(Counts(*peers))}) for number in range(9)]
    hours = {"coaching_hours_targeted": Given(20), "coaching_quarters": Given(1)}  # type: ignore[arg-type]
    weak = Member("weak", {**alike, **hours, "close_rate": from_counts(Counts(*now))})
    then = Member("weak", {**alike, "close_rate": from_counts(Counts(*before))})
    previous = Team("North", "2026-Q2", members={"seller": (then,)})
    team = Team("North", "2026-Q3", members={"seller": (*sellers, weak)}, previous=previous)
    measured, faults = measure(team, packaged_knowledge(), packaged_knowledge().program)
    assert not faults
    return dict(measured.members["seller"][-1].variables)


@pytest.mark.parametrize(
    ("before", "now", "effect"),
    [
        ((8, 120), (16, 120), "warning"),  # a doubling, which chance could bring as well
        ((29, 105), (30, 110), "bad"),  # the interval excludes half of the distance to the peers
        ((10, 40), (10, 40), "warning"),  # too few tries to exclude anything
        ((15, 200), (60, 200), "healthy"),  # far beyond chance, though still below the peers
        ((29, 105), (15, 110), "bad"),  # worse than before
    ],
)
def test_coaching_fails_only_where_the_interval_excludes_a_useful_gain(
    before: tuple[int, int], now: tuple[int, int], effect: str
) -> None:
    variables = coached(before, now, (240, 410))

    assert variables["close_rate.band"] == "bad"
    assert variables["coaching_effect"] == effect


def test_a_placebo_for_the_worst_of_ten_equals_is_not_called_help() -> None:
    """Ten equals, the worst of them coached in vain: 5 % of such look helped, at the most."""
    random, helped = Random(2), 0
    for _ in range(300):
        worst = min(binomial(random, 120, 0.3) for _ in range(10))
        variables = coached((worst, 120), (binomial(random, 120, 0.3), 120), (36, 120))
        gain = variables["close_rate.gain_p"]
        helped += float(str(gain)) < packaged_knowledge().parameters["coaching_gain_significance"].value
    assert helped <= 0.05 * 300


def test_no_step_below_any_more_is_not_put_down_to_coaching() -> None:
    changes = """sellers:
      S-4: {attainment: 80%, quarters_below_target: 2, coaching_hours_targeted: 12, coaching_quarters: 1}
    previous:
      quarter: 2026-Q2
      sellers: [{seller: S-4, close_rate: 7/21}]"""
    diagnosis = diagnose(read_one(changed(changes), packaged_knowledge()).team, packaged_knowledge())
    told = {evidence.rule for cause in diagnosis.causes if cause.subject == "S-4" for evidence in cause.evidence}

    assert "no_step_below_after_coaching" in told
    assert "coaching_helped" not in told
