"""The bridge as a result, and how much of it each cause can explain."""

from __future__ import annotations

from collections.abc import Iterable

from diagnosis.knowledge.drivers import DRIVERS
from diagnosis.measures.bridge import bridge, driver_fell
from diagnosis.measures.compute import Measured
from diagnosis.result import BarResult, BridgeResult


def bridge_result(measured: Measured) -> BridgeResult | None:
    """The bridge of a team; None where target, actual or usual revenue is not known."""
    made = bridge(measured.environment)
    if made is None:
        return None
    return BridgeResult(
        target=made.target,
        usual=made.usual,
        actual=made.actual,
        bars=[BarResult(part=bar.part, cents=bar.cents, worked_out=bar.worked_out) for bar in made.bars],
        located=made.located,
        sure=None if made.located is None else driver_fell(measured, made.located),
        estimated=made.estimated,
    )


def at_most(bridge: BridgeResult, through: Iterable[str]) -> int | None:
    """What was lost through some drivers, in cents; None without drivers, or where one of them is not known.

    What another driver made good is not taken off: a cause may have lost all that its own drivers lost.
    """
    parts: dict[str, int | None] = {}
    for name in through:
        driver = DRIVERS[name]
        part = driver.within if driver.within and bridge.cents(driver.part) is None else driver.part
        parts[part] = bridge.cents(part)
    known = [cents for cents in parts.values() if cents is not None]
    return sum(max(0, -cents) for cents in known) if parts and len(known) == len(parts) else None
