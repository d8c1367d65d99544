"""The words for what should have come out and for what came out instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from diagnosis.authoring.case_model import Aspect, Item
from diagnosis.knowledge.base import Knowledge
from diagnosis.languages import SOURCE
from diagnosis.messages import NOTHING, Said, listed, say, verbatim
from diagnosis.result import CauseResult, Diagnosis, Reason
from diagnosis.texts import texts

_VERDICTS: Mapping[str, Said] = {
    "confirmed": say("it is confirmed"),
    "ruled_out": say("it is ruled out"),
    "open": say("it is open"),
    "held": say("it is held"),
}
_SHOULD: Mapping[str, Callable[[Said], Said]] = {
    "confirmed": lambda name: say("{name} should be confirmed", name=name),
    "ruled_out": lambda name: say("{name} should be ruled out", name=name),
    "open": lambda name: say("{name} should be open", name=name),
    "held": lambda name: say("{name} should be held, not judged", name=name),
    "waiting_for": lambda name: say("{name} should keep the gate shut", name=name),
    "cleared": lambda name: say("{name} should be cleared", name=name),
    "clearing": lambda name: say("{name} should be shown in favour of whoever is held or cleared", name=name),
    "requests": lambda name: say("{name} should be asked for", name=name),
    "actions": lambda name: say("{name} should be recommended", name=name),
    "strengths": lambda name: say("{name} should be found as a strength", name=name),
    "recognition": lambda name: say("{name} should be found as a ground for recognition", name=name),
    "notes": lambda name: say("{name} should be noted", name=name),
    "watch": lambda name: say("{name} should be among what to watch", name=name),
}
_SHOULD_NOT: Mapping[str, Callable[[Said], Said]] = {
    "requests": lambda name: say("{name} should not be asked for", name=name),
    "actions": lambda name: say("{name} should not be recommended", name=name),
    "strengths": lambda name: say("{name} should not be found as a strength", name=name),
    "recognition": lambda name: say("{name} should not be found as a ground for recognition", name=name),
    "notes": lambda name: say("{name} should not be noted", name=name),
}
_NONE_SHOULD: Mapping[str, Said] = {
    "confirmed": say("no cause should be confirmed"),
    "held": say("nobody should be held, not judged"),
    "waiting_for": say("no stage should keep the gate shut"),
    "cleared": say("nobody should be cleared"),
}
_NONE_ELSE_SHOULD: Mapping[str, Said] = {
    "confirmed": say("no cause else should be confirmed"),
    "held": say("nobody else should be held, not judged"),
    "waiting_for": say("no stage else should keep the gate shut"),
    "cleared": say("nobody else should be cleared"),
}
_TARGET_SHOULD: Mapping[str, Said] = {
    "true": say("the target should be met"),
    "false": say("the target should be missed"),
    "unknown": say("the target should not be known to be met or missed"),
}
_TARGET_IS: Mapping[str, Said] = {
    "true": say("it is met"),
    "false": say("it is missed"),
    "unknown": say("it is not known to be met or missed"),
}


class CaseWording:
    """Tells the differences between a case and a diagnosis; names and evidence are in the diagnosis's language."""

    def __init__(self, knowledge: Knowledge, diagnosis: Diagnosis) -> None:
        self.knowledge, self.diagnosis = knowledge, diagnosis
        self.language = diagnosis.language
        self._stages = {stage.stage: stage for stage in diagnosis.stages}
        self._causes = {(cause.cause, cause.subject): cause for cause in diagnosis.causes}

    # --- names ------------------------------------------------------------------------------------------------

    def name(self, item: Item, names: str) -> Said:
        """What an item names, by its title, with its id."""
        called = self._title(item.id, names)
        title = f"'{called}' ({item.id})" if called else item.id
        if item.member is None:
            return verbatim(title)
        return say("{title} of {member}", title=title, member=item.member)

    def _title(self, id_: str, names: str) -> str:
        knowledge = self.knowledge
        match names:
            case "cause":
                return knowledge.causes[id_].title.get(self.language)
            case "stage":
                return knowledge.stages[id_].title.get(self.language)
            case "action":
                return knowledge.actions[id_].title.get(self.language)
            case "strength" | "recognition" | "note":
                return (knowledge.findings.get(id_) or knowledge.checks[id_]).title.get(self.language)
            case "fact":
                holders = (facts[id_] for facts in knowledge.facts.values() if id_ in facts)
                return next((fact.name.get(self.language) for fact in holders), "")
            case _:
                return ""

    def department(self, id_: str) -> str:
        """Who holds a fact, as the case names it or in the reader's language."""
        return id_ if self.language == SOURCE else self.knowledge.departments[id_].get(self.language)

    def several(self, ids: Iterable[str], names: str) -> Said:
        """Several facts, stages or other items by their ids."""
        return listed(self.name(Item(id_), names) for id_ in ids)

    # --- the target, stages and reasons -----------------------------------------------------------------------

    def target(self, stated: str, actual: str) -> tuple[Said, Said]:
        """How the target should stand, and stands."""
        return _TARGET_SHOULD[stated], _TARGET_IS[actual]

    def should_stage(self, stage: str, verdict: str) -> Said:
        """How a stage should stand."""
        return _SHOULD[verdict](self.name(Item(stage), "stage"))

    def stage(self, stage: str) -> Said:
        """How a stage stands, and why."""
        result = self._stages[stage]
        if result.verdict == "confirmed":
            causes = [Item(cause.cause, cause.subject) for cause in self.diagnosis.confirmed if cause.stage == stage]
            names = listed(self.name(cause, "cause") for cause in causes) if causes else say("a cause")
            return say("it is confirmed, by {causes}", causes=names)
        if result.verdict == "held" and result.waiting_for:
            stages = self.several(result.waiting_for, "stage")
            return say("it is held, as these are not ruled out: {stages}", stages=stages)
        return self._verdict(result.verdict, result.reason, result.missing)

    def _verdict(self, verdict: str, reason: Reason | None, missing: list[str]) -> Said:
        if reason is None:
            return _VERDICTS[verdict]
        why = texts(self.language).of("reason", reason)
        if reason == "missing" and missing:
            facts = self.several(missing, "fact")
            return say("{verdict}: {reason}, namely {facts}", verdict=_VERDICTS[verdict], reason=why, facts=facts)
        return say("{verdict}: {reason}", verdict=_VERDICTS[verdict], reason=why)

    def should_reason(self, item: Item, reason: str) -> Said:
        """Why the verdict on a stage or a cause should be what it is."""
        names = "stage" if item.id in self.knowledge.stages else "cause"
        why = texts(self.language).of("reason", reason)
        return say("{name} should be explained so: {reason}", name=self.name(item, names), reason=why)

    def reason(self, item: Item) -> tuple[str | None, Said]:
        """The reason of the verdict on a stage or a cause, and the verdict in words."""
        if item.id in self.knowledge.stages:
            return self._stages[item.id].reason, self.stage(item.id)
        result = self._causes.get((item.id, item.member))
        return (result.reason if result else None), self.cause(item)

    # --- causes and members -----------------------------------------------------------------------------------

    def cause(self, item: Item) -> Said:
        """How a cause stands, and why."""
        result = self._causes.get((item.id, item.member))
        if result is not None:
            return say(
                "{verdict} (probability {probability:.0%}{evidence})",
                verdict=self._verdict(result.verdict, result.reason, result.missing),
                probability=result.probability,
                evidence=self._speaks(result),
            )
        if self.diagnosis.gap.met:
            return say("the target is met, so that no cause is reported")
        stage = self.knowledge.causes[item.id].stage
        if self._stages[stage].verdict == "held":
            return say("{stage}: {verdict}", stage=self.name(Item(stage), "stage"), verdict=self.stage(stage))
        return self.member(item.member) if item.member else say("the team is not examined")

    def _speaks(self, cause: CauseResult) -> Said:
        """The evidence that counted, as it is put to a reader."""

        def told(way: str) -> str:
            return " ".join(ground.text for ground in cause.evidence if ground.direction == way and ground.counted)

        parts = []
        if speaks_for := told("for"):
            parts.append(say("; for: {evidence}", evidence=speaks_for))
        if against := told("against"):
            parts.append(say("; against: {evidence}", evidence=against))
        return listed(parts, between="") if parts else NOTHING

    def member(self, member: str) -> Said:
        """What becomes of a member."""
        if any(other.subject == member for other in self.diagnosis.cleared):
            return say("{member} is cleared", member=member)
        for held in self.diagnosis.held:
            if held.subject == member:
                stages = self.several(held.waiting_for, "stage")
                return say("{member} is held, as these are not ruled out: {stages}", member=member, stages=stages)
        if any(other.subject == member for other in self.diagnosis.causes):
            return say("{member} is examined", member=member)
        return say("{member} is not examined", member=member)

    # --- lists ------------------------------------------------------------------------------------------------

    def should(self, aspect: Aspect, item: Item) -> Said:
        """That an item should be there."""
        name = self.name(item, aspect.names)
        if item.holder:
            return say("{name} should be asked for of {department}", name=name, department=self.department(item.holder))
        return _SHOULD[aspect.part](name)

    def instead(self, aspect: Aspect, item: Item, actual: list[Item]) -> Said:
        """What there is in the place of an item that lacks."""
        match aspect.names:
            case "cause":
                return self.cause(item)
            case "member":
                return self.member(item.id)
            case "stage":
                return self.stage(item.id)
            case "rule" if item.member is not None:
                return self._listed(aspect, [other for other in actual if other.member == item.member], item.member)
            case _:
                near = [other for other in actual if other.id == item.id]
                return self._listed(
                    aspect, near or [Item(other) for other in dict.fromkeys(other.id for other in actual)], ""
                )

    def _listed(self, aspect: Aspect, actual: list[Item], about: str) -> Said:
        names = listed(self._held(item, aspect.names) for item in actual)
        if about:
            if actual:
                return say("there is only for {member}: {names}", member=about, names=names)
            return say("there is nothing for {member}", member=about)
        return say("there is only: {names}", names=names) if actual else say("there is nothing")

    def _held(self, item: Item, names: str) -> Said:
        """An item, with who holds it."""
        name = self.name(item, names)
        return (
            say("{name} from {department}", name=name, department=self.department(item.holder)) if item.holder else name
        )

    def besides(self, aspect: Aspect, actual: Item, some: bool) -> tuple[Said, Said]:
        """That nothing (else, where there is `some`) should be there, and what is."""
        expected = (_NONE_ELSE_SHOULD if some else _NONE_SHOULD)[aspect.part]
        name = self.name(actual, aspect.names)
        if aspect.names == "cause":
            return expected, say("{name} is: {verdict}", name=name, verdict=self.cause(actual))
        return expected, say("{name} is", name=name)

    def unwanted(self, aspect: Aspect, actual: Item) -> tuple[Said, Said]:
        """That something should not be there, and what it is there for."""
        expected = _SHOULD_NOT[aspect.part](self.name(actual, aspect.names))
        actions = self.diagnosis.actions if aspect.part == "actions" else []
        for_ = next((action.for_ for action in actions if action.action == actual.id), [])
        return expected, say("it is, for {causes}", causes=", ".join(for_)) if for_ else say("it is")

    def unranked(self, item: Item) -> tuple[Said, Said]:
        """That a cause should have a rank, and why it has none."""
        return say("{name} should have a rank", name=self.name(item, "cause")), self.cause(item)

    def misranked(self, before: Item, after: Item) -> tuple[Said, Said]:
        """That one cause should rank before another, and how they stand."""
        names = {"name": self.name(after, "cause"), "other": self.name(before, "cause")}
        ranks = say("it ranks before it: {this}; the other: {other}", this=self.cause(after), other=self.cause(before))
        return say("{name} should rank after {other}", **names), ranks
