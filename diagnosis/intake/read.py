"""Every way in at once: team files, folders of team files and folders of tables, and the quarter before them.

One pass tells all faults of all files. The teams come in the order of their names, then of their quarters.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.documents.source import shown as shown_path
from diagnosis.faults import Fault, Note, Place, reason_of
from diagnosis.intake import particulars
from diagnosis.intake.headings import Headings
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.mapping_file import read_mapping
from diagnosis.intake.model import Intake, Refused, Team
from diagnosis.intake.names import same
from diagnosis.intake.previous import joined_members, not_directly_before
from diagnosis.intake.quarters import quarter_after
from diagnosis.intake.sources import TABLE_FILES
from diagnosis.intake.table_rows import Watch
from diagnosis.intake.tables import read_tables
from diagnosis.intake.team_file import TeamFiles
from diagnosis.intake.workbook import WORKBOOKS
from diagnosis.kinds.numerals import Notation, notation
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.knowledge.model import Subject
from diagnosis.messages import Said, say

TEAM_FILES = frozenset({".yaml", ".yml", ".json"})
SPREADSHEETS = frozenset({".xls", ".xlsb", ".ods", ".numbers", ".tsv", ".txt"})


def read_paths(
    paths: Iterable[Path | str],
    facts: Catalogue,
    *,
    quarter: str | None = None,
    previous: Path | str | None = None,
    columns: Path | str | None = None,
    numbers: str | None = None,
    watch: Watch | None = None,
) -> Intake:
    """What the files and folders at `paths` say, typed by the catalogue `facts` (`Knowledge.facts`).

    `quarter` is the quarter of all that does not say its own, and must agree with what does. `previous` is a path of
    any kind that holds the quarter before; it is joined by the team's name, and need not have every team.
    `columns` is a file that says what headings of tables mean (`intake.mapping_file`). `numbers` says how the numbers
    are written where that file and a team file do not: 1234.5 as it is written there (1.234,5).
    `watch` is told how each column of a table was understood.
    Nothing is raised: what cannot be read is in the `faults` and `refused` of the result.
    """
    if quarter is not None:
        named = particulars.quarter(quarter)
        if isinstance(named, Wrong):
            return Intake(faults=(Fault(Place("quarter"), named.what, named.do),))
        quarter = named
    by = None if numbers is None else notation(numbers)
    if isinstance(by, Wrong):
        return Intake(faults=(Fault(Place("numbers"), by.what, by.do),))
    headings, unread = Headings(facts), Faults()
    if columns is not None:
        headings = Headings(facts, *read_mapping(Path(columns), unread))
        if unread.found:
            return Intake(faults=tuple(sorted(set(unread.found))))
    headings.notation = headings.notation or by
    reader = _PathReader(facts, headings, by, watch)
    with _without_collecting():
        intake = _together([reader.path(Path(path), quarter) for path in paths])
        if previous is None:
            return intake
        return _joined(intake, _together([reader.path(Path(previous), None)]), shown_path(previous))


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Without searches for unreachable objects: tables become millions of values, and none refer to each other."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


class _PathReader:
    """Reads paths of any kind by one catalogue."""

    def __init__(self, facts: Catalogue, headings: Headings, by: Notation | None, watch: Watch | None) -> None:
        self.facts = facts
        self.headings = headings
        self.watch = watch
        self.files = TeamFiles(facts, by)

    def path(self, path: Path, quarter: str | None) -> Intake:
        if path.is_dir():
            try:
                return self.folder(path, quarter)
            except OSError as error:
                return _fault(
                    path,
                    say("the folder cannot be read ({reason})", reason=reason_of(error)),
                    say("check its permissions"),
                )
        if not path.exists():
            return _fault(path, say("there is no such file or folder"), say("check the path"))
        if not path.is_file():
            return _fault(path, say("this is no file that can be read to its end"), say("give a regular file"))
        if path.suffix.lower() in TEAM_FILES:
            return self.files.read(path, quarter)
        if path.suffix.lower() in WORKBOOKS:
            return read_tables(path, self.facts, quarter, self.headings, self.watch)
        if path.suffix.lower() in TABLE_FILES:
            return _fault(
                path, say("a table is read together with its folder"), say("give the folder that it stands in")
            )
        do = (
            say("save it as .xlsx, or as CSV UTF-8 in a folder")
            if path.suffix.lower() in SPREADSHEETS
            else say("give .yaml, .yml or .json")
        )
        return _fault(path, say("a file of type {suffix} is not read", suffix=quoted(path.suffix)), do)

    def folder(self, folder: Path, quarter: str | None) -> Intake:
        """A folder holds either tables or team files; other files in it are left alone, and so are folders."""
        # Names that begin so are of files that spreadsheets and other systems keep beside the real ones.
        beside = (".", "~$", "._")
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(beside))
        tables = [path for path in files if path.suffix.lower() in TABLE_FILES]
        books = [path for path in files if path.suffix.lower() in WORKBOOKS]
        teams = [path for path in files if path.suffix.lower() in TEAM_FILES]
        kinds = [kind for kind in (tables, books, teams) if kind]
        if len(kinds) > 1:
            what = say(
                "the folder holds tables and team files, as {table} and {file}",
                table=quoted(kinds[0][0].name),
                file=quoted(kinds[1][0].name),
            )
            return _fault(folder, what, say("put them into folders of their own"))
        if tables:
            return read_tables(folder, self.facts, quarter, self.headings, self.watch)
        if books:
            own = quarter or (folder.resolve().name if particulars.is_quarter(folder.resolve().name) else None)
            given = [own if own and not particulars.is_quarter(book.stem) else quarter for book in books]
            pairs = zip(books, given, strict=True)
            return _together([read_tables(book, self.facts, each, self.headings, self.watch) for book, each in pairs])
        if teams:
            return _together([self.files.read(path, quarter) for path in teams])
        sheets = any(path.suffix.lower() in SPREADSHEETS for path in files)
        do = (
            say("save the spreadsheet as .xlsx or CSV UTF-8")
            if sheets
            else say("put teams.csv or team files (.yaml, .json) into it")
        )
        return _fault(folder, say("the folder holds no teams"), do)


def _fault(path: Path, what: Said, do: Said) -> Intake:
    return Intake(faults=(Fault(Place(shown_path(path)), what, do),))


def _together(intakes: Sequence[Intake]) -> Intake:
    """All in one; a team that is given twice for a quarter is refused, for nobody can say which is right."""
    given: defaultdict[tuple[str, str], list[Team]] = defaultdict(list)
    faults: list[Fault] = []
    refused: list[Refused] = []
    for intake in intakes:
        faults.extend(intake.faults)
        refused.extend(intake.refused)
        for team in intake.teams:
            given[same(team.team), team.quarter].append(team)
    for (_, quarter), teams in given.items():
        if len(teams) > 1:
            name = teams[0].team
            refused.append(Refused(name, tuple(_twice(name, quarter, teams))))
    single = sorted((teams[0] for teams in given.values() if len(teams) == 1), key=_by_name)
    notes = tuple(sorted({note for intake in intakes for note in intake.notes}))
    return Intake(tuple(single), _by_team(refused), tuple(sorted(set(faults))), notes)


def _by_name(team: Team) -> tuple[str, str]:
    return team.team, team.quarter


def _twice(name: str, quarter: str, teams: Sequence[Team]) -> Iterable[Fault]:
    first, second, *_ = teams
    for team in teams:
        other = second if team is first else first
        what = say(
            "team {name} of {quarter} is given in {file} too", name=quoted(name), quarter=quarter, file=other.place.file
        )
        yield Fault(team.place, what, say("keep one of them"))


def _by_team(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    faults: defaultdict[str, set[Fault]] = defaultdict(set)
    astray: defaultdict[str, dict[Subject, None]] = defaultdict(dict)
    for each in refused:
        faults[each.team].update(each.faults)
        astray[each.team].update(dict.fromkeys(each.astray))
    return tuple(Refused(team, tuple(sorted(faults[team])), tuple(astray[team])) for team in sorted(faults))


def _joined(intake: Intake, before: Intake, path: str) -> Intake:
    """Each team with the quarter before that `path` holds.

    A team whose quarter before is refused is refused too, and no team is left where the whole of it cannot be read:
    without it some verdicts would be others, and nothing would say so.
    """
    faults = tuple(sorted({*intake.faults, *before.faults}))
    quarters: defaultdict[str, list[Team]] = defaultdict(list)
    for team in before.teams:
        quarters[same(team.team)].append(team)
    bad = {same(each.team) for each in before.refused}
    teams: list[Team] = []
    refused = [*intake.refused, *before.refused]
    notes = [*intake.notes, *before.notes]
    for team in intake.teams:
        if same(team.team) in bad:
            continue
        joined = _with_previous(team, quarters, path, notes)
        if isinstance(joined, Fault):
            refused.append(Refused(team.team, (joined,)))
        else:
            teams.append(joined)
    if not before.faults:
        notes += _who_joined(intake.teams, teams, before, path)
    return Intake(() if before.faults else tuple(teams), _by_team(refused), faults, tuple(sorted(set(notes))))


def _who_joined(asked: Sequence[Team], joined: Sequence[Team], before: Intake, path: str) -> Iterable[Note]:
    """How many teams have the quarter before, and which have no counterpart; nothing where all have it."""
    here = {same(team.team) for team in asked}
    there = {same(team.team) for team in before.teams} | {same(team.team) for team in before.refused}
    alone = [team.team for team in joined if team.previous is None]
    gone = [team.team for team in before.teams if same(team.team) not in here]
    if not alone and not gone:
        return
    # Said of the whole path: nothing in it is wrong.
    place = Place(path)
    count, all_ = sum(team.previous is not None for team in joined), len(joined)
    yield Note(place, say("the quarter before is known of {count} of {all} teams", count=count, all=all_))
    if missing := [name for name in alone if same(name) not in there]:
        yield Note(place, say("these teams are not in the quarter before: {names}", names=_some(missing)))
    if gone:
        yield Note(place, say("these teams are only in the quarter before: {names}", names=_some(gone)))


def _some(names: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in names[:20]) + (", …" if len(names) > 20 else "")


def _with_previous(team: Team, quarters: Mapping[str, Sequence[Team]], path: str, notes: list[Note]) -> Team | Fault:
    """The team with the quarter directly before, or why that cannot be; another quarter is told and not used."""
    given = quarters.get(same(team.team))
    if not given:
        return team
    earlier = [each for each in given if each.quarter < team.quarter]
    if not earlier:
        what = say("previous: {earlier} is not before {quarter}", earlier=given[0].quarter, quarter=team.quarter)
        return Fault(given[0].place, what, say("give the quarter before"))
    previous = max(earlier, key=lambda each: each.quarter)
    if quarter_after(previous.quarter) != team.quarter:
        notes.append(not_directly_before(previous.place, previous.quarter, team.quarter))
        return team
    if previous.currency and team.currency and previous.currency != team.currency:
        what = say(
            "currency: it was {before} in {earlier} and is {now} in {quarter}",
            before=previous.currency,
            earlier=previous.quarter,
            now=team.currency,
            quarter=team.quarter,
        )
        return Fault(previous.place, what, say("give both in one, nothing is converted"))
    if previous.team != team.team:
        what = say("{team} is taken as team {meant}", team=quoted(previous.team), meant=quoted(team.team))
        notes.append(Note(previous.place, what))
    previous = replace(previous, team=team.team, currency=team.currency, previous=None)
    previous, told = joined_members(previous, team)
    notes += told
    if team.previous is not None and team.previous != previous:
        what = say("the quarter before is given here and, otherwise, in {path}", path=path)
        return Fault(team.previous.place, what, say("keep one of them"))
    return replace(team, previous=previous)
