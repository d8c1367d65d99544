"""The one path from facts to diagnoses: measure, judge, put into words. Every way in ends here.

>>> from diagnosis import diagnose, load_knowledge
>>> result = diagnose({"team": "North", "quarter": "2026-Q3", "facts": {"otif": "82%"}}, load_knowledge())
>>> result.causes[0].cause
'late_delivery'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Protocol
from weakref import WeakKeyDictionary

from diagnosis.assembly.build import build
from diagnosis.faults import Fault, Faulty, Place
from diagnosis.inference.outcome import Outcome
from diagnosis.inference.trace import Trace
from diagnosis.intake.model import Intake, Refused, Team
from diagnosis.intake.read import read_paths
from diagnosis.intake.team_file import read_mapping
from diagnosis.intake.write import as_mapping
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.program import Program
from diagnosis.languages import Language, spoken
from diagnosis.measures.compute import Measured, measure
from diagnosis.messages import say, say_counted
from diagnosis.result import Diagnosis

Engine = Literal["rete", "columnar", "auto"]

FEW_TEAMS = 50
"""Up to so many teams `auto` chains them one by one, with lineage; more go through the columnar executor."""


class Executor(Protocol):
    """What judges measured teams; two executors give the same outcomes."""

    name: str

    def judge(self, teams: list[Measured]) -> Iterable[Outcome]:
        """The outcome of each team, in order."""

    def trace(self, measured: Measured) -> Trace:
        """All that leads from the facts of one team to its outcome."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The diagnoses of the teams that could be evaluated, and the teams that were refused."""

    diagnoses: tuple[Diagnosis, ...]
    refused: tuple[Refused, ...]


_executors: WeakKeyDictionary[Program, dict[str, Executor]] = WeakKeyDictionary()


def executor(knowledge: Knowledge, engine: Engine = "auto", teams: int = 1) -> Executor:
    """The executor for a number of teams; built once for each knowledge base.

    `auto` takes Rete for few teams where durable-rules can be imported, else the columnar executor. Raises
    EngineMissing where `rete` is demanded and cannot be imported.
    """
    if engine == "auto":
        from diagnosis.inference.durable import available

        engine = "rete" if teams <= FEW_TEAMS and available() else "columnar"
    executors = _executors.setdefault(knowledge.program, {})
    if engine not in executors:
        if engine == "rete":
            from diagnosis.inference.rete import ReteExecutor

            executors[engine] = ReteExecutor(knowledge, knowledge.program)
        else:
            from diagnosis.inference.columnar import ColumnarExecutor

            executors[engine] = ColumnarExecutor(knowledge, knowledge.program)
    return executors[engine]


def diagnose(
    team: Team | Mapping[str, object] | Path | str,
    knowledge: Knowledge | None = None,
    *,
    engine: Engine = "auto",
    language: Language = "en",
) -> Diagnosis:
    """The diagnosis of one team: a `Team`, a mapping in the shape of a team file, or the path of one.

    Without `knowledge` the packaged knowledge base is used. Raises `Faulty` with every fault of the facts. What is no
    fault but was read in some doubtful way is told by `told` of the result.
    """
    known = knowledge or _packaged()
    intake = _intake(team, known)
    evaluation = evaluate(intake.teams, known, engine=engine, language=language)
    if evaluation.refused:
        raise Faulty(fault for refused in evaluation.refused for fault in refused.faults)
    return evaluation.diagnoses[0].telling(intake.notes)


def check(team: Team, knowledge: Knowledge | None = None) -> tuple[Fault, ...]:
    """What is wrong with a team that a program built: all that the same facts in a team file would be refused for.

    That is also what of them contradicts one another, and what is then held to be unknown. Places are paths of keys, as
    `facts.otif`. Empty where nothing is wrong. Nothing is raised.
    """
    known = knowledge or _packaged()
    try:
        (read,) = read_mapping(as_mapping(team, known.facts), known.facts).teams
    except Faulty as faulty:
        return faulty.faults
    measured, faults = measure(read, known, known.program)
    return tuple(sorted({*faults, *(doubt.fault for doubt in measured.doubts)}))


@cache
def _packaged() -> Knowledge:
    from diagnosis.loading import load_knowledge

    return load_knowledge()


def evaluate(
    teams: Iterable[Team], knowledge: Knowledge, *, engine: Engine = "auto", language: Language = "en"
) -> Evaluation:
    """The diagnoses of many teams. A team whose facts contradict one another is refused and stops no other.

    A language that there is not is English.
    """
    good: list[Measured] = []
    refused: list[Refused] = []
    for team in teams:
        measured, faults = measure(team, knowledge, knowledge.program)
        if faults:
            refused.append(Refused(team.team, tuple(sorted(faults))))
        else:
            good.append(measured)
    return Evaluation(tuple(_diagnoses(good, knowledge, engine, language)), tuple(refused))


def _diagnoses(teams: list[Measured], knowledge: Knowledge, engine: Engine, language: Language) -> Iterator[Diagnosis]:
    if not teams:
        return
    outcomes = executor(knowledge, engine, len(teams)).judge(teams)
    for measured, outcome in zip(teams, outcomes, strict=True):
        yield build(knowledge, measured, outcome, spoken(language))


def _intake(team: Team | Mapping[str, object] | Path | str, knowledge: Knowledge) -> Intake:
    """One team, with what is to be told of how it was read."""
    if isinstance(team, Team):
        return Intake((team,))
    if isinstance(team, Mapping):
        return read_mapping(team, knowledge.facts)
    intake = read_paths([team], knowledge.facts)
    faults = [*intake.faults, *(fault for refused in intake.refused for fault in refused.faults)]
    if not faults and len(intake.teams) != 1:
        what = say_counted("it holds {count} team", "it holds {count} teams", count=len(intake.teams))
        faults = [Fault(Place(str(team)), what, say("name the file of one team"))]
    if faults:
        raise Faulty(faults)
    return intake
