"""A facts file that somebody chose in the browser: read like any other, from a folder that is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from diagnosis.faults import Fault, Faulty, Note, Place
from diagnosis.intake.columns import TABLES
from diagnosis.intake.model import Team
from diagnosis.intake.names import same
from diagnosis.intake.particulars import is_quarter
from diagnosis.intake.read import read_paths
from diagnosis.intake.table_file import table_text
from diagnosis.intake.workbook import WORKBOOKS
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say

_TEAM_FILES = (".yaml", ".yml", ".json")
_TEAMS = "teams.csv"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The team of uploaded files; `notes` tell how doubtful things were read, and what was left out."""

    team: Team
    notes: tuple[Fault, ...]


def team_of(files: Sequence[tuple[str, bytes]], knowledge: Knowledge, name: str = "", quarter: str = "") -> Uploaded:
    """The team of uploaded files (each a name and its content): one team file, or the tables of a quarter.

    Where they hold several teams, the one called `name`. Raises Faulty with all faults of the files; of other teams
    than the one that is named, they are notes.
    """
    with TemporaryDirectory() as folder:
        place = Path(folder, "tables" if _are_tables(files) else "file")
        place.mkdir()
        called: dict[str, str] = {}
        for given, content in files:
            kept = _safe_name(given, len(files))
            called[kept] = _plain(given)[:100]
            (place / kept).write_bytes(content)
        paths = [place] if _are_tables(files) else sorted(place.iterdir())
        intake = read_paths(paths, knowledge.facts, quarter=quarter or None)
        faults, notes = (_without(folder, told, called) for told in (intake.all_faults, intake.notes))
        teams = [team for team in intake.teams if not name or same(team.team) == same(name)]
        if len(teams) == 1 and (not faults or (name and not intake.perhaps_of(teams[0]))):
            return Uploaded(teams[0], (*notes, *faults))
    if not name and len(intake.teams) + len([each for each in intake.refused if not each.astray]) > 1:
        names = [*(team.team for team in intake.teams), *(each.team for each in intake.refused if not each.astray)]
        what = say("the file holds several teams: {names}", names=", ".join(sorted(names)[:20]))
        faults.append(Fault(Place("team"), what, say("write the name of one of them")))
    elif not faults and intake.teams:
        what = say("the file holds no team {name}", name=quoted(name))
        faults.append(Fault(Place("team"), what, say("write the name of one of them")))
    raise Faulty(faults or [Fault(Place("files"), say("there is no team in the file"), say("choose another file"))])


def table_of(file: tuple[str, bytes], subject: Subject, knowledge: Knowledge, tell: Callable[[Note], None]) -> str:
    """The table of members in an uploaded file, as CSV text. Raises Faulty."""
    given, content = file
    plain = _plain(given)
    with TemporaryDirectory() as folder:
        place = Path(folder, f"table{Path(plain).suffix}")
        place.write_bytes(content)
        try:
            return table_text(place, subject, knowledge.facts, tell)
        except Faulty as faulty:
            shown = (replace(fault, place=replace(fault.place, file=plain[:100])) for fault in faulty.faults)
            raise Faulty(shown) from None


def _are_tables(files: Sequence[tuple[str, bytes]]) -> bool:
    return all(name.lower().endswith(".csv") for name, _ in files)


def _safe_name(given: str, count: int) -> str:
    """A name that the intake knows, and that leads nowhere else."""
    plain = _plain(given)
    if plain.endswith(".csv"):
        if plain in (_TEAMS, *TABLES.values()):
            return plain
        if count == 1:
            return _TEAMS
    stem, suffix = Path(plain).stem.upper(), Path(plain).suffix
    if suffix in WORKBOOKS and count == 1:
        # A workbook may say its quarter by its name.
        return f"{stem if is_quarter(stem) else 'facts'}{suffix}"
    ending = next((known for known in _TEAM_FILES if plain.endswith(known)), None)
    if ending is not None and count == 1:
        return f"facts{ending}"
    what = say("{name} cannot be read as facts", name=quoted(given[:100]))
    do = say(
        "choose one team file (.yaml, .json), a workbook (.xlsx), or the tables of a quarter (teams.csv and so on)"
    )
    raise Faulty([Fault(Place("files"), what, do)])


def _plain(given: str) -> str:
    """The name of an uploaded file, without the folders that some browsers tell."""
    return given.replace("\\", "/").rpartition("/")[2].lower()


def _without(folder: str, faults: Iterable[Fault], called: Mapping[str, str]) -> list[Fault]:
    """The faults with places as the manager knows them: files by the names that they were `called`."""
    result = []
    for fault in faults:
        kept = fault.place.file.removeprefix(folder).lstrip("/").partition("/")[2]
        file, sheet, rest = kept.partition("[")
        shown = called.get(file, file) + sheet + rest
        result.append(replace(fault, place=replace(fault.place, file=shown or "files")))
    return result
