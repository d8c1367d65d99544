"""The sentences about one diagnosis that are the same in every document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from diagnosis.kinds import kind_of
from diagnosis.knowledge.drivers import DRIVERS, MADE_OF, UNKNOWN
from diagnosis.knowledge.model import Subject
from diagnosis.reporting.names import Names
from diagnosis.reporting.outline import DepartmentRequests, HeldStage, OpenStage, Outline, Task, outline
from diagnosis.result import CauseResult, ChangeResult, Diagnosis, Outlook, RequestResult, StageResult, WatchResult

_MOST_NAMES = 8
_MOST_FACTS = 2
_WIDEST_BAR = 20


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """A line of the bridge; `bar` shows its share of the largest, filled where money was lost."""

    part: str
    amount: str
    bar: str


class Wording:
    """One diagnosis with its outline, put into words; money is in the team's currency."""

    def __init__(self, diagnosis: Diagnosis, names: Names) -> None:
        self.diagnosis = diagnosis
        self.names = names.in_currency(diagnosis.gap.currency)
        self.texts, self.formats = names.texts, self.names.formats
        self.outline: Outline = outline(diagnosis)

    @property
    def heading(self) -> str:
        """Whose diagnosis it is, and of when."""
        return f"{self.diagnosis.team} · {self.diagnosis.quarter}"

    @property
    def gap(self) -> str:
        """How far the team is from its target."""
        gap, formats = self.diagnosis.gap, self.formats
        if gap.met is None:
            return self.texts("gap.unknown")
        amounts, attained = "", self.estimated("attainment", formats.percent(gap.attainment))
        if gap.target is not None and gap.actual is not None:
            actual = self.estimated("revenue_actual", formats.money(gap.actual))
            target = self.estimated("revenue_target", formats.money(gap.target))
            amounts = self.texts("gap.amounts", actual=actual, target=target)
        missing = self.estimated("attainment", formats.money(gap.missing))
        short = self.texts("gap.short", missing=missing) if gap.missing else ""
        key = "gap.met" if gap.met else "gap.missed"
        return self.texts(key, attainment=attained, amounts=amounts, short=short)

    @property
    def comes_to(self) -> str:
        """What the diagnosis comes to, and when to look again; nothing where the target is met."""
        outlook = self.diagnosis.outlook
        if outlook is None:
            return ""
        count, formats = len(self.outline.confirmed), self.formats
        known = self.texts("outlook.known", known=formats.count(outlook.known), facts=formats.count(outlook.facts))
        says = {
            "one_cause_found": lambda: self.texts.counted(
                "outlook.little_else" if 2 * outlook.known < outlook.facts else "outlook.one_cause_found", count
            ),
            "causes_found": lambda: self.texts.counted("outlook.causes_found", count),
        }.get(outlook.conclusion, lambda: self.texts.of("outlook", outlook.conclusion))()
        again = self.texts("outlook.again", quarter=outlook.again)
        return " ".join(part for part in (known, says, self._explained(outlook), again) if part)

    def _explained(self, outlook: Outlook) -> str:
        """How much of the gap the confirmed causes can explain together, where that is known."""
        bridge = self.diagnosis.bridge
        if outlook.at_most is None or bridge is None:
            return ""
        gap = self.estimated("attainment", self._money(bridge.target - bridge.actual))
        return self.texts("outlook.at_most", most=self._part(outlook.at_most), gap=gap)

    def asked_first(self, request: RequestResult) -> str:
        """One of the first requests, and whom to ask."""
        group = DepartmentRequests(request.held_by, request.why, (request,))
        return f"{self.department(group)}: {self.request(request)}"

    @property
    def bridge(self) -> list[BridgeRow]:
        """The bridge from target to actual, line by line; empty where there is none."""
        bridge, texts = self.diagnosis.bridge, self.texts
        if bridge is None:
            return []
        all_known = all(bridge.cents(driver) is not None for driver in MADE_OF)
        longest = max(abs(bar.cents or 0) for bar in bridge.bars) or 1
        ends = {"target": ("revenue_target", bridge.target), "actual": ("revenue_actual", bridge.actual)}
        target, actual = (
            BridgeRow(texts.of("bridge", end), self.estimated(fact, self._money(cents)), "")
            for end, (fact, cents) in ends.items()
        )
        rows = [target]
        for bar in bridge.bars:
            name = texts.of("bridge.part", "misfit" if bar.part == UNKNOWN and all_known else bar.part)
            if bar.cents is None:
                rows.append(BridgeRow(name, texts("bridge.not_known"), ""))
                continue
            if bar.worked_out:
                name = texts("bridge.worked_out", part=name)
            drawn = ("█" if bar.cents < 0 else "░") * ceil(_WIDEST_BAR * abs(bar.cents) / longest)
            rows.append(BridgeRow(name, ("+" if bar.cents > 0 else "") + self._part(bar.cents), drawn))
        return [*rows, actual]

    @property
    def located(self) -> str:
        """How much of the gap the target asked, if that is most, and how much went through the driver that fell most.

        Also what "worked out" means, where a part is. Nothing where there is no bridge.
        """
        bridge = self.diagnosis.bridge
        if bridge is None:
            return ""
        told = [self.texts("bridge.what_worked_out")] if any(bar.worked_out for bar in bridge.bars) else []
        if bridge.actual >= bridge.target:
            return " ".join(told)
        gap, lost = bridge.target - bridge.actual, 0
        missing = self.estimated("attainment", self._money(gap))
        sentences = []
        if bridge.located is not None:
            lost = -(bridge.cents(bridge.located) or 0)
            through = self.texts.of("bridge.through", bridge.located)
            key = "bridge.located" if lost <= gap else "bridge.more"
            sentences = [self.texts(key, lost=self._part(lost), gap=missing, through=through)]
            if not bridge.sure:
                sentences.append(self.texts("bridge.not_sure"))
        elif (lost := -(bridge.cents(UNKNOWN) or 0)) > 0:
            sentences = [self.texts("bridge.not_located")]
        asked = bridge.target - bridge.usual
        if asked > lost:
            sentences = [self.texts("bridge.asked", asked=self._part(asked), gap=missing), *sentences]
        return " ".join([*sentences, *told])

    def explains(self, cause: CauseResult) -> str:
        """Through what a cause works, and the most that it can explain; nothing where that is not known."""
        if cause.at_most is None:
            return ""
        parts = dict.fromkeys(DRIVERS[driver].part for driver in cause.through)
        through = ", ".join(self.texts.of("bridge.part", part) for part in parts)
        return self.texts("explains", through=through, most=self._part(cause.at_most))

    def _part(self, cents: int) -> str:
        """An amount of the bridge, with a word where it rests on an estimate."""
        bridge, printed = self.diagnosis.bridge, self._money(cents)
        return self.formats.words["estimate"].format(printed) if bridge and bridge.estimated else printed

    def _money(self, cents: int) -> str:
        return self.formats.money(Decimal(cents) / 100)

    @property
    def confirmed(self) -> list[str]:
        """The confirmed causes by name; without one, that none is confirmed, or that the target is met."""
        if self.diagnosis.gap.met:
            return [self.texts("summary.at_target")]
        return [self.cause(cause) for cause in self.outline.confirmed] or [self.texts("summary.unexplained")]

    @property
    def nothing_confirmed(self) -> str:
        """What to say where no cause is confirmed: that there may still be one, or that none is left."""
        parts = self.outline
        none_left = parts.ruled_out and not parts.open and not parts.held
        return self.texts("none_left" if none_left else "none_confirmed")

    def why(self, stage: StageResult) -> str:
        """Why a stage's verdict is what it is, and what is missing."""
        if stage.verdict == "confirmed":
            return "; ".join(self.cause(cause) for cause in self.outline.confirmed if cause.stage == stage.stage)
        if stage.reason == "waiting":
            return self.texts("waiting", stages=self.names.stages(stage.waiting_for))
        reason = self.texts.of("reason", stage.reason)
        if not stage.missing:
            return reason
        missing = self.texts.counted("facts_missing", len(stage.missing))
        if len(stage.missing) <= _MOST_FACTS:
            missing += f": {self.facts(stage.missing, stage.stage)}"
        return missing if stage.reason == "missing" else f"{reason}; {missing}"

    def facts(self, facts: Sequence[str], stage: str) -> str:
        """Facts by name, as a stage reads them."""
        return ", ".join(self.names.fact(fact, self.subject(stage)) for fact in facts)

    def subject(self, stage: str) -> Subject:
        """Whom a stage judges."""
        return self.names.knowledge.stages[stage].subject

    def cause(self, cause: CauseResult) -> str:
        """A cause, and the member whose it is."""
        return self.names.cause_of(cause.subject, cause.cause)

    def silent(self, stage: OpenStage) -> str:
        """The open causes of a stage that are only named, and whose they are."""
        titles = "; ".join(self.names.cause(cause) for cause in stage.causes)
        of = f" ({self.some(stage.subjects)})" if stage.subjects else ""
        return f"{self.names.stage(stage.stage)}{of}: {titles}"

    def weighed(self, cause: CauseResult) -> str:
        """How probable a cause is, how much of its evidence is known, and why it is open."""
        weighed = self.texts(
            "weighed",
            probability=self.formats.percent(cause.probability),
            coverage=self.formats.percent(cause.coverage, 0),
        )
        return weighed + (f"; {self.texts.of('reason', cause.reason)}" if cause.verdict == "open" else "")

    def department(self, asked: DepartmentRequests) -> str:
        """Whom to ask, and whether for something newer or larger than what is known."""
        department = self.names.department(asked.department)
        again = {
            "stale": "measure_again",
            "estimated": "measure",
            "uncounted": "count",
            "small_sample": "too_small",
            "review": "to_review",
        }
        return self.texts(again[asked.why], department=department) if asked.why in again else department

    def request(self, request: RequestResult) -> str:
        """A fact to ask for, and of whom it is; of a review, the causes that it is to look at."""
        if request.why == "review":
            return ", ".join(self.names.cause(cause) for cause in request.for_) + f" ({request.fact})"
        subject = request.about
        of = ""
        if request.subjects:
            of = self.texts("of_members", members=self.some(request.subjects))
        elif subject != "team":
            of = self.texts("of_every", members=self.texts.of("members", subject))
        tries = ""
        if request.tries:
            pooled = self.texts.counted("pooled_quarters", request.pool) if request.pool else ""
            tries = self.texts.counted("tries", request.tries, pooled=pooled)
        return self.names.named(request.fact, subject) + tries + of

    def some(self, members: Sequence[str]) -> str:
        """Members by name, if they are not too many; of more, the first ones and the number of the others."""
        if len(members) <= _MOST_NAMES + 1:
            return ", ".join(members)
        return f"{', '.join(members[:_MOST_NAMES])} {self.texts.counted('and_more', len(members) - _MOST_NAMES)}"

    def held_until(self, held: HeldStage) -> str:
        """What a stage waits for before it judges anybody."""
        return self.texts("held_until", stages=self.names.stages(held.waiting_for))

    def task(self, task: Task) -> str:
        """What is to be done, and for whom."""
        return task.action.title + (f": {self.some(task.subjects)}" if task.subjects else "")

    def due(self, task: Task) -> str:
        """Who does it, and by when."""
        owner = self.names.department(task.action.owner)
        return self.texts.counted("due", task.action.due_days, owner=owner)

    def check(self, task: Task) -> str:
        """What will show that it worked, and where that stands now (for one member; for several it differs)."""
        check, subject = task.action.check, self.names.subject_of_action(task.action)
        fact, entry = self.names.fact(check.fact, subject), self.names.entry(check.fact, subject)
        goal = self.texts("check", fact=fact, goal=self.names.goal(check.fact, check.band, subject))
        if check.now is None or len(task.subjects) > 1 or (entry is not None and not kind_of(entry).numeric):
            return goal
        now = self.names.value(check.fact, check.now, subject)
        return goal + self.texts("check_now", now=self.estimated(check.fact, now) if subject == "team" else now)

    def estimated(self, fact: str, printed: str) -> str:
        """A fact of the team as it is printed, with a word where it is an estimate."""
        return self.formats.words["estimate"].format(printed) if fact in self.diagnosis.estimated else printed

    def watched(self, watch: WatchResult) -> str:
        """A fact that is not healthy although the target is met."""
        value = self.estimated(watch.fact, self.names.value(watch.fact, watch.value))
        return f"{self.names.named(watch.fact)}: {value}, {self.formats.words[watch.band]}"

    def change(self, change: ChangeResult) -> str:
        """A fact whose band is another one than in the quarter before."""
        before = f"{self.names.value(change.fact, change.before)} ({self.formats.words[change.band_before]})"
        value = self.estimated(change.fact, self.names.value(change.fact, change.now))
        now = f"{value} ({self.formats.words[change.band]})"
        return self.texts("change", fact=self.names.fact(change.fact), before=before, now=now)
