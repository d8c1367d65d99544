"""The words for what should have come out and for what came out instead."""

from __future__ import annotations

from collections.abc import Mapping

from diagnosis.authoring.case_model import Aspect, Item
from diagnosis.knowledge.base import Knowledge
from diagnosis.result import CauseResult, Diagnosis, Reason

_VERDICTS = {"confirmed": "confirmed", "ruled_out": "ruled out", "open": "open", "held": "held"}
_REASONS: Mapping[Reason | None, str] = {
    "missing": "facts are missing",
    "small_sample": "the sample is too small",
    "contradictory": "the evidence is contradictory",
    "inconclusive": "what was measured does not decide it",
    "by_review": "a review settles it",
    "stale": "its evidence is too old to count",
    "waiting": "earlier stages are not ruled out",
    "target_met": "the target is met",
    None: "no reason is given",
}
_SHOULD = {
    "confirmed": "should be confirmed",
    "ruled_out": "should be ruled out",
    "open": "should be open",
    "held": "should be held, not judged",
    "waiting_for": "should keep the gate shut",
    "cleared": "should be cleared",
    "clearing": "should be shown in favour of whoever is held or cleared",
    "requests": "should be asked for",
    "actions": "should be recommended",
    "strengths": "should be found as a strength",
    "recognition": "should be found as a ground for recognition",
    "notes": "should be noted",
    "watch": "should be among what to watch",
}
_TARGETS = {"true": "met", "false": "missed", "unknown": "not known to be met or missed"}


class Wording:
    """Tells the differences between a case and a diagnosis."""

    def __init__(self, knowledge: Knowledge, diagnosis: Diagnosis) -> None:
        self.knowledge, self.diagnosis = knowledge, diagnosis
        self._stages = {stage.stage: stage for stage in diagnosis.stages}
        self._causes = {(cause.cause, cause.subject): cause for cause in diagnosis.causes}

    # --- names ------------------------------------------------------------------------------------------------

    def name(self, item: Item, names: str) -> str:
        """What an item names, by its title, with its id."""
        called = self._title(item.id, names)
        title = f"'{called}' ({item.id})" if called else item.id
        of = f" of {item.member}" if item.member is not None else ""
        return title + of

    def _title(self, id_: str, names: str) -> str:
        knowledge = self.knowledge
        match names:
            case "cause":
                return knowledge.causes[id_].title.get("en")
            case "stage":
                return knowledge.stages[id_].title.get("en")
            case "action":
                return knowledge.actions[id_].title.get("en")
            case "strength" | "recognition" | "note":
                return knowledge.findings[id_].title.get("en")
            case "fact":
                return next((facts[id_].name.get("en") for facts in knowledge.facts.values() if id_ in facts), "")
            case _:
                return ""

    def facts(self, ids: list[str]) -> str:
        """Several facts."""
        return ", ".join(self.name(Item(one), "fact") for one in ids)

    # --- the target, stages and reasons -----------------------------------------------------------------------

    def target(self, stated: str, found: str) -> tuple[str, str]:
        """How the target should stand, and stands."""
        return f"the target should be {_TARGETS[stated]}", f"it is {_TARGETS[found]}"

    def should_stage(self, stage: str, verdict: str) -> str:
        """How a stage should stand."""
        return f"{self.name(Item(stage), 'stage')} {_SHOULD[verdict]}"

    def stage(self, stage: str) -> str:
        """How a stage stands, and why."""
        found = self._stages[stage]
        if found.verdict == "confirmed":
            causes = [Item(one.cause, one.subject) for one in self.diagnosis.confirmed if one.stage == stage]
            return f"it is confirmed, by {', '.join(self.name(one, 'cause') for one in causes) or 'a cause'}"
        if found.verdict == "held" and found.waiting_for:
            return f"it is held, as these are not ruled out: {self.listed_stages(found.waiting_for)}"
        return f"it is {self._verdict(found.verdict, found.reason, found.missing)}"

    def listed_stages(self, stages: list[str]) -> str:
        """Several stages."""
        return ", ".join(self.name(Item(stage), "stage") for stage in stages)

    def _verdict(self, verdict: str, reason: Reason | None, missing: list[str]) -> str:
        because = f", as {_REASONS[reason]}" if reason else ""
        return _VERDICTS[verdict] + because + (f": {self.facts(missing)}" if reason == "missing" and missing else "")

    def should_reason(self, item: Item, reason: str) -> str:
        """Why the verdict on a stage or a cause should be what it is."""
        names = "stage" if item.id in self.knowledge.stages else "cause"
        return f"{self.name(item, names)} should be so because {_REASONS[reason]}"  # type: ignore[index]

    def reason(self, item: Item) -> tuple[str | None, str]:
        """The reason of the verdict on a stage or a cause, and the verdict in words."""
        if item.id in self.knowledge.stages:
            return self._stages[item.id].reason, self.stage(item.id)
        found = self._causes.get((item.id, item.member))
        return (found.reason if found else None), self.cause(item)

    # --- causes and members -----------------------------------------------------------------------------------

    def cause(self, item: Item) -> str:
        """How a cause stands, and why."""
        found = self._causes.get((item.id, item.member))
        if found is not None:
            words = self._verdict(found.verdict, found.reason, found.missing)
            return f"it is {words} (probability {found.probability:.0%}{self._speaks(found)})"
        if self.diagnosis.gap.met:
            return "the target is met, so that no cause is reported"
        stage = self.knowledge.causes[item.id].stage
        if self._stages[stage].verdict == "held":
            return f"{self.name(Item(stage), 'stage')}: {self.stage(stage)}"
        return self.member(item.member or "the team")

    def _speaks(self, cause: CauseResult) -> str:
        """The evidence that counted, as it is put to a reader."""
        texts = {
            way: [one.text for one in cause.evidence if one.direction == way and one.counted]
            for way in ("for", "against")
        }
        return "".join(f"; {way}: {' '.join(found)}" for way, found in texts.items() if found)

    def member(self, member: str) -> str:
        """What becomes of a member."""
        if any(one.subject == member for one in self.diagnosis.cleared):
            return f"{member} is cleared"
        for held in self.diagnosis.held:
            if held.subject == member:
                return f"{member} is held, as these are not ruled out: {self.listed_stages(held.waiting_for)}"
        if any(one.subject == member for one in self.diagnosis.causes):
            return f"{member} is examined"
        return f"{member} is not examined"

    # --- lists ------------------------------------------------------------------------------------------------

    def should(self, aspect: Aspect, item: Item) -> str:
        """That an item should be there."""
        holder = f" of {item.holder}" if item.holder else ""
        return f"{self.name(item, aspect.names)} {_SHOULD[aspect.part]}{holder}"

    def instead(self, aspect: Aspect, item: Item, found: list[Item]) -> str:
        """What there is in the place of an item that lacks."""
        match aspect.names:
            case "cause":
                return self.cause(item)
            case "member":
                return self.member(item.id)
            case "stage":
                return self.stage(item.id)
            case "rule" if item.member is not None:
                return self._listed(aspect, [one for one in found if one.member == item.member], item.member)
            case _:
                near = [one for one in found if one.id == item.id]
                return self._listed(aspect, near or [Item(one) for one in dict.fromkeys(one.id for one in found)], "")

    def _listed(self, aspect: Aspect, found: list[Item], about: str) -> str:
        names = [self.name(one, aspect.names) + (f" from {one.holder}" if one.holder else "") for one in found]
        of = f" for {about}" if about else ""
        return f"there is only{of}: {', '.join(names)}" if names else f"there is nothing{of}"

    def besides(self, aspect: Aspect, found: Item, some: bool) -> tuple[str, str]:
        """That nothing (else, where there is `some`) should be there, and what is."""
        nobody = "nobody" if aspect.names == "member" else f"no {aspect.names}"
        expected = f"{nobody}{' else' if some else ''} {_SHOULD[aspect.part]}"
        if aspect.names == "cause":
            return expected, f"{self.name(found, 'cause')} is: {self.cause(found)}"
        return expected, f"{self.name(found, aspect.names)} is"

    def unwanted(self, aspect: Aspect, found: Item) -> tuple[str, str]:
        """That something should not be there, and what it is there for."""
        expected = f"{self.name(found, aspect.names)} {_SHOULD[aspect.part].replace('should', 'should not', 1)}"
        for_ = next(
            (one.for_ for one in self.diagnosis.actions if aspect.part == "actions" and one.action == found.id), []
        )
        return expected, "it is" + (f", for {', '.join(for_)}" if for_ else "")

    def unranked(self, item: Item) -> tuple[str, str]:
        """That a cause should have a rank, and why it has none."""
        return f"{self.name(item, 'cause')} should have a rank", self.cause(item)

    def misranked(self, before: Item, after: Item) -> tuple[str, str]:
        """That one cause should rank before another, and how they stand."""
        expected = f"{self.name(after, 'cause')} should rank after {self.name(before, 'cause')}"
        return expected, f"it ranks before it: {self.cause(after)}; the other: {self.cause(before)}"
