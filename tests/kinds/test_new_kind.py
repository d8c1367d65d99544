"""A kind of value that is added as one module is known everywhere: in files, rules, interviews and reports."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from diagnosis import Faulty, diagnose, load_knowledge
from diagnosis.intake.read import read_paths
from diagnosis.intake.write import write_team
from diagnosis.interview import Cell, Interview, agenda_of, begin
from diagnosis.kinds import KINDS
from diagnosis.kinds.given import Given
from diagnosis.knowledge.base import Knowledge
from diagnosis.outputs import by_id
from diagnosis.presentation import names_of
from diagnosis.presentation.question import question_view
from diagnosis.reporting.names import Names
from diagnosis.terminal.app import main
from tests.kinds import duration
from tests.terminal.asking import script

CATALOGUE = """\
stage: delivery
facts:
  - fact: response_time
    kind: duration
    name: {en: time to answer an order, lt: atsakymo į užsakymą laikas}
    bands: {healthy: "<= 8", bad: "> 24", source: a test}
    common: {healthy: 0.5, warning: 0.3, bad: 0.2}
    held_by: logistics
    question: {en: How long does it take to answer an order?, lt: Per kiek laiko atsakoma į užsakymą?}
rules:
  - rule: slow_response
    when: band(response_time) = "bad"
    for: {late_delivery: strong}
    says:
      en: "An order is answered after {{ response_time }}; bad is {{ response_time.bad }}."
      lt: "Į užsakymą atsakoma per {{ response_time }}; blogai, kai {{ response_time.bad }}."
    source: a test
"""
FACTS = """\
team: North
quarter: 2026-Q3
currency: EUR
facts:
  response_time: "30:15"
  revenue_actual: 990000
  revenue_target: 1200000
"""


@pytest.fixture(scope="module", autouse=True)
def known() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(KINDS, "duration", duration.KIND)
        yield


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("overlay")
    (folder / "delivery.yaml").write_text(CATALOGUE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def knowledge(overlay: Path) -> Knowledge:
    return load_knowledge(overlay)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    (tmp_path / "north.yaml").write_text(FACTS, encoding="utf-8")
    return tmp_path / "north.yaml"


@pytest.fixture
def asking(knowledge: Knowledge) -> Interview:
    state = begin(knowledge, "North", "2026-Q3", currency="EUR")
    return state.answer("revenue_target", "1200000").answer("revenue_actual", "990000")


def test_it_is_read_from_a_file_and_written_again(knowledge: Knowledge, facts: Path) -> None:
    (team,) = read_paths([facts], knowledge.facts, quarter=None, previous=None).teams
    assert team.facts["response_time"] == Given(Decimal("30.25"))
    assert "response_time: 30:15\n" in write_team(team, knowledge.facts)


@pytest.mark.parametrize(
    ("text", "fault"), [("soon", "'soon' is no duration; write it as 1:30"), ("11/80", "this is a duration")]
)
def test_what_is_wrong_with_it_is_told(knowledge: Knowledge, facts: Path, text: str, fault: str) -> None:
    facts.write_text(FACTS.replace("30:15", text), encoding="utf-8")
    with pytest.raises(Faulty, match=fault):
        diagnose(facts, knowledge)


@pytest.mark.parametrize("engine", ["rete", "columnar"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "An order is answered after 30 h 15 min; bad is over 24 h 0 min."),
        ("lt", "Į užsakymą atsakoma per 30 val. 15 min; blogai, kai daugiau kaip 24 val. 0 min."),
    ],
)
def test_rules_weigh_it_and_reports_print_it(
    knowledge: Knowledge, facts: Path, engine: str, language: str, sentence: str
) -> None:
    result = diagnose(facts, knowledge, engine=engine, language=language)  # type: ignore[arg-type]
    (cause,) = (cause for cause in result.causes if cause.cause == "late_delivery")
    assert sentence in [evidence.text for evidence in cause.evidence]
    report = by_id("markdown").content(result, Names(knowledge, language))  # type: ignore[arg-type]
    assert sentence in report.decode()


def test_the_interview_asks_for_it_once_for_each_of_its_bands(asking: Interview) -> None:
    asked = next(question for question in agenda_of(asking).questions if question.facts == ("response_time",))
    view = question_view(asking, asked, names_of(asking, "en"))
    assert (view.title, view.understood) == (
        "How long does it take to answer an order?",
        "hours and minutes such as 1:30",
    )
    answered = asking.answer("response_time", "30:15")
    current = question_view(answered, asked, names_of(answered, "lt")).current
    assert (current, answered.answers[Cell("team", "response_time")].text) == ("30 val. 15 min", "30:15")


@pytest.mark.slow
def test_it_is_asked_for_at_the_terminal(knowledge: Knowledge, overlay: Path, facts: Path, tmp_path: Path) -> None:
    (team,) = read_paths([facts], knowledge.facts, quarter=None, previous=None).teams
    lines, _ = script(team, knowledge)
    words = ["ask", "--team", "North", "--quarter", "2026-Q3", "--rules", overlay, "--store", tmp_path / "kept"]
    result = CliRunner().invoke(main, [str(word) for word in words], input="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    assert "Answer: hours and minutes such as 1:30" in result.output
    assert "An order is answered after 30 h 15 min; bad is over 24 h 0 min." in result.output


def test_an_unknown_kind_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    path = tmp_path / "delivery.yaml"
    path.write_text(CATALOGUE.replace("kind: duration", "kind: duratoin"), encoding="utf-8")
    with pytest.raises(Faulty, match=r"cannot be 'duratoin'; did you mean 'duration'\?"):
        load_knowledge(tmp_path)
    path.write_text(CATALOGUE.replace("kind: duration", "kind: weight"), encoding="utf-8")
    with pytest.raises(Faulty, match="it is one of band, boolean, change, choice, count, date, duration, money"):
        load_knowledge(tmp_path)
