"""The law of answers: what is typed is understood, asked or refused, and never another value than the one shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diagnosis.faults import Faulty
from diagnosis.interview import Cell, as_text, begin, read_answer, settled_text
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES, Fact
from diagnosis.presentation import meant_text, names_of, reading_text
from diagnosis.sessions.snapshot import restored, saved
from tests.packaged import packaged_knowledge

KNOWLEDGE: Knowledge = packaged_knowledge()
ASKED = [fact for fact in KNOWLEDGE.facts["team"].values() if fact.given]
PARTS = [
    "about",
    "~",
    "apie",
    "nuo",
    "iki",
    "between",
    "and",
    "-",
    "–",
    "%",
    "k",
    "mln.",
    "€",
    "!",
    "0.88",
    "1,02",
    "1.020",
]
TEXTS = st.one_of(
    st.text(alphabet="0123456789.,%-–~ km€!", max_size=10),
    st.lists(st.sampled_from([*PARTS, "1 200"]), max_size=5).map(" ".join),
    st.text(max_size=12),
)


@given(text=TEXTS, fact=st.sampled_from(ASKED), language=st.sampled_from(LANGUAGES))
@example(text="0.88", fact=KNOWLEDGE.facts["team"]["vacancies"], language="en")
@example(text="0.1-0.15", fact=KNOWLEDGE.facts["team"]["vacancies"], language="lt")
@example(text="1,020", fact=KNOWLEDGE.facts["team"]["revenue_target"], language="lt")
@example(text="104", fact=KNOWLEDGE.facts["team"]["price_index"], language="en")
def test_what_is_typed_is_understood_or_asked_or_refused(text: str, fact: Fact, language: str) -> None:
    cell, state = Cell("team", fact.fact), begin(KNOWLEDGE, "North", "2026-Q3")
    names = names_of(state, language)  # type: ignore[arg-type]
    try:
        settled = settled_text(KNOWLEDGE, cell, text)
    except Faulty as asked:
        (fault,) = asked.faults
        assert len(fault.readings) > 1
        shown = [meant_text(state, cell, reading, names) for reading in fault.readings]
        assert len(set(shown)) == len(shown)
        for reading, told in zip(fault.readings, shown, strict=True):
            assert settled_text(KNOWLEDGE, cell, reading) == reading
            assert reading_text(state, cell, reading, names) == told
        return
    try:
        value = read_answer(KNOWLEDGE, cell, settled)
    except Faulty:
        return
    if value is not None:
        assert read_answer(KNOWLEDGE, cell, as_text(value, fact)) == value
        assert settled_text(KNOWLEDGE, cell, settled) == settled
        after = state.answer(fact.fact, settled)
        assert restored(KNOWLEDGE, saved(after)).interview.team == after.team


@pytest.mark.parametrize(
    ("fact", "text", "settled"),
    [
        ("revenue_target", "1,020,000", "1,020,000"),
        ("otif", "88", "88"),
        ("otif", "10-15", "10% to 15%"),
        ("nps", "–5", "–5"),
    ],
)
def test_what_means_the_same_to_everybody_stays_as_it_was_typed(fact: str, text: str, settled: str) -> None:
    assert settled_text(KNOWLEDGE, Cell("team", fact), text) == settled


@pytest.mark.parametrize(
    ("fact", "text", "shown"),
    [
        ("vacancies", "0.88", {"88%", "0.88%"}),
        ("revenue_target", "1,02", {"€1.02", "€1,020,000"}),
        ("price_index", "104", {"104", "1.04"}),
    ],
)
def test_what_is_doubtful_is_asked_with_its_readings(fact: str, text: str, shown: set[str]) -> None:
    state = begin(KNOWLEDGE, "North", "2026-Q3", currency="EUR")
    cell, names = Cell("team", fact), names_of(state, "en")
    with pytest.raises(Faulty) as asked:
        settled_text(KNOWLEDGE, cell, text)
    assert shown <= {meant_text(state, cell, reading, names) for reading in asked.value.faults[0].readings}
