"""The bridge from target to actual revenue: through which drivers the money was lost, in whole cents.

New business is a product of factors. Its change is split by the log-mean Divisia index, additive form I: if the product
went from V to W, a factor that went from x to y gets L(V, W) x ln(y / x), where L(V, W) = (W - V) / ln(W / V) and
L(V, V) = V. These amounts add up to W - V whatever changed at once, and no order of the factors is preferred (B. W.
Ang, Energy Policy 32, 2004, 1131-1139; a practical guide: Energy Policy 33, 2005, 867-871). Zeros are taken to their
limit: a factor that became zero, or began there, holds all of the change, and several of them equal shares (B. W. Ang,
F. Q. Zhang and K. H. Choi, Energy 23, 1998, 489-495; B. W. Ang and N. Liu, Energy Policy 35, 2007, 238-246).

>>> divisia({"deals": Decimal(200), "rate": Decimal("0.3")}, {"deals": Decimal(200), "rate": Decimal(0)})
{'deals': Decimal('0'), 'rate': Decimal('-60.0')}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from math import prod

from diagnosis.knowledge.drivers import (
    DEALS,
    DRIVERS,
    EXISTING,
    FACTORS,
    MADE_OF,
    MARKET,
    PARTS,
    SLIPPED,
    TARGET,
    UNKNOWN,
)
from diagnosis.measures.compute import Measured
from diagnosis.measures.estimates import ESTIMATE

ROUNDED = Decimal("0.01")
"""Parts that miss the revenue by at most this share of it were rounded: the factor that changed most holds the rest."""

_ACTUAL, _USUAL = "revenue_actual", "revenue_usual"
_READ = (
    TARGET,
    _ACTUAL,
    _USUAL,
    MARKET,
    *(name + of for name in (*MADE_OF, SLIPPED) for of in ("", "_usual")),
)
_PRECISION = 60

Factors = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the bridge and what it adds to the target, in cents; negative: lost. None: not known.

    `worked_out`: a figure of it was not given, but is what the others leave.
    """

    part: str
    cents: int | None
    worked_out: bool = False


@dataclass(frozen=True, slots=True)
class Bridge:
    """From target to actual, in cents. The bars that are known add up to `actual - target` exactly.

    The last may be `unknown`: what the bars that are not known make together, or what figures leave that do not fit one
    another. `estimated`: some figure is an estimate.
    """

    target: int
    usual: int
    actual: int
    bars: tuple[Bar, ...]
    estimated: bool = False

    def cents(self, part: str) -> int | None:
        """What a part adds; None where that is not known."""
        return next((bar.cents for bar in self.bars if bar.part == part), None)

    @property
    def located(self) -> str | None:
        """The driver that holds the largest fall; None where none fell, or where more fell in what is not known."""
        fallen = {bar.part: bar.cents for bar in self.bars if bar.part not in (MARKET, TARGET) and (bar.cents or 0) < 0}
        largest = min(fallen, key=lambda part: fallen[part] or 0, default=None)
        return None if largest == UNKNOWN else largest


def driver_fell(measured: Measured, driver: str) -> bool | None:
    """Whether a driver is worse than usual by more than chance and by a difference that matters; None: not known.

    `driver` is an id of `DRIVERS`; of those whose rise costs revenue, such as `deals_slipped`, whether it rose. The
    catalogue says how each is decided.
    """
    worse = measured.environment.get(DRIVERS[driver].worse)
    return worse if isinstance(worse, bool) else None


def bridge(known: Mapping[str, object]) -> Bridge | None:
    """The bridge by the variables of a team; None where target, actual or usual revenue is not known."""
    facts = {name: value for name in _READ if isinstance(value := known.get(name), Decimal)}
    if not {TARGET, _ACTUAL, _USUAL} <= facts.keys():
        return None
    with localcontext(Context(prec=_PRECISION)):
        target, actual, usual = (_cents(facts[name]) for name in (TARGET, _ACTUAL, _USUAL))
        market = -_whole(facts[MARKET] * usual) if MARKET in facts else None
        parts: dict[str, int | None] = {MARKET: market, TARGET: usual - target - (market or 0)}
        before, now = _Quarter.of(facts, "_usual", usual), _Quarter.of(facts, "", actual)
        parts |= _from_usual(before, now)
    rest = actual - target - sum(cents or 0 for cents in parts.values())
    worked_out = before.worked_out | now.worked_out
    bars = [Bar(part, parts[part], part in worked_out and parts[part] is not None) for part in PARTS]
    bars += [Bar(UNKNOWN, rest)] if rest else []
    return Bridge(target, usual, actual, tuple(bars), any(name + ESTIMATE in known for name in facts))


@dataclass(frozen=True)
class _Quarter:
    """What the revenue of a quarter is made of: amounts in cents, and the factors of new business that are known.

    `in_time` is the share of the deals due that were decided, and did not slip. `worked_out` names what was not given.
    """

    revenue: int
    new: int | None
    existing: int | None
    factors: Factors
    in_time: Decimal | None
    worked_out: frozenset[str] = frozenset()

    @classmethod
    def of(cls, facts: Factors, suffix: str, revenue: int) -> _Quarter:
        """The figures of a quarter; a single one that is missing follows from the others."""
        factors = {name: facts[name + suffix] for name in FACTORS if name + suffix in facts}
        given = {*factors, *([EXISTING] if EXISTING + suffix in facts else [])}
        existing = _cents(facts[EXISTING + suffix]) if EXISTING + suffix in facts else None
        new = None if existing is None else revenue - existing
        product = prod(factors.values(), start=Decimal(1))
        if len(factors) == len(FACTORS) or not product:
            new = _cents(product)
            existing = revenue - new if existing is None else existing
        elif len(factors) == len(FACTORS) - 1 and new is not None and new >= 0:
            factors[next(name for name in FACTORS if name not in factors)] = Decimal(new) / 100 / product
        if min(new or 0, existing or 0) < 0:
            return cls(revenue, None, None, {}, None)
        slipped = facts.get(SLIPPED + suffix)
        in_time = None if slipped in (None, 1) else 1 - slipped
        known = {*factors, *([EXISTING] if existing is not None else [])}
        return cls(revenue, new, existing, factors, in_time, frozenset(known - given))

    def misfit(self) -> int | None:
        """By how much the revenue is more than its parts; None where that is more than rounding makes."""
        misfit = self.revenue - (self.new or 0) - (self.existing or 0)
        return misfit if abs(misfit) <= ROUNDED * self.revenue else None

    def split(self) -> dict[str, Decimal]:
        """The factors with timing as one of its own: deals decided are those due, less those that slipped."""
        assert self.in_time is not None
        due = {DEALS: self.factors[DEALS] / self.in_time} if DEALS in self.factors else {}
        return {**self.factors, **due, SLIPPED: self.in_time}


def _from_usual(before: _Quarter, now: _Quarter) -> dict[str, int | None]:
    """What each driver adds to the usual revenue, in cents; those that are not known are None."""
    parts: dict[str, int | None] = dict.fromkeys((*FACTORS, SLIPPED, EXISTING))
    if before.existing is not None and now.existing is not None:
        parts[EXISTING] = now.existing - before.existing
    if before.new is None or now.new is None:
        return parts
    timed = before.in_time is not None and now.in_time is not None
    old, new = (before.split(), now.split()) if timed else (before.factors, now.factors)
    amounts = divisia(old, new, (Decimal(before.new), Decimal(now.new)))
    nothing_sold = 0 in (before.new, now.new)
    if not amounts or not (nothing_sold or amounts.keys() >= set(FACTORS)):
        return parts | {name: _whole(amount) for name, amount in amounts.items()}
    whole = _adding_up(amounts, now.new - before.new)
    was, is_ = before.misfit(), now.misfit()
    most = max(sorted(whole), key=lambda name: abs(whole[name]))
    if was is not None and is_ is not None and whole[most]:
        whole[most] += is_ - was
    return parts | whole


def divisia(before: Factors, after: Factors, product: tuple[Decimal, Decimal] | None = None) -> dict[str, Decimal]:
    """What each factor adds to the change of their product, for the factors that are known in both.

    `product` is the product before and after where there are more factors than those that are known; it is zero where
    one of these is. Empty where a product is zero and none of the known factors is.
    """
    with localcontext(Context(prec=_PRECISION)):
        both = [name for name in before if name in after]
        old, new = product or (prod(before.values(), start=Decimal(1)), prod(after.values(), start=Decimal(1)))
        if not old and not new:
            return dict.fromkeys(both, Decimal(0))
        if not old or not new:
            zero = [name for name in both if not (after if old else before)[name]]
            return {name: (new - old) / len(zero) if name in zero else Decimal(0) for name in both} if zero else {}
        mean = old if old == new else (new - old) / (new / old).ln()
        return {name: mean * (after[name] / before[name]).ln() for name in both}


def _adding_up(amounts: Factors, total: int) -> dict[str, int]:
    """The amounts as whole cents that add up to `total`: the cents left go to whom rounding took most from."""
    whole = {name: _whole(amount) for name, amount in amounts.items()}
    left = total - sum(whole.values())
    step = 1 if left > 0 else -1
    moved = sorted(name for name, amount in amounts.items() if amount)
    for name in sorted(moved, key=lambda name: step * (whole[name] - amounts[name]))[: abs(left)]:
        whole[name] += step
    return whole


def _cents(amount: Decimal) -> int:
    return _whole(amount * 100)


def _whole(cents: Decimal) -> int:
    return int(cents.quantize(Decimal(1), ROUND_HALF_EVEN))
