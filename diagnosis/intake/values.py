"""From a text to the value of a fact: every way in types what it reads with these functions.

`parser(fact)` gives the function for one fact, so that a table asks once a column what kind it is. Such a function
is pure, takes any text and never raises: it gives the value, None for unknown, or what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from diagnosis.faults import Fault, Place
from diagnosis.intake.plausible import SURE, implausible, is_plausible, split_sure
from diagnosis.kinds import kind_of
from diagnosis.kinds.counts import checked, from_counts, share_of
from diagnosis.kinds.figures import codes, wrong_currency
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import TYPED, USUAL, Style
from diagnosis.kinds.numerals import either
from diagnosis.kinds.text import Wrong, is_unknown, no_value, quoted, tidy
from diagnosis.knowledge.model import Fact
from diagnosis.messages import labelled, say

Parsed = Given | Wrong | None
"""A value (without its place), what is wrong, or None: unknown."""

Parser = Callable[[str], Parsed]


@dataclass(frozen=True, slots=True)
class PossibleValue:
    """One value that a text can mean, and how it is written so that it can mean nothing else."""

    given: Given
    written: str


def readings(text: str, fact: Fact, style: Style = TYPED) -> tuple[PossibleValue, ...] | Wrong:
    """All values of `fact` that `text` can mean: none where it says that the fact is unknown, or what is wrong.

    By default also those that a program would not mean by it, for texts that somebody typed and can be asked about:
    0.88 is 88 % in a file of a program, but may be 0.88 % where it is typed. What a text means in a file is `parse`.
    """
    trimmed = tidy(text)
    if is_unknown(trimmed):
        return ()
    kind, (bare, sure) = kind_of(fact), split_sure(trimmed, fact)
    meant = no_value(trimmed) or kind.readings(bare, fact, USUAL if sure else style)
    if isinstance(meant, Wrong):
        return meant.about(fact.fact)
    # What a program would mean by the text stays in any case; else only what is met with.
    usual = kind.readings(bare, fact, USUAL)
    literal = () if isinstance(usual, Wrong) else usual
    kept = [given for given in meant if given in literal or is_plausible(fact, given)] or meant
    written = (kind.unmistakable(given) + ("" if is_plausible(fact, given) else SURE) for given in kept)
    return tuple(map(PossibleValue, kept, written))


def parse(text: str, fact: Fact) -> Parsed:
    """The value of `fact` that `text` writes; for many texts of one fact, take its `parser`."""
    return parser(fact)(text)


def parser(fact: Fact, style: Style = USUAL) -> Parser:
    """The function that reads texts as values of `fact`; what it finds wrong begins with the fact's id."""
    typed = kind_of(fact).reader(fact, style)

    def read(text: str) -> Parsed:
        trimmed = tidy(text)
        if is_unknown(trimmed):
            return None
        bare, sure = split_sure(trimmed, fact)
        value = no_value(trimmed) or typed(bare)
        if not (sure or isinstance(value, Wrong) or is_plausible(fact, value)):
            value = implausible(fact, bare, value)
        return value.about(fact.fact) if isinstance(value, Wrong) else value

    return read


def as_estimate(given: Given, fact: str) -> Given | Wrong:
    """A value that is said to be an estimate; only numbers are, and no counts."""
    if given.count is not None:
        what = say("{fact} is counted and no estimate", fact=quoted(fact))
        return Wrong(what, say("leave it out of {key}, or give the share alone", key="estimated"))
    if not isinstance(given.value, Decimal):
        return Wrong(
            say("{fact} is no number and no estimate", fact=quoted(fact)), say("leave it out of {key}", key="estimated")
        )
    return replace(given, estimated=True)


def wrong_currencies(beside: Iterable[tuple[str, Place]], code: str | None) -> Iterator[Fault]:
    """The faults of currencies beside amounts that are not that of the team, or else not that of the first of them."""
    for written, place in beside:
        wrong = wrong_currency(written, code)
        if wrong is not None:
            yield Fault(place, wrong.what, wrong.do)
        code = code or codes(written)[0]


class BareShares:
    """The shares of one file that are written without a per cent sign.

    Where one of them can only be per cent (2.4), whoever wrote it means per cent, and a 0.9 in the same file may be
    0.9 % as well as 90 %.
    """

    def __init__(self) -> None:
        self._small: list[tuple[Fact, str, Place]] = []
        self._percent: tuple[str, Place] | None = None

    def add(self, fact: Fact, text: str, place: Place) -> None:
        """Notes a text that was understood as a value of a fact."""
        kind = kind_of(fact)
        meant = kind.readings(tidy(text), fact, TYPED) if kind.scale == 100 and "%" not in text else ()
        if isinstance(meant, Wrong) or "/" in text:
            return
        if len(meant) > 1:
            self._small.append((fact, tidy(text), place))
        elif meant and meant[0].value and not meant[0].estimated and parse(f"{text}%", fact) == meant[0]:
            self._percent = self._percent or (tidy(text), place)

    def doubtful(self) -> Iterator[Fault]:
        """The faults of those of which it is not known whether they are per cent."""
        if self._percent is None:
            return
        for fact, text, place in self._small:
            meant = kind_of(fact).readings(text, fact, TYPED)
            assert not isinstance(meant, Wrong)
            texts = tuple(map(kind_of(fact).unmistakable, meant))
            values = {"text": quoted(text), "readings": either(texts), "other": quoted(self._percent[0])}
            what = say("{text} can mean {readings}, for {other} in the same file is per cent", **values)
            yield Fault(place, labelled(fact.fact, what), say("write {readings}", readings=either(texts)), texts)


PairParser = Callable[[str, str], Parsed]


def pair_parser(fact: Fact) -> PairParser:
    """The function that reads counts in two texts, as a table has them in `<fact>.count` and `<fact>.of`.

    In place of the count may stand the share ("30%", 0.3), for those who know no more; it is a count where the whole
    stands beside it.
    """
    typed = kind_of(fact).reader(fact, Style(percent=False))

    def read(count_text: str, of_text: str) -> Parsed:
        texts = tidy(count_text), tidy(of_text)
        unknown = [is_unknown(text) for text in texts]
        if all(unknown):
            return None
        if wrong := no_value(texts[0]) or no_value(texts[1]):
            return wrong.about(fact.fact)
        share = typed(texts[0]) if _BARE_SHARE.fullmatch(texts[0]) else None
        if share is not None and not (isinstance(share, Wrong) or unknown[1]):
            share = counted_share(share, *texts)
        if share is not None:
            return share.about(fact.fact) if isinstance(share, Wrong) else share
        if any(unknown):
            given, missing = (".of", ".count") if unknown[0] else (".count", ".of")
            return Wrong(
                say("{given} stands without {missing}", given=fact.fact + given, missing=fact.fact + missing),
                say("give both or neither") if unknown[0] else say("give both, or write the share alone, as 30%"),
            )
        counted = checked(*texts)
        return counted.about(fact.fact) if isinstance(counted, Wrong) else from_counts(counted)

    return read


_BARE_SHARE = re.compile(r".*[0-9].*%|0?[.,][0-9]*[1-9][0-9]*")
"""What is no count: a percentage, or a number between 0 and 1."""


def counted_share(share: Given, text: str, of_text: str) -> Given | Wrong:
    """A share that a tidy text writes, as the counts that it is out of a whole that another one writes."""
    if share.estimated or not isinstance(share.value, Decimal):
        return Wrong(
            say("{text} is an estimate and has no counts", text=quoted(text)), say("leave one of the two blank")
        )
    counted = share_of(text, share.value.scaleb(2), of_text)
    return counted if isinstance(counted, Wrong) else from_counts(counted)


def agree(counted: Given, written: Given) -> bool:
    """Whether counts in two columns and the same fact in one say the same, to the digits written there."""
    if written.of is not None:
        return (counted.count, counted.of) == (written.count, written.of)
    if not isinstance(counted.value, Decimal) or not isinstance(written.value, Decimal):
        return False
    return abs(counted.value - written.value) * 2 <= Decimal((0, (1,), int(written.value.as_tuple().exponent)))
