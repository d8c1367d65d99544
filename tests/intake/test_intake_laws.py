"""What holds of every team and every file, however odd."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from diagnosis.faults import Place
from diagnosis.intake import particulars, quarters
from diagnosis.intake.model import Given, Member, Statements, Team
from diagnosis.intake.names import is_total, same
from diagnosis.intake.statements import SaidOfFacts, doer
from diagnosis.intake.values import from_counts, parse
from diagnosis.intake.write import write_team
from diagnosis.kinds.counts import Counts
from diagnosis.kinds.text import Wrong, name
from diagnosis.knowledge.model import Fact, Subject
from tests.intake.catalogue import FACTS, read, write

VISIBLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
IDS = st.text(VISIBLE, min_size=1, max_size=20).map(str.strip).filter(lambda text: text and name(text) == text)
QUARTERS = st.builds("{}-Q{}".format, st.integers(1900, 2198), st.integers(1, 4))
COUNTS = st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)).map(
    lambda two: from_counts(Counts(min(two), max(two)))
)


def decimals(lowest: int, highest: int, places: int) -> st.SearchStrategy[Given]:
    size = 10**places
    return st.integers(lowest * size, highest * size).map(lambda whole: Given(Decimal(whole).scaleb(-places)))


NUMBERS: dict[str, st.SearchStrategy[Given]] = {
    "percentage": st.one_of(COUNTS, *(decimals(0, 1, places) for places in range(5))),
    "rate": st.one_of(COUNTS, *(decimals(0, 1, places) for places in range(5))),
    "change": st.one_of(*(decimals(-1, 30, places) for places in range(5))),
    "ratio": st.one_of(*(decimals(0, 30, places) for places in range(5))),
    "money": st.one_of(*(decimals(0, 10**9, places) for places in range(5))),
    "number": st.one_of(*(decimals(-100, 100, places) for places in range(5))),
    "count": decimals(0, 10**9, 0),
    "boolean": st.booleans().map(Given),
    "date": st.dates(date(1900, 1, 1), date(1950, 1, 1)).map(Given),
}


def values_of(fact: Fact) -> st.SearchStrategy[Given]:
    if fact.kind == "choice":
        return st.sampled_from(fact.choices).map(Given)
    if fact.kind == "text":
        return IDS.map(Given).filter(lambda each: parse(str(each.value), fact) == each)
    return NUMBERS[fact.kind]


def facts_of(subject: Subject) -> st.SearchStrategy[dict[str, Given]]:
    each = {fact.fact: values_of(fact) for fact in FACTS[subject].values() if fact.given}
    return st.fixed_dictionaries({}, optional=each)


def members_of(subject: Subject) -> st.SearchStrategy[tuple[Member, ...]]:
    members = st.lists(
        st.builds(Member, IDS, facts_of(subject)), max_size=3, unique_by=lambda member: same(member.member)
    )
    return members.map(lambda drawn: tuple(sorted(drawn, key=lambda member: member.member)))


MEMBERS: st.SearchStrategy[dict[Subject, tuple[Member, ...]]] = st.fixed_dictionaries(
    {},
    optional={
        "seller": members_of("seller"),
        "method": members_of("method"),
        "product_line": members_of("product_line"),
    },
)


OF_TEAM = sorted(fact.fact for fact in FACTS["team"].values() if fact.given)
NUMBERS_OF_TEAM = [name for name in OF_TEAM if FACTS["team"][name].kind not in ("boolean", "choice", "text", "date")]
DOERS = IDS.filter(lambda text: doer(text) == text)
REASONS = IDS.filter(lambda text: SaidOfFacts(None).add("does_not_apply", "otif", text, Place("")) is True)


def said_of_facts(quarter: str, given: dict[str, Given]) -> st.SearchStrategy[Statements]:
    """What can be said in a quarter in which these facts of the team are given."""
    since = QUARTERS.filter(lambda earlier: earlier <= quarter) | st.just("before")
    goals = [] if "goals_review" in given else ["goals"]
    return st.builds(
        Statements,
        since=st.dictionaries(st.sampled_from(OF_TEAM), since, max_size=3),
        does_not_apply=st.dictionaries(
            st.sampled_from([*goals, *(name for name in OF_TEAM if name not in given), "none"]), REASONS, max_size=3
        ).map(lambda drawn: {name: why for name, why in drawn.items() if name != "none"}),
        does_not_apply_by=st.none() | DOERS,
        over=st.dictionaries(st.sampled_from(NUMBERS_OF_TEAM), st.integers(1, 12), max_size=3),
        said_by=st.dictionaries(st.sampled_from(OF_TEAM), DOERS, max_size=3),
    )


@st.composite
def teams(draw: st.DrawFn) -> Team:
    def one(quarter: str, previous: Team | None, *, is_now: bool) -> Team:
        as_of = quarters.first_day(quarter) + timedelta(days=draw(st.integers(0, 400)))
        return Team(
            team,
            quarter,
            draw(st.sampled_from([None, as_of])),
            currency,
            facts := draw(facts_of("team")),
            draw(MEMBERS),
            draw(st.fixed_dictionaries({}, optional={"otif": st.dates(date(1900, 1, 1), quarters.first_day(quarter))})),
            previous,
            draw(said_of_facts(quarter, facts)) if is_now else Statements(),
        )

    team, currency = draw(IDS), draw(st.sampled_from([None, "EUR", "USD"]))
    quarter = draw(QUARTERS.filter(lambda text: text > "1951"))
    before = draw(st.sampled_from([None, quarters.quarter_of(quarters.first_day(quarter) - timedelta(days=1))]))
    return one(quarter, one(before, None, is_now=False) if before else None, is_now=True)


@given(teams())
def test_what_is_written_is_read_back(team: Team) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), {"team.yaml": write_team(team, FACTS)}) / "team.yaml"
        intake = read(path)
        assert (intake.faults, intake.refused) == ((), ())
        assert intake.teams == (team,)


@given(st.binary(max_size=400), st.sampled_from(["team.yaml", "team.json", "teams.csv"]))
@example(b"\xff\xfet\x00", "teams.csv")
@example(b"team: \xff", "team.yaml")
@example(b"team\n\x00\n", "teams.csv")
@example(b",", "teams.csv")
def test_any_bytes_give_teams_or_faults(data: bytes, file: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2026-Q3"
        path.mkdir()
        (path / file).write_bytes(data)
        intake = read(path)
        assert intake.teams or intake.refused or intake.faults


TABLE = ("team", "as_of", "currency", "otif", "price_losses", "revenue_target", "lead_growth", "goals_review_by")
CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["82%", "11/80", "1 200", "", "-3%", "82", "9-Oct", "2026-09-30"])
)


def table(rows: list[tuple[str, ...]], columns: tuple[str, ...] = TABLE) -> str:
    """A table of these columns of the rows, which have the columns of TABLE."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([row[TABLE.index(column)] for column in columns] for row in rows)
    return text.getvalue()


def teams_of(text: str) -> tuple[tuple[Team, ...], tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        intake = read(write(Path(folder) / "2026-Q3", {"teams.csv": text}))
        assert intake.faults == ()
        return intake.teams, tuple(each.team for each in intake.refused)


ROWS = st.lists(
    st.tuples(IDS, st.just("2026-09-30"), st.sampled_from(["", "EUR"]), *[CELLS] * 5),
    min_size=1,
    max_size=6,
    unique_by=lambda row: same(row[0]),
).filter(lambda rows: all(is_total(row[0], ()) is False for row in rows))
"""Rows of teams; one of totals is none, and tested elsewhere."""


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(rows: list[tuple[str, ...]], random: Random) -> None:
    columns, shuffled = list(TABLE), list(rows)
    random.shuffle(columns)
    random.shuffle(shuffled)
    assert teams_of(table(rows)) == teams_of(table(shuffled, tuple(columns)))


@given(ROWS)
def test_a_bad_team_never_affects_another(rows: list[tuple[str, ...]]) -> None:
    accepted, refused = teams_of(table(rows))
    alone = [teams_of(table([row])) for row in sorted(rows)]
    assert [team.facts for team in accepted] == [team.facts for teams, _ in alone for team in teams]
    assert sorted(refused) == sorted(name for _, names in alone for name in names)


@given(st.text())
def test_any_text_is_a_name_or_wrong(text: str) -> None:
    read_name = name(text)
    assert isinstance(read_name, Wrong) or name(read_name) == read_name


@given(st.text(), QUARTERS)
def test_any_text_is_a_particular_or_wrong(text: str, quarter: str) -> None:
    for read_text in (particulars.quarter, particulars.currency, particulars.day):
        read_text(text)
    particulars.as_of(text, quarter)
    assert particulars.quarter(quarter) == quarter
    assert quarters.first_day(quarter) < quarters.last_day(quarter)
