"""The first half of a generated knowledge base: what rules can speak of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from diagnosis.knowledge.model import Circumstances
from tests.laws.base import Base, Entry
from tests.laws.conditions import Conditions, Pool

DEPARTMENTS = ("finance", "sales operations", "HR", "IT", "logistics", "R-and-D_2")
SCALES = (
    {"weak": "2", "moderate": "5", "strong": "25", "decisive": "100"},
    # With these and priors of 0.5 or 0.10 probabilities fall exactly on a limit.
    {"weak": "1.5", "moderate": "3", "strong": "4", "decisive": "99"},
    {"weak": "2", "moderate": "2.0", "strong": "4", "decisive": "9"},
    {"little": "1.01", "much": "10000"},
)
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


class Catalogue:
    """A knowledge base in the making, as far as its facts: parameters, departments, stages, facts of all kinds."""

    def __init__(self, random: Random, size: Size, plain: bool) -> None:
        self.random, self.size, self.plain = random, size, plain
        self.base = Base()
        self.pool = Pool(self.base.edges)
        self.conditions = Conditions(random, self.pool, plain)
        self.banded: dict[str, list[str]] = {"team": [], "seller": []}
        self.parameters()
        self.chain()
        self.facts()

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
            "peer_value_factor": self.random.choice(("1", "0.9")),
            "smallest_sample": self.random.choice(("1", "1", "8")),
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
        self.stages = {stage["stage"]: stage for stage in stages}
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
        if not self.plain and self.chance(50):
            grades = {name: self.random.choice(self.grades) for name in Circumstances.model_fields}
            self.base.charts["circumstances"] = grades

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
