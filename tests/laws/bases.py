"""Whole knowledge bases, generated as YAML files: departments, stages, facts of all kinds, rules, findings, actions.

The generator takes a `random.Random`. Hypothesis gives one whose choices it can shrink (`bases()`); a seeded one makes
bases too large for that. Every base loads: what the loader would refuse is not generated.
"""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tests.laws.base import Base
from tests.laws.catalogue import Size
from tests.laws.rulebook import Rulebook


def bases(plain: bool = False) -> st.SearchStrategy[Base]:
    """Small knowledge bases. In `plain` ones nothing asks whether a fact is known, how old it is, what it was."""
    return st.randoms(use_true_random=False).map(
        lambda random: generate(
            random, Size(random.randint(2, 4), random.randint(3, 10), random.randint(1, 10)), plain=plain
        )
    )


def middling_bases(plain: bool = False) -> st.SearchStrategy[Base]:
    """Knowledge bases of the usual size, from a seed."""
    return st.builds(
        lambda seed, stages, facts, rules: generate(Random(seed), Size(stages, facts, rules), plain=plain),
        st.integers(0, 2**32),
        st.sampled_from((2, 2, 3, 3, 4, 6, 8)),
        st.integers(5, 40),
        st.integers(5, 40),
    )


def generate(random: Random, size: Size, plain: bool = False) -> Base:
    """A knowledge base of about this size."""
    return Rulebook(random, size, plain).base
