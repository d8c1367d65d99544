"""The executors that this Python has: where durable-rules cannot be had, tests go on with the columnar one."""

from __future__ import annotations

import pytest

from diagnosis.evaluation import Engine
from diagnosis.inference.durable import available

ENGINES: tuple[Engine, ...] = ("rete", "columnar") if available() else ("columnar",)
"""The first is what `auto` takes for one team."""

needs_rete = pytest.mark.skipif("rete" not in ENGINES, reason="durable-rules cannot be imported on this Python")
"""For what only Rete can show; `.ci/run` lets none of these be skipped."""
