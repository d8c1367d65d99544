"""A team as the text of a team file, which reads back as the same team."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.model import Given, Team
from diagnosis.intake.plausible import surely
from diagnosis.intake.values import parse
from diagnosis.kinds import kind_of
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.model import COLLECTIONS, Subject


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


def as_mapping(team: Team, facts: Catalogue) -> dict[str, object]:
    """A team that a program built in the shape of a team file, so that it is read and checked as one.

    Nothing is confirmed by it: values that are hardly ever met are without the mark, and what is no value of a fact is
    there as its text.
    """
    mapping: dict[str, object] = {"team": team.team, "currency": team.currency, **_quarter_of(team, facts)}
    return mapping if team.previous is None else {**mapping, "previous": _quarter_of(team.previous, facts)}


def _quarter_of(team: Team, facts: Catalogue) -> dict[str, object]:
    members = {
        COLLECTIONS[subject]: [{subject: member.member, **_texts(member.facts, subject, facts)} for member in own]
        for subject, own in team.members.items()
    }
    own = _texts(team.facts, "team", facts)
    return {"quarter": team.quarter, "as_of": team.as_of, "measured": dict(team.measured), "facts": own, **members}


def _texts(given: Mapping[str, Given], subject: Subject, facts: Catalogue) -> dict[str, object]:
    texts: dict[str, object] = {}
    for name, value in given.items():
        fact = facts.get(subject, {}).get(name)
        texts[name] = str(value.value)
        if fact is None or (kind_of(fact).numeric and not isinstance(value.value, Decimal)):
            continue
        text = kind_of(fact).canonical(value)
        if isinstance(read := parse(text, fact), Wrong) or read == value:
            texts[name] = text
    return texts


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
        text = surely(facts[subject][fact], value)
        yield f"{fact}: {_text(text) if isinstance(value.value, str) else text}"


def _text(text: str) -> str:
    """A text in double quotes: YAML takes JSON's strings, and no reader takes them for anything but text."""
    return json.dumps(text, ensure_ascii=False)
