"""A team as the text of a team file, which reads back as the same team."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Context, Decimal

from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.model import Given, Team
from diagnosis.kinds.numerals import plain
from diagnosis.knowledge.model import COLLECTIONS, Kind, Subject

_SHARES: frozenset[Kind] = frozenset({"percentage", "rate", "change"})
_EXACT = Context(prec=60)
_LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def write_team(team: Team, facts: Catalogue) -> str:
    """The YAML text of `team`; shares are written as percentages, so the catalogue says what each fact is.

    A fact that the catalogue does not have is a KeyError. The quarter before is taken to be in the team's currency.
    """
    lines = [f"team: {_text(team.team)}"]
    if team.currency is not None:
        lines.append(f"currency: {team.currency}")
    lines += _quarter(team, facts)
    if team.previous is not None:
        lines.append("previous:")
        lines += [f"  {line}" for line in _quarter(team.previous, facts)]
    return "\n".join(lines) + "\n"


def _quarter(team: Team, facts: Catalogue) -> Iterator[str]:
    yield f"quarter: {team.quarter}"
    if team.as_of is not None:
        yield f"as_of: {team.as_of}"
    if team.measured:
        yield "measured:"
        yield from (f"  {fact}: {day}" for fact, day in sorted(team.measured.items()))
    if team.facts:
        yield "facts:"
        yield from (f"  {entry}" for entry in _facts(team.facts, "team", facts))
    for subject, key in COLLECTIONS.items():
        members = team.members.get(subject)
        if members == ():
            yield f"{key}: []"
        elif members:
            yield f"{key}:"
            for member in members:
                entries = (f"{subject}: {_text(member.member)}", *_facts(member.facts, subject, facts))
                yield f"  - {{{', '.join(entries)}}}"


def _facts(given: Mapping[str, Given], subject: Subject, facts: Catalogue) -> Iterator[str]:
    for fact, value in sorted(given.items()):
        yield f"{fact}: {_value(value, facts[subject][fact].kind)}"


def _value(given: Given, kind: Kind) -> str:
    return _text(given.value) if isinstance(given.value, str) else value_text(given, kind)


def value_text(given: Given, kind: Kind) -> str:
    """A value of a fact of `kind` as a text that its parser reads as the same value."""
    value = given.value
    if given.count is not None:
        return f"{given.count}/{given.of}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if kind in _SHARES:
        return _share(value)
    text = plain(value)
    # Money with three decimals would read as thousands: one more decimal says what is meant.
    return f"{text}0" if kind == "money" and _LIKE_THOUSANDS.fullmatch(text) else text


def _share(value: Decimal) -> str:
    """A share in per cent, or bare where it is known to less than a hundredth."""
    exponent = value.as_tuple().exponent
    if (exponent == -1 and abs(value) < 2) or (exponent == 0 and value.is_zero()):
        return plain(value)
    return f"{plain(value.scaleb(2, _EXACT))}%"


def _text(text: str) -> str:
    """A text in double quotes: YAML takes JSON's strings, and no reader takes them for anything but text."""
    return json.dumps(text, ensure_ascii=False)
