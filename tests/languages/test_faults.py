"""Faults as they are told in Lithuanian: nothing of the English is left in them, and numbers are written its way."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.read import read_paths
from diagnosis.kinds.counts import MAX_COUNT
from diagnosis.messages import labelled, listed, say, say_counted, translated, verbatim
from tests.knowledge.bases import KnowledgeBase
from tests.knowledge.test_faults import CASES
from tests.packaged import packaged_knowledge

ENGLISH = re.compile(r"\b(?:the|of|must|write|did|you|mean|which|has|are|it|with|give|cannot|this|that|there|keys?)\b")
QUOTED = re.compile(r"'[^']*'|`[^`]*`|\"[^\"]*\"|\S+\.\S+")

TEAM = """\
team: North
quarter: 2026-Q3
curency: EUR
facts: {otif: 82, late: 3, revenue_target: 10 EUR, price_losses: 30/20, backlog_weeks: 1/3, goals_review_on: soon}
sellers: {seller: 3}
methods: [{method: 3}, {method: 3}, x]
measured: {otif: 2027-01-01, x: 3}
previous: {quarter: 2026-Q4, facts: [otif]}
"""
TABLES = {
    "teams.csv": "team,quarter,otif,otiff,revenue_target,sellers,deals,\n"
    "North,2026-Q3,82,1,1.200,,\nSouth,2026-Q2,yes,1,x\nNorth,Q3,9-Sep,1,abc,x,y,\n,,,,,,,\n",
    "sellers.csv": f'team,seller,closing.count,attainment\nEast,S-1,3,71%\nNorth,S-1,3,-5%\nNorth,"{"x" * 201}",3,=1\n',
    "other.csv": "x\n",
}


def english(faults: Iterable[Fault]) -> list[str]:
    """The faults of which something is still English when they are told in Lithuanian."""
    return [
        told
        for fault in faults
        if (told := fault.text("lt"))
        and (
            translated(fault.what, "lt") == fault.what
            or (fault.do and translated(fault.do, "lt") == fault.do)
            or ENGLISH.search(QUOTED.sub("", told.removeprefix(str(fault.place))))
        )
    ]


@pytest.mark.parametrize("case", CASES.split("\n\n"))
def test_faults_of_knowledge_are_told_in_lithuanian(base: KnowledgeBase, case: str) -> None:
    file, old, new, _ = case.strip().splitlines()
    base.change(file, old.removeprefix("- "), new.removeprefix("+").removeprefix(" "))
    with pytest.raises(Faulty) as caught:
        base.load()
    assert english(caught.value.faults) == []


def test_faults_of_a_team_and_of_a_quarter_are_told_in_lithuanian(tmp_path: Path) -> None:
    quarter, team = tmp_path / "quarter", tmp_path / "north.yaml"
    quarter.mkdir()
    for name, content in TABLES.items():
        (quarter / name).write_text(content, encoding="utf-8")
    team.write_text(TEAM, encoding="utf-8")
    catalogue = packaged_knowledge().facts
    intake = read_paths([quarter, team, tmp_path / "nowhere", tmp_path], catalogue, quarter="2026-Q3")
    faults = [*intake.faults, *(fault for refused in intake.refused for fault in refused.faults)]
    assert len(faults) > 25
    assert english(faults) == []


def test_a_fault_is_told_in_each_language() -> None:
    fault = Fault(Place("a.yaml", 2, 3), say("{text} is not a date", text="'soon'"), say("check the year"))
    assert str(fault) == fault.text("en") == "a.yaml:2:3: 'soon' is not a date; check the year"
    assert fault.text("lt") == "a.yaml:2:3: 'soon' nėra data; patikrinkite metus"


def test_plurals_follow_the_language() -> None:
    told = [
        translated(say_counted("it holds {count} team", "it holds {count} teams", count=count), "lt")
        for count in (1, 2, 10, 11, 21)
    ]
    assert told == [
        "čia 1 komanda",
        "čia 2 komandos",
        "čia 10 komandų",
        "čia 11 komandų",
        "čia 21 komanda",
    ]


def test_numbers_are_written_as_the_language_does() -> None:
    size = say("the file is too large ({size:.1f} MB; at most {most:.0f} MB)", size=Decimal("7.25"), most=5)
    assert translated(size, "lt") == "failas per didelis (7,2 MB; daugiausia gali būti 5 MB)"


def test_a_message_is_a_text_and_remembers_what_it_was_made_of() -> None:
    message = labelled("otif", say("{text} is no number", text=verbatim("'{x}'")))
    assert message == "otif: '{x}' is no number"
    assert translated(pickle.loads(pickle.dumps(message)), "lt") == "otif: '{x}' nėra skaičius"
    assert translated(listed([say("team"), "x"]), "lt") == "komanda, x"
    assert translated("any text", "lt") == "any text"
    assert (
        translated(say("{count} of {of} is more than all", count=MAX_COUNT, of=1), "en")
        == f"{MAX_COUNT} of 1 is more than all"
    )
