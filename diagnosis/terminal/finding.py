"""Finds the one team that a command is about, among those that a path holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from diagnosis.faults import Fault, meant, suggest
from diagnosis.intake.model import Team
from diagnosis.intake.names import same
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Language
from diagnosis.messages import Said, say, say_counted, verbatim
from diagnosis.terminal.options import NOTHING, ReadingOptions, fail, tell

_MANY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(ReadingOptions):
    """A team of a path: by its name, where the path holds several."""

    path: Path
    team: str | None


def the_team(wanted: Wanted, knowledge: Knowledge) -> Team:
    """The team that is meant; else the command ends. What is wrong with other teams is not told."""
    intake = wanted.read([wanted.path], knowledge)
    refused = {each.team for each in intake.refused if not each.astray}
    teams = [team for team in intake.teams if wanted.team is None or same(wanted.team) == same(team.team)]
    if not teams and (wanted.team is None or wanted.team in refused or intake.faults):
        end(intake.all_faults, wanted.language)
    tell(intake.notes, wanted.language)
    team = _only(wanted, teams, {*refused, *(team.team for team in intake.teams)})
    if perhaps_its_own := intake.perhaps_of(team):
        end(perhaps_its_own, wanted.language)
    tell((fault for each in intake.refused if each.astray for fault in each.faults), wanted.language)
    return team


def _only(wanted: Wanted, teams: Sequence[Team], names: Collection[str]) -> Team:
    """The one team among those that can be read; `names` are those of all teams that there are."""
    if wanted.team is not None and not teams:
        what = say("{path} holds no team {team!r}", path=wanted.path, team=wanted.team)
        fail(wanted.language, what, meant_among(wanted.team, names, say("teams")))
    if wanted.team is None and len(names) > 1:
        what = say_counted(
            "{path} holds {count} team", "{path} holds {count} teams", count=len(names), path=wanted.path
        )
        fail(wanted.language, what, say("name one of them with --team: {names}", names=some(sorted(names))))
    if len(teams) > 1:
        quarters = ", ".join(team.quarter for team in teams)
        what = say(
            "{path} holds {team} of several quarters ({quarters})",
            path=wanted.path,
            team=teams[0].team,
            quarters=quarters,
        )
        fail(wanted.language, what, say("name the file of one of them"))
    return teams[0]


def end(faults: Iterable[Fault], language: Language) -> NoReturn:
    """End the command with the faults of what was asked for."""
    tell(sorted(set(faults)), language)
    raise click.exceptions.Exit(NOTHING)


def meant_among(word: str, known: Iterable[str], several: Said) -> Said:
    """What to do about an unknown word: which of the `known` ones was meant, or what they are."""
    there = say("the {several} are {known}", several=several, known=some(sorted(known)))
    return meant(suggest(word, known), there)


def some(names: list[str]) -> Said:
    """Names in a row; of many, the first ones and how many there are besides."""
    shown, more = ", ".join(names[:_MANY]), len(names) - _MANY
    if more <= 0:
        return verbatim(shown)
    return say_counted("{names} and {count} more", "{names} and {count} more", count=more, names=shown)
