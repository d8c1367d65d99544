"""Whole knowledge bases, generated as YAML files: departments, stages, facts of all kinds, rules, findings, actions.

The generator takes a `random.Random`. Hypothesis gives one whose choices it can shrink (`bases()`); a seeded one makes
bases too large for that. Every base loads: what the loader would refuse is not generated.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import strategies as st

from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.load import load_knowledge
from tests.laws.conditions import Conditions, Pool, lined

Entry = dict[str, Any]

DEPARTMENTS = ("finance", "sales operations", "HR", "IT", "logistics", "R-and-D_2")
SCALES = (
    {"weak": "2", "moderate": "5", "strong": "25", "decisive": "100"},
    # With these and priors of 0.5 or 0.10 probabilities fall exactly on a limit.
    {"weak": "1.5", "moderate": "3", "strong": "4", "decisive": "99"},
    {"weak": "2", "moderate": "2.0", "strong": "4", "decisive": "9"},
    {"little": "1.01", "much": "10000"},
)
PRIORS = ("0.05", "0.10", "0.1", "0.2", "0.25", "0.5")
CHOICES = (
    "yes",
    "0017",
    "1e-05",
    "true",
    "it's",
    'a "quote"',
    "back\\slash",
    "žemė, dangus",
    "x: y",
    "{{ f0 }}",
    "#1 of 2",
    "null and void",
    "ilgas " * 20 + "galas",
    "\U0001f4a1",
    "two  blanks",
    "\\u0041",
    "%d",
    "- dash",
    "&a *b",
    "@",
)
KINDS = ("percentage", "rate") * 2 + (
    *("ratio", "money", "number", "count", "change"),
    *("boolean", "choice", "date", "text"),
)
WORDS = (
    "a reason",
    "priežastis, kurios nematyti",
    'a "quoted" word',
    "a \\ backslash",
    "it's {so}",
    "50 % of it",
    "🙂",
    "a very long text that goes on and on " * 8 + "and ends",
)


@dataclass(frozen=True)
class Size:
    """About how much a knowledge base holds, the members' share included."""

    stages: int
    facts: int
    rules: int


@dataclass
class Base:
    """A knowledge base as the entries of its YAML files; `edges` are numbers at which its bands and rules turn."""

    charts: dict[str, Entry] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[Decimal]] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """The files as people keep them: the chain, a catalogue, one file a stage, actions, findings."""
        stages = [one["stage"] for one in self.entries["stages"]]
        files: dict[str, Entry] = {
            "rules/chain.yaml": {**self.charts, "stages": self.entries["stages"]},
            "rules/parameters.yaml": {"parameters": self.entries["parameters"]},
            "facts/catalogue/facts.yaml": {"facts": self.entries["facts"]},
            "rules/actions.yaml": {"actions": self.entries["actions"]},
            "rules/works.yaml": {"findings": self.entries["findings"]},
        }
        for stage in stages:
            own = {
                kind: [_without(one, "stage") for one in self.entries[kind] if one["stage"] == stage]
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


def bases(plain: bool = False) -> st.SearchStrategy[Base]:
    """Small knowledge bases. In `plain` ones nothing asks whether a fact is known, how old it is, what it was."""
    return st.randoms(use_true_random=False).map(
        lambda random: generate(
            random, Size(random.randint(2, 4), random.randint(3, 10), random.randint(1, 10)), plain=plain
        )
    )


def middling_bases(plain: bool = False) -> st.SearchStrategy[Base]:
    """Knowledge bases of the usual size, from a seed."""
    return st.builds(
        lambda seed, stages, facts, rules: generate(Random(seed), Size(stages, facts, rules), plain=plain),
        st.integers(0, 2**32),
        st.sampled_from((2, 2, 3, 3, 4, 6, 8)),
        st.integers(5, 40),
        st.integers(5, 40),
    )


def generate(random: Random, size: Size, plain: bool = False) -> Base:
    """A knowledge base of about this size."""
    return _Making(random, size, plain).base


def _without(entry: Entry, key: str) -> Entry:
    return {name: value for name, value in entry.items() if name != key}


class _Making:
    """One knowledge base in the making."""

    def __init__(self, random: Random, size: Size, plain: bool) -> None:
        self.random, self.size, self.plain = random, size, plain
        self.base = Base()
        self.pool = Pool(self.base.edges)
        self.conditions = Conditions(random, self.pool, plain)
        self.banded: dict[str, list[str]] = {"team": [], "seller": []}
        self.parameters()
        self.chain()
        self.facts()
        self.causes()
        self.rules()
        self.findings()

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def words(self, subject: str | None = None) -> Entry:
        """A text; with a `subject` one that names facts."""
        text = self.random.choice(WORDS)
        if subject is not None and self.chance(70):
            text += " {{ " + self.random.choice(self.pool.printable(subject, self.plain)) + " }}"
        languages = self.random.choice((("en",), ("lt",), ("en", "lt")))
        return dict.fromkeys(languages, text)

    # --- the chain --------------------------------------------------------------------------------------------

    def parameters(self) -> None:
        given = {
            "stale_after_days": self.random.choice(("90", "90", "30", "1")),
            "significance": self.random.choice(("0.05", "0.2")),
            "peer_low_factor": "0.5",
            "baseline_value_factor": "0.9",
            "baseline_low_factor": "0.7",
        }
        own = {"p_half": "0.5", "p_exact": "0.1000000000000000000001", "p_month": "30", "p_below": "-0.2"}
        self.base.entries["parameters"] = [
            {"parameter": name, "value": value, "meaning": {"en": "a number"}} for name, value in (given | own).items()
        ]
        self.pool.parameters += own

    def chain(self) -> None:
        count = self.size.stages
        names = [f"s{index}" for index in range(count)]
        stages: list[Entry] = []
        for index, name in enumerate(names):
            last = index == count - 1
            stage: Entry = {"stage": name, "title": self.words(), "owner": self.random.choice(DEPARTMENTS)}
            if last or (index >= 2 and self.chance(15)):
                stage["subject"] = "seller"
                # Behind many stages a gate seldom opens, so that now and then it waits for one alone.
                stage["after"] = names[:index] if self.chance(70) else names[:1]
            elif index >= 1 and self.chance(15):
                stage["after"] = self.random.sample(names[:index], self.random.randint(1, index))
            stages.append(stage)
        self.base.entries["stages"] = stages
        self.stages = {one["stage"]: one for one in stages}
        grades = self.random.choice(SCALES)
        confirmed = self.random.choice(("0.70", "0.75", "0.8", "0.9", "0.5"))
        ruled_out = self.random.choice(("0.05", "0.1", "0.10", "0.2", "0.25"))
        self.grades = list(grades)
        self.base.charts = {
            "departments": {name: {"en": name, "lt": f"{name} skyrius"} for name in DEPARTMENTS},
            "grades": dict(grades),
            "limits": {
                "confirmed": {"probability": confirmed, "grade": self.random.choice(self.grades)},
                "ruled_out": {"probability": ruled_out, "grade": self.random.choice(self.grades)},
            },
        }

    # --- facts ------------------------------------------------------------------------------------------------

    def facts(self) -> None:
        self.base.entries["facts"] = []
        self.attainment()
        for index in range(self.size.facts):
            subject = "seller" if self.chance(35) else "team"
            self.fact(f"{'m' if subject == 'seller' else 'f'}{index}", subject)
        for subject in ("team", "seller"):
            while not self.banded[subject]:
                self.fact(f"banded_{subject}", subject, "ratio", banded=True)
        for index in range(self.random.randint(0, 1 + self.size.facts // 8)):
            self.computed(f"c{index}", "seller" if self.chance(35) else "team")
        for subject, name in (("method", "method_wins"), ("product_line", "line_wins")):
            if self.chance(30):
                self.fact(name, subject, "rate")

    def add(self, entry: Entry, subject: str) -> None:
        name, kind = entry["fact"], entry["kind"]
        entry["name"] = self.words()
        if self.chance(60):
            entry["stage"] = self.random.choice(list(self.stages))
        if subject != "team" or "stage" in entry:
            entry["subject"] = subject
        if self.chance(60):
            entry["held_by"] = self.random.choice(DEPARTMENTS)
        self.base.entries["facts"].append(entry)
        self.pool.add(subject, name, kind, entry)
        if subject in self.banded and ("bands" in entry or kind == "band"):
            self.banded[subject].append(name)

    def attainment(self) -> None:
        """What the team reached, of which the gap is made; and what each seller reached, mostly."""
        if self.chance(85):
            for name in ("revenue_target", "revenue_actual"):
                self.add({"fact": name, "kind": "money"}, "team")
            self.add(
                {
                    "fact": "attainment",
                    "kind": "percentage",
                    "range": "[0..10]",
                    "formula": "revenue_actual / revenue_target",
                },
                "team",
            )
        elif self.chance(50):
            self.add({"fact": "attainment", "kind": "percentage", "range": "[0..10]"}, "team")
        if self.chance(85):
            self.add(
                {
                    "fact": "attainment",
                    "kind": "percentage",
                    "range": "[0..10]",
                    "bands": {"healthy": ">= 1", "bad": "< 0.8"},
                },
                "seller",
            )
            self.pool.edge("seller", "attainment", "1", "0.8")

    def fact(self, name: str, subject: str, kind: str | None = None, banded: bool = False) -> None:
        kind = kind or self.random.choice(KINDS)
        entry: Entry = {"fact": name, "kind": kind}
        if kind == "percentage":
            form = self.random.choice(("", "sample", "full_count"))
            if form:
                entry[form] = "true"
        if kind == "choice":
            entry["choices"] = self.random.sample(CHOICES, self.random.randint(1, 5))
        if kind == "number" and self.chance(50):
            entry["range"] = self.random.choice(("[-100..100]", ">= 0", "[-1..1], > 1000"))
            entry["unit"] = {"en": "weeks"}
        if kind == "rate" and subject != "team" and self.chance(70):
            entry["peers"] = {"direction": self.random.choice(("below", "above"))}
            if self.chance(60):
                entry["peers"]["family"] = self.random.choice(("steps", "others"))
        if banded or self.chance(70):
            self.bands(entry, subject)
        if "bands" in entry and self.chance(30):
            entry["common"] = {"healthy": "0.6", "warning": "0.25", "bad": "0.15"}
        self.add(entry, subject)

    def bands(self, entry: Entry, subject: str) -> None:
        """Bands of one of the four forms that the fact can have."""
        name, kind = entry["fact"], entry["kind"]
        if kind in ("choice", "text", "date"):
            return
        if kind == "boolean":
            entry["bands"] = dict(zip(("healthy", "bad"), self.random.sample(("true", "false"), 2), strict=True))
            return
        forms = ["limits", "limits"]
        usual = self.pool.shares(subject)
        if (kind == "rate" or entry.get("sample")) and usual:
            forms.append("against")
        if "peers" in entry:
            forms += ["peers", "peers"]
        if self.pool.numbers[subject]:
            forms.append("on")
        form = self.random.choice(forms)
        if form == "against":
            entry["bands"] = {"against": self.random.choice(usual)}
        elif form == "peers":
            entry["bands"] = {"peers": "true"}
        elif form == "on":
            other = self.random.choice(self.pool.numbers[subject])
            limits = self.random.choice(
                ({"healthy": "<= 1.5", "bad": ">= 2"}, {"healthy": "[0.9..1.1]", "bad": "< 0.8, > 1.25"})
            )
            entry["bands"] = {"on": f"{name} {self.random.choice('/*-+')} {other}", **limits}
        else:
            low, high = sorted(self.random.sample(self.pool.constants(kind), 2), key=Decimal)
            entry["bands"] = self.random.choice(
                (
                    {"healthy": f">= {high}", "bad": f"< {low}"},
                    {"healthy": f"<= {low}", "bad": f"> {high}"},
                    {"healthy": f"[{low}..{high}]", "bad": f"< {low}, > {high}"},
                    {"healthy": f"({low}..{high}]", "bad": f"<= {low}"},
                )
            )
            self.pool.edge(subject, name, low, high)

    def computed(self, name: str, subject: str) -> None:
        """A computed fact: a number, a boolean or a band, over the facts before it."""
        # FEEL's `if` takes unknown for false, so that a band made by one is not plain.
        kind = self.random.choice(("ratio", "change", "boolean", "ratio" if self.plain else "band"))
        entry: Entry = {"fact": name, "kind": kind}
        if kind == "boolean":
            entry["formula"] = self.conditions.condition(subject, 2, concluded=False)
        elif kind == "band":
            entry["formula"] = self.conditions.band_formula(subject)
        else:
            entry["formula"] = self.conditions.number(subject, 3)
        if self.chance(70):
            entry["given"] = "false"
        if kind != "band" and self.chance(60):
            self.bands(entry, subject)
        self.add(entry, subject)

    # --- causes, rules, findings ------------------------------------------------------------------------------

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
            **{key: found for key, found in evidence.items() if found},
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
            stage = self.random.choice([one for one in self.stages.values() if one.get("subject", "team") == subject])
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


def shuffled(base: Base, random: Random) -> dict[str, str]:
    """The same knowledge in other files, with entries, keys and whatever has no order in another order.

    What has an order keeps it: the stages (they are the chain) and the actions of a cause or finding.
    """
    entries = [
        (kind, _spread(entry, random)) for kind, found in base.entries.items() for entry in found if kind != "stages"
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
            value = _mixed(value, random)
        elif isinstance(value, dict):
            value = dict(_mixed(value.items(), random))
        result[key] = value
    return result


def _mixed(items: Iterable[Any], random: Random) -> list[Any]:
    found = list(items)
    random.shuffle(found)
    return found
