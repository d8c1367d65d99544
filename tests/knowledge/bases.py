"""A small knowledge base in a folder, whole and right, that a test changes in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from diagnosis.faults import Faulty
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge

FILES: Mapping[str, str] = {
    "rules/chain.yaml": """\
departments:
  finance: {en: Finance, lt: Finansai}
  logistics: {en: Logistics, lt: Logistika}
  sales manager: {en: Sales manager, lt: Pardavimų vadovas}
stages:
  - stage: delivery
    title: {en: Delivery, lt: Pristatymas}
    owner: logistics
  - stage: skills
    title: {en: Skills, lt: Įgūdžiai}
    owner: sales manager
    subject: seller
    after: [delivery]
grades: {weak: 2, moderate: 5, strong: 25, decisive: 100}
limits:
  confirmed: {probability: 0.70, grade: strong}
  ruled_out: {probability: 0.05, grade: moderate}
""",
    "rules/parameters.yaml": """\
parameters:
  - {parameter: stale_after_days, value: 90, meaning: {en: Days after which a value is old}}
  - {parameter: significance, value: 0.05, meaning: {en: Level of the tests}}
  - {parameter: peer_value_factor, value: 0.9, meaning: {en: Share of the peers' rate}}
  - {parameter: smallest_sample, value: 8, meaning: {en: Cases of a sample}}
  - {parameter: peer_low_factor, value: 0.5, meaning: {en: Share of the peers' rate}}
  - {parameter: baseline_value_factor, value: 0.9, meaning: {en: Share of the usual value}}
  - {parameter: baseline_low_factor, value: 0.7, meaning: {en: Share of the usual value for the lower end}}
""",
    "facts/catalogue/delivery.yaml": """\
facts:
  - fact: otif
    stage: delivery
    kind: percentage
    full_count: true
    name: {en: orders on time and in full, lt: laiku ir visi pristatyti užsakymai}
    bands: {healthy: ">= 0.95", bad: "< 0.90", source: SCOR}
    common: {healthy: 0.6, warning: 0.25, bad: 0.15}
    held_by: logistics
    question: {en: How many orders arrived on time and in full?}
  - fact: backlog_weeks
    stage: delivery
    kind: number
    name: {en: backlog}
    held_by: logistics
""",
    "facts/catalogue/skills.yaml": """\
facts:
  - fact: close_rate
    subject: seller
    stage: skills
    kind: rate
    name: {en: close rate, lt: uždarymo dažnis}
    peers: {direction: below, family: steps}
    bands: {peers: true}
""",
    "rules/delivery.yaml": """\
stage: delivery
causes:
  - cause: late_delivery
    title: {en: Late deliveries, lt: Vėluojantys pristatymai}
    prior: 0.10
    needs: [otif]
    actions: [fix_delivery_schedule]
rules:
  - rule: otif_bad
    when: band(otif) = "bad"
    for: {late_delivery: strong}
    says: {en: "Only {{ otif }} of orders arrived on time (bad: {{ otif.bad }}).", lt: "Laiku tik {{ otif }}."}
    source: SCOR
  - rule: otif_healthy
    when: band(otif) = "healthy"
    against: {late_delivery: moderate}
    says: {en: "{{ otif }} of orders arrived on time."}
""",
    "rules/skills.yaml": """\
stage: skills
causes:
  - cause: closing
    title: {en: Closing}
    needs: [close_rate]
    actions: [coach]
rules:
  - rule: close_rate_bad
    when: band(close_rate) = "bad"
    for: {closing: strong}
    says: {en: "{{ seller }} closes {{ close_rate }} (p = {{ close_rate.p }})."}
""",
    "rules/actions.yaml": """\
actions:
  - action: fix_delivery_schedule
    title: {en: Mend the schedule}
    does: {en: Agree on a schedule that holds}
    owner: logistics
    due_days: 30
    check: {fact: otif}
  - action: coach
    title: {en: Coach}
    does: {en: Coach the weak step}
    owner: sales manager
    due_days: 90
    check: {fact: close_rate, band: healthy}
""",
}


class KnowledgeBase:
    """A folder with a knowledge base that loads, until a test changes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in FILES.items():
            self.write(f"base/{name}", text)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a file below the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def change(self, name: str, old: str, new: str) -> None:
        """Replace `old`, which must be there once, by `new` in a file of the base."""
        path = self.folder / "base" / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        path.write_text(text.replace(old, new), "utf-8")

    def overlay(self, text: str, name: str = "company") -> Path:
        """Write an overlay of one file; its folder."""
        self.write(f"{name}/own.yaml", text)
        return self.folder / name

    def load(self, *overlays: Path) -> Knowledge:
        """Load the base with overlays."""
        return load_knowledge(*overlays, base=self.folder / "base")

    def faults(self, *overlays: Path) -> list[str]:
        """What loading finds wrong, as told, with the base's own folder left out of the file names."""
        with pytest.raises(Faulty) as caught:
            self.load(*overlays)
        return [
            str(fault).replace(f"{self.folder}/base/", "").replace(f"{self.folder}/", "")
            for fault in caught.value.faults
        ]
