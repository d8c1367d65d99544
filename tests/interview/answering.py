"""What tests of the interview share: a table of sellers, and the faults that an act raises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnosis.faults import Faulty

TABLE = "seller;attainment;close_rate\nS-1;50%;2 of 14\nS-2;102%;\n"


def faults(act: Callable[[], object]) -> list[str]:
    """The faults that `act` raises, as texts."""
    with pytest.raises(Faulty) as caught:
        act()
    return [str(fault) for fault in caught.value.faults]
