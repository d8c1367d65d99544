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
from diagnosis.intake.sources import TABLE_FILES
from diagnosis.intake.table_file import table_text
from diagnosis.intake.table_rows import ReadColumn
from diagnosis.intake.workbook import WORKBOOKS
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say

_TEAM_FILES = (".yaml", ".yml", ".json")
_MAPPING_FILES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The team of uploaded files; `notes` tell how doubtful things were read, and what was left out."""

    team: Team
    notes: tuple[Fault, ...]


class UnreadFiles(Faulty):
    """Uploaded files that cannot be used; `columns` say how those of their tables were understood."""

    def __init__(self, faults: Iterable[Fault], columns: Sequence[ReadColumn]) -> None:
        super().__init__(faults)
        self.columns = tuple(columns)


def team_of(
    files: Sequence[tuple[str, bytes]], knowledge: Knowledge, name: str = "", quarter: str = "", mapping: str = ""
) -> Uploaded:
    """The team of uploaded files (each a name and its content): one team file, or the tables of a quarter.

    Where they hold several teams, the one called `name`. `mapping` is the text of a file of `--columns`; a YAML file
    beside tables is one too. Raises UnreadFiles with all faults of the files; of other teams than the one that is
    named, they are notes.
    """
    read: list[ReadColumn] = []
    with TemporaryDirectory() as folder:
        files, columns, called = _with_mapping(files, mapping, Path(folder))
        place = Path(folder, "tables" if _are_tables(files) else "file")
        place.mkdir()
        for given, content in files:
            kept = _safe_name(given, len(files))
            called[kept] = _plain(given)[:100]
            (place / kept).write_bytes(content)
        paths = [place] if _are_tables(files) else sorted(place.iterdir())
        intake = read_paths(paths, knowledge.facts, quarter=quarter or None, columns=columns, watch=read.append)
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
    nothing = Fault(Place("files"), say("there is no team in the file"), say("choose another file"))
    raise UnreadFiles(
        faults or [nothing], [replace(column, place=_as_called(column.place, folder, called)) for column in read]
    )


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


def _with_mapping(
    files: Sequence[tuple[str, bytes]], mapping: str, folder: Path
) -> tuple[Sequence[tuple[str, bytes]], Path | None, dict[str, str]]:
    """The files without the mapping that was sent beside tables; the path of the mapping to read by; and its name."""
    beside = [file for file in files if _plain(file[0]).endswith(_MAPPING_FILES)]
    if len(beside) != 1 or len(files) == 1:
        beside = []
    content = mapping.encode() or (beside[0][1] if beside else b"")
    if not content:
        return files, None, {}
    path = folder / "mapping" / "columns.yaml"
    path.parent.mkdir()
    path.write_bytes(content)
    called = _plain(beside[0][0])[:100] if beside else path.name
    return [file for file in files if file not in beside], path, {path.name: called}


def _are_tables(files: Sequence[tuple[str, bytes]]) -> bool:
    return all(Path(_plain(name)).suffix in TABLE_FILES for name, _ in files)


def _safe_name(given: str, count: int) -> str:
    """A name that the intake knows, and that leads nowhere else."""
    plain = _plain(given)
    stem, suffix = Path(plain).stem.upper(), Path(plain).suffix
    if suffix in TABLE_FILES:
        if plain.removesuffix(suffix) + ".csv" in TABLES.values():
            return plain
        if count == 1:
            return f"teams{suffix}"
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
        result.append(replace(fault, place=_as_called(fault.place, folder, called)))
    return result


def _as_called(place: Place, folder: str, called: Mapping[str, str]) -> Place:
    kept = place.file.removeprefix(folder).lstrip("/").partition("/")[2]
    file, sheet, rest = kept.partition("[")
    return replace(place, file=called.get(file, file) + sheet + rest or "files")
