"""The exact tails of small samples, and where they give way to those of large ones."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.measures import statistics
from diagnosis.measures.statistics import digits10, fisher_above, fisher_below
from tests.measures.scipys import fisher_p

pytestmark = pytest.mark.xdist_group("scipy")  # one worker imports it

counts = st.integers(1, 900).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
samples = st.tuples(counts, counts).map(lambda pair: (*pair[0], *pair[1]))


@given(samples)
def test_small_samples_agree_with_scipy_to_twelve_digits(sample: tuple[int, int, int, int]) -> None:
    for values, side in ((fisher_below([sample]), "less"), (fisher_above([sample]), "greater")):
        assert values == [pytest.approx(fisher_p(sample, side), rel=1e-12, abs=1e-290)]


@given(samples)
def test_the_size_of_a_sample_changes_no_decision(sample: tuple[int, int, int, int]) -> None:
    (exact,), (tail,) = fisher_below([sample]), statistics._tails([sample])
    assert exact is not None
    assert exact == pytest.approx(tail, rel=1e-10, abs=1e-290)


def test_large_samples_have_a_tail_too() -> None:
    sample = (48_000, 100_000, 49_000, 100_000)
    (p,) = fisher_below([sample])
    assert p is not None
    assert digits10(p) == digits10(fisher_p(sample, "less"))


def test_small_samples_need_no_scipy() -> None:
    code = (
        "import sys; from diagnosis.measures.statistics import fisher_below;"
        "assert fisher_below([(7, 40, 90, 360)]); assert not any(m.partition('.')[0] == 'scipy' for m in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
