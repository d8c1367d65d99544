"""A facts file that somebody chose in the browser: read like any other, from a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.columns import TABLES
from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.base import Knowledge
from diagnosis.messages import say

_TEAM_FILES = (".yaml", ".yml", ".json")
_TEAMS = "teams.csv"


def team_of(files: Sequence[tuple[str, str]], knowledge: Knowledge, name: str = "", quarter: str = "") -> Team:
    """The team of uploaded files (each a name and a text): one team file, or the CSV tables of a quarter.

    Where they hold several teams, the one called `name`. Raises Faulty.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder, "tables" if _are_tables(files) else "file")
        place.mkdir()
        for given, text in files:
            (place / _safe_name(given, len(files))).write_text(text, "utf-8")
        paths = [place] if _are_tables(files) else sorted(place.iterdir())
        intake = read_paths(paths, knowledge.facts, quarter=quarter or None)
        refused = [one for one in intake.refused if name in ("", one.team)]
        found = [one for one in intake.teams if name in ("", one.team)]
        faults = [*intake.faults, *(fault for one in refused for fault in one.faults)]
        if faults and len(found) != 1:
            raise Faulty(_without(folder, faults))
    if len(found) == 1:
        return found[0]
    if intake.teams:
        what = say("the file holds several teams: {names}", names=", ".join(one.team for one in intake.teams[:20]))
        raise Faulty([Fault(Place("team"), what, say("write the name of one of them"))])
    raise Faulty([Fault(Place("files"), say("there is no team in the file"), say("choose another file"))])


def _are_tables(files: Sequence[tuple[str, str]]) -> bool:
    return all(name.lower().endswith(".csv") for name, _ in files)


def _safe_name(given: str, count: int) -> str:
    """A name that the intake knows, and that leads nowhere else."""
    plain = given.replace("\\", "/").rpartition("/")[2].lower()
    if plain.endswith(".csv"):
        if plain in (_TEAMS, *TABLES.values()):
            return plain
        if count == 1:
            return _TEAMS
    ending = next((one for one in _TEAM_FILES if plain.endswith(one)), None)
    if ending is not None and count == 1:
        return f"facts{ending}"
    what = say("{name} cannot be read as facts", name=quoted(given[:100]))
    do = say("choose one team file (.yaml, .json), or the tables of a quarter (teams.csv, sellers.csv and so on)")
    raise Faulty([Fault(Place("files"), what, do)])


def _without(folder: str, faults: Iterable[Fault]) -> list[Fault]:
    """The faults with places as the manager knows them."""
    shown = (fault.place.file.removeprefix(folder).lstrip("/").partition("/")[2] or "files" for fault in faults)
    return [replace(fault, place=replace(fault.place, file=file)) for fault, file in zip(faults, shown, strict=True)]
