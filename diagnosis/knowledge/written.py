"""What the layers of a knowledge base wrote: the entries as they were merged, before they are checked records."""

from __future__ import annotations

from dataclasses import dataclass, field

from diagnosis.documents.source import Node, Scalar
from diagnosis.faults import Place
from diagnosis.knowledge.called import called
from diagnosis.messages import Said

LISTS = {
    "stages": "stage",
    "parameters": "parameter",
    "facts": "fact",
    "causes": "cause",
    "rules": "rule",
    "actions": "action",
    "findings": "finding",
    "checks": "check",
}
"""Top-level keys that hold a list of entries, and the kind of each; the kind is also the key of its id."""

CHARTS = ("departments", "grades", "limits", "circumstances")
"""Top-level keys that hold names and their values."""


@dataclass(eq=False)
class Entry:
    """One entry as its layers wrote it: `place` is where its id first stands, `layer` the first that has it.

    `stage` is the stage of the file; it holds for an entry that names none. `packaged` is what the base layer says,
    where an overlay says something else. `sign` is the fact and the band of a rule that is written as a sign.
    """

    kind: str
    id: str
    place: Place
    layer: int
    stage: str | None = None
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    packaged: dict[str, Node] | None = None
    sign: tuple[str, str] | None = None

    def text(self, key: str) -> str | None:
        """The scalar that `key` holds, or None."""
        node = self.values.get(key)
        return node.text if isinstance(node, Scalar) and not node.null else None

    @property
    def called(self) -> Said:
        """What the entry is called in faults."""
        return called(self.kind, self.id)

    def __str__(self) -> str:
        return str(self.called)


@dataclass(frozen=True, eq=False)
class SignsWritten:
    """The signs that one layer writes under a cause; `name` is the cause's id there."""

    layer: int
    cause: Entry
    name: Scalar
    node: Node


@dataclass(eq=False)
class Written:
    """Everything that the layers say. `unsure` holds the kinds of which some entry could not be read.

    A reference to such a kind is not reported as unknown, because its target may stand in the unreadable part.
    `packaged` are the charts of the base layer, `layers` the layer of each overlay's file, `names` its name in reports,
    `gates` what an overlay says of its `gate`, by layer; `signs` the rule of each sign by its cause, fact and band.
    """

    home: Place
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in LISTS.values()})
    charts: dict[str, dict[str, tuple[Scalar, Node]]] = field(default_factory=lambda: {name: {} for name in CHARTS})
    order: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    packaged: dict[str, dict[str, tuple[Scalar, Node]]] = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    gates: dict[int, tuple[Scalar, Node]] = field(default_factory=dict)
    signs: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def sure(self, kind: str) -> bool:
        """Whether all ids of a kind ("grade" and "department" are kinds too) could be read."""
        return kind not in self.unsure

    def subject(self, entry: Entry) -> str:
        """The subject of an entry: its own, else that of its stage, else the team."""
        stage = self.entries["stage"].get(entry.text("stage") or entry.stage or "")
        return entry.text("subject") or (stage.text("subject") if stage and entry.kind != "stage" else None) or "team"
