"""The second half of a generated knowledge base: what is concluded from its facts."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.laws.base import Entry
from tests.laws.catalogue import DEPARTMENTS, Catalogue, Size
from tests.laws.conditions import lined

PRIORS = ("0.05", "0.10", "0.1", "0.2", "0.25", "0.5")


class Rulebook(Catalogue):
    """A whole knowledge base: a catalogue, and on it causes with their actions, rules and findings."""

    def __init__(self, random: Random, size: Size, plain: bool) -> None:
        super().__init__(random, size, plain)
        self.causes()
        self.rules()
        self.findings()

    def causes(self) -> None:
        self.base.entries["actions"] = [
            {
                "action": f"a{index}",
                "title": self.words(),
                "does": self.words(),
                "owner": self.random.choice(DEPARTMENTS),
                "due_days": str(self.random.choice((1, 30, 366))),
                "check": {"fact": self.random.choice(self.banded[self.random.choice(("team", "seller"))])},
            }
            for index in range(3)
        ]
        causes: list[Entry] = []
        for stage in self.stages.values():
            subject = stage.get("subject", "team")
            for index in range(self.random.choice((0, 1, 1, 1, 2, 3)) or (stage is not list(self.stages.values())[-1])):
                prior = self.random.choice(PRIORS)
                limit = self.base.charts["limits"]["ruled_out"]["probability"]
                needs = self.needs(subject, least=Decimal(prior) <= Decimal(limit))
                causes.append(
                    {
                        "cause": f"{stage['stage']}_cause{index}",
                        "stage": stage["stage"],
                        "title": self.words(),
                        "prior": prior,
                        **({"needs": needs} if needs else {}),
                        "actions": self.random.sample(("a0", "a1", "a2"), self.random.randint(0, 2)),
                    }
                )
        self.base.entries["causes"] = causes
        self.causes_of: dict[str, list[str]] = {"team": [], "seller": []}
        for cause in causes:
            self.causes_of[self.stages[cause["stage"]].get("subject", "team")].append(cause["cause"])

    def needs(self, subject: str, least: int) -> list[str]:
        visible = sorted({*self.banded[subject], *self.banded["team"]})
        return self.random.sample(visible, min(len(visible), max(least, self.random.choice((0, 1, 1, 1, 2)))))

    def rules(self) -> None:
        rules = self.base.entries["rules"] = []
        self.conclusions(rules)
        for stage in self.stages.values():
            if stage.get("subject") and self.chance(60):
                stage["examine"] = self.conditions.condition("seller", 2, concluded=False)
                stage["cleared"] = self.words("seller")
        # Each cause has something to say for it and against it; what is left goes anywhere.
        wanted = [(cause, direction) for cause in self.base.entries["causes"] for direction in ("for", "against")]
        for index in range(max(self.size.rules, min(len(wanted), 12))):
            if index < len(wanted):
                cause, direction = wanted[index]
            else:
                cause, direction = (
                    self.random.choice(self.base.entries["causes"]),
                    self.random.choice(("for", "against")),
                )
            self.rule(f"r{index}", cause, direction)

    def rule(self, name: str, cause: Entry, direction: str) -> None:
        subject = self.stages[cause["stage"]].get("subject", "team")
        evidence: dict[str, dict[str, str]] = {"for": {}, "against": {}}
        evidence[direction][cause["cause"]] = self.random.choice(self.grades)
        for other in self.random.sample(self.causes_of[subject], min(len(self.causes_of[subject]), 3)):
            if other != cause["cause"] and self.chance(30):
                evidence[self.random.choice(("for", "against"))][other] = self.random.choice(self.grades)
        condition = self.conditions.condition(subject, self.random.choice((1, 1, 2, 3, 4)))
        if self.chance(60) and self.banded[subject]:
            band = "bad" if direction == "for" else "healthy"
            condition = f'band({self.random.choice(self.banded[subject])}) = "{band}"'
        rule: Entry = {
            "rule": name,
            "stage": cause["stage"],
            "when": lined(self.random, condition),
            **{key: grades for key, grades in evidence.items() if grades},
            "says": self.words(subject),
        }
        if self.chance(25):
            rule["group"] = self.random.choice(("g0", "g1"))
        if self.chance(5):
            rule["status"] = "retired"
        self.base.entries["rules"].append(rule)

    def conclusions(self, rules: list[Entry]) -> None:
        """Chains of concluded facts, up to six deep; a name may be concluded by two rules, and of both subjects."""
        for subject in ("team", "seller"):
            stage = self.random.choice(
                [stage for stage in self.stages.values() if stage.get("subject", "team") == subject]
            )
            for level in range(self.random.choice((0, 0, 1, 2, 3, 6))):
                name = f"level{level}" if self.chance(30) else f"{subject}_level{level}"
                for number in range(self.random.choice((1, 1, 2))):
                    below = self.pool.concluded[subject][-1:]
                    condition = self.conditions.condition(subject, 2)
                    if below and self.chance(80):
                        condition = f"{self.random.choice(('', 'not'))}({below[0]}) or ({condition})"
                    rules.append(
                        {
                            "rule": f"{subject}_concludes{level}_{number}",
                            "stage": stage["stage"],
                            "when": lined(self.random, condition),
                            "concludes": name,
                        }
                    )
                self.pool.concluded[subject].append(name)

    def findings(self) -> None:
        findings: list[Entry] = []
        for index in range(self.random.randint(0, 2 + self.size.rules // 20)):
            subject = self.random.choice(("team", "seller", "seller", "method", "product_line"))
            if not self.pool.facts[subject]:
                continue
            findings.append(
                {
                    "finding": f"works{index}",
                    "kind": self.random.choice(("strength", "recognition")),
                    "subject": subject,
                    "when": self.conditions.condition(subject, 2),
                    "title": self.words(),
                    "says": self.words(subject),
                    "actions": self.random.sample(("a0", "a1", "a2"), self.random.randint(0, 1)),
                }
            )
        self.base.entries["findings"] = findings
