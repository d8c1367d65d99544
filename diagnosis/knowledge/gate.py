"""The gate before persons: a stage about sellers waits for every stage about the team, those of overlays included."""

from __future__ import annotations

from collections.abc import Mapping

from diagnosis.documents.source import Faults
from diagnosis.knowledge.layers import Written
from diagnosis.knowledge.model import Cause, Stage
from diagnosis.messages import say


def guarded(
    stages: Mapping[str, Stage], causes: Mapping[str, Cause], written: Written, faults: Faults
) -> dict[str, Stage]:
    """The stages in chain order, those about sellers waiting for every stage about the team that an overlay adds.

    It is a fault if an overlay writes `after` and leaves out a stage about the team that has causes.
    """
    judged = {cause.stage for cause in causes.values()}
    team = [stage.stage for stage in stages.values() if stage.subject == "team" and stage.stage in judged]
    added = {stage for stage in team if written.entries["stage"][stage].layer}
    waiting: dict[str, Stage] = {}
    for name, stage in stages.items():
        if stage.subject == "team":
            continue
        entry = written.entries["stage"][name]
        missing = [other for other in team if other not in stage.after]
        if missing and "after" in entry.keys and entry.keys["after"].place.file in written.overlaid:
            what = say("stage {stage!r} would name persons while {missing} is open", stage=name, missing=missing[0])
            do = say("list every stage about the team in 'after'")
            faults.add(entry.keys["after"].place, what, do)
        guards = [other for other in missing if entry.layer or other in added]
        if guards:
            waiting[name] = stage.model_copy(update={"after": (*stage.after, *guards)})
    if not waiting:
        return dict(stages)
    first = min(written.order.index(name) for name in waiting)
    behind = [stage for stage in written.order[first:] if stage in added]
    written.order = [
        *(stage for stage in written.order[:first]),
        *behind,
        *(stage for stage in written.order[first:] if stage not in behind),
    ]
    return {name: waiting.get(name, stages[name]) for name in written.order if name in stages}
