"""Where a case comes out otherwise, a reader learns where that was expected, what came out, and why."""

from __future__ import annotations

import re

import pytest

from diagnosis.authoring.run import run_cases
from diagnosis.knowledge.base import Knowledge
from tests.cases.cases import read_one, run_one

LATE = "facts: {otif: 82%, backlog_weeks: 9}"
UNKNOWN = "facts: {otif: unknown}"


def text_of(lines: str, expect: str) -> str:
    return (
        f"cases:\n  - case: a case\n    says: A sentence.\n    from: weak closer\n    {lines}\n    expect: {expect}\n"
    )


def told(lines: str, expect: str, knowledge: Knowledge) -> str:
    return str(run_one(text_of(lines, expect), knowledge))


def told_in_lithuanian(lines: str, expect: str, knowledge: Knowledge) -> str:
    case = read_one(text_of(lines, expect), knowledge)
    (result,) = run_cases([case], knowledge, language="lt")
    return result.text("lt")


DIFFERENCES = [
    (
        UNKNOWN,
        "{stages: {delivery: ruled_out}}",
        "6:33: 'Order taking and delivery' (delivery) should be ruled out; "
        "it is open: facts are missing, namely 'orders on time and in full' (otif)",
    ),
    (
        LATE,
        "{stages: {delivery: open}}",
        "6:33: 'Order taking and delivery' (delivery) should be open; "
        "it is confirmed, by 'Late or incomplete deliveries' (late_delivery)",
    ),
    (
        UNKNOWN,
        "{confirmed: [closing of S-4]}",
        "6:26: 'Too few proposals are won' (closing) of S-4 should be confirmed; "
        "'The seller's own skills' (skills): it is held, as these are not ruled out: 'Order taking and delivery'",
    ),
    (
        LATE,
        "{confirmed: []}",
        "6:25: no cause should be confirmed; 'Late or incomplete deliveries' (late_delivery) is: it is confirmed "
        "(probability 86%; for: Orders on time and in full: 82%",
    ),
    (
        UNKNOWN,
        "{held: [S-1, S-4]}",
        "6:21: S-1 should be held, not judged; S-1 is not examined",
    ),
    (
        UNKNOWN,
        "{held: []}",
        "6:20: nobody should be held, not judged; S-4 is",
    ),
    (
        UNKNOWN,
        "{requests: [otif from finance]}",
        "6:25: 'orders on time and in full' (otif) should be asked for of finance; "
        "there is only: 'orders on time and in full' (otif) from logistics",
    ),
    (
        LATE,
        "{not_actions: [fix_delivery_schedule]}",
        "6:28: 'Bring deliveries back on schedule' (fix_delivery_schedule) should not be recommended; "
        "it is, for late_delivery",
    ),
    (
        LATE,
        "{in_order: [closing of S-4, order_errors, late_delivery]}",
        "6:25: 'Too few proposals are won' (closing) of S-4 should have a rank; "
        "'The seller's own skills' (skills): it is held",
    ),
    (
        LATE,
        "{in_order: [order_errors, late_delivery]}",
        "6:39: 'Late or incomplete deliveries' (late_delivery) should rank after 'Orders are taken down wrongly'",
    ),
    (
        UNKNOWN,
        "{reasons: {delivery: small_sample}}",
        "6:34: 'Order taking and delivery' (delivery) should be explained so: the sample is too small; it is open: "
        "facts are missing",
    ),
    (
        "facts: {revenue_actual: 9000000}",
        "{target_met: false}",
        "6:26: the target should be missed; it is met",
    ),
    (
        "facts: {revenue_actual: 9000000}",
        "{confirmed: [closing of S-4]}",
        "6:26: 'Too few proposals are won' (closing) of S-4 should be confirmed; "
        "the target is met, so that no cause is reported",
    ),
    (
        "facts: {attainment: 50%}",
        "{confirmed: []}",
        "6:13: the facts should be accepted; the facts are refused: cases.yaml:5:25: 'attainment' is given as",
    ),
    (
        LATE,
        "{refused: true}",
        "6:23: the facts should be refused, as they contradict one another; they are accepted",
    ),
]
"""Changes of a case, what it expects, and how what came out otherwise is told."""


@pytest.mark.parametrize(("lines", "expect", "words"), DIFFERENCES)
def test_words(lines: str, expect: str, words: str, knowledge: Knowledge) -> None:
    assert told(lines, expect, knowledge).splitlines()[0].startswith(f"cases.yaml:{words}")


def test_every_difference_is_told_in_the_order_of_the_file(knowledge: Knowledge) -> None:
    expect = (
        "{stages: {goals: open, skills: confirmed}, confirmed: [discounting], held: [], actions: [limit_discounts]}"
    )
    places = [line.split(": ")[0] for line in told(LATE, expect, knowledge).splitlines()]
    assert places == [f"cases.yaml:6:{column}" for column in (30, 44, 67, 68, 88, 102)]


def test_a_case_that_comes_out(knowledge: Knowledge) -> None:
    assert told(LATE, "{confirmed: [late_delivery]}", knowledge) == "a case: as expected"


def test_a_difference_is_told_in_the_language_of_the_reader(knowledge: Knowledge) -> None:
    expect = "{stages: {delivery: ruled_out}, requests: [otif from finance]}"
    assert told_in_lithuanian(UNKNOWN, expect, knowledge).splitlines() == [
        "cases.yaml:6:33: 'Užsakymų priėmimas ir pristatymas' (delivery): turėtų būti atmesta; dabar – neišspręsta: "
        "trūksta duomenų, būtent 'laiku ir visa apimtimi pristatyti užsakymai' (otif)",
        "cases.yaml:6:56: 'laiku ir visa apimtimi pristatyti užsakymai' (otif): šių duomenų turėtų būti prašoma čia: "
        "Finansų skyrius; yra tik: 'laiku ir visa apimtimi pristatyti užsakymai' (otif) (turi Logistikos skyrius)",
    ]


@pytest.mark.parametrize(("lines", "expect", "_"), DIFFERENCES)
def test_no_english_is_left_in_lithuanian(lines: str, expect: str, _: str, knowledge: Knowledge) -> None:
    english = re.compile(r"\b(?:is|are|it|the|should|be|not|for|of|as|there|nobody|no)\b")
    assert not english.findall(told_in_lithuanian(lines, expect, knowledge))


def test_a_case_that_comes_out_in_lithuanian(knowledge: Knowledge) -> None:
    assert told_in_lithuanian(LATE, "{confirmed: [late_delivery]}", knowledge) == "a case: kaip tikėtasi"
