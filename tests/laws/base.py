"""A generated knowledge base: its entries, the YAML files that hold them, and the same knowledge in another order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml

from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge

Entry = dict[str, Any]


@dataclass
class Base:
    """A knowledge base as the entries of its YAML files; `edges` are numbers at which its bands and rules turn."""

    charts: dict[str, Entry] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[Decimal]] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """The files as people keep them: the chain, a catalogue, one file a stage, actions, findings."""
        stages = [stage["stage"] for stage in self.entries["stages"]]
        files: dict[str, Entry] = {
            "rules/chain.yaml": {**self.charts, "stages": self.entries["stages"]},
            "rules/parameters.yaml": {"parameters": self.entries["parameters"]},
            "facts/catalogue/facts.yaml": {"facts": self.entries["facts"]},
            "rules/actions.yaml": {"actions": self.entries["actions"]},
            "rules/works.yaml": {"findings": self.entries["findings"]},
        }
        for stage in stages:
            own = {
                kind: [_without(entry, "stage") for entry in self.entries[kind] if entry["stage"] == stage]
                for kind in ("causes", "rules")
            }
            files[f"rules/stage_{stage}.yaml"] = {"stage": stage, **own}
        return {name: written(content) for name, content in files.items()}

    def load(self) -> Knowledge:
        """The knowledge base, loaded from its files."""
        return load(self.files())

    def __repr__(self) -> str:
        return "\n".join(f"--- {name}\n{text}" for name, text in self.files().items())


def written(content: Any) -> str:
    """Content as YAML, in the order in which it stands."""
    return yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False, allow_unicode=True)


def load(files: dict[str, str]) -> Knowledge:
    """The knowledge base of files, through a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="diagnosis-laws-") as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return load_knowledge(base=Path(folder))


def shuffled(base: Base, random: Random) -> dict[str, str]:
    """The same knowledge in other files, with entries, keys and whatever has no order in another order.

    What has an order keeps it: the stages (they are the chain) and the actions of a cause or finding.
    """
    entries = [
        (kind, _spread(entry, random))
        for kind, entries in base.entries.items()
        for entry in entries
        if kind != "stages"
    ]
    random.shuffle(entries)
    names = ["rules/a.yaml", "rules/z.yaml", "facts/catalogue/k.yaml"]
    files: dict[str, Entry] = {name: {} for name in names}
    for kind, entry in entries:
        files[random.choice(names)].setdefault(kind, []).append(entry)
    home = files[random.choice(names)]
    home["stages"] = [_spread(stage, random) for stage in base.entries["stages"]]
    for name, chart in base.charts.items():
        for key, value in _mixed(chart.items(), random):
            files[random.choice(names)].setdefault(name, {})[key] = value
    # An entry that does not stand in its stage's file says its own stage and subject.
    subjects = {stage["stage"]: stage.get("subject", "team") for stage in base.entries["stages"]}
    for content in files.values():
        for rule in content.get("rules", ()):
            rule["subject"] = subjects[rule["stage"]]
    return {name: written(dict(_mixed(content.items(), random))) for name, content in files.items() if content}


def _spread(entry: Entry, random: Random) -> Entry:
    result = {}
    for key, value in _mixed(entry.items(), random):
        if key in ("needs", "after", "choices"):
            result[key] = _mixed(value, random)
        else:
            result[key] = dict(_mixed(value.items(), random)) if isinstance(value, dict) else value
    return result


def _mixed(items: Iterable[Any], random: Random) -> list[Any]:
    mixed = list(items)
    random.shuffle(mixed)
    return mixed


def _without(entry: Entry, key: str) -> Entry:
    return {name: value for name, value in entry.items() if name != key}
