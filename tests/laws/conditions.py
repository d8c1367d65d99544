"""Conditions and formulas of FEEL, generated over the facts that a knowledge base has so far.

A condition has so few parts that it falls apart into few enough cases for the Rete network, however it is joined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from diagnosis.feel.numbers import round10
from diagnosis.feel.strings import escape as quoted
from diagnosis.knowledge.model import COLLECTIONS

_NUMBERS: Mapping[str, Sequence[str]] = {
    "percentage": ("0", "0.05", "0.5", "0.90", "0.95", "1", "1e-05", "0.333333333333333"),
    "rate": ("0", "0.15", "0.3", "0.5", "0.9", "1"),
    "ratio": ("0", "0.75", "0.85", "1", "1.15", "2", "1e-05"),
    "money": ("0", "0.01", "1000", "1000000", "10000000000000000"),
    "number": ("-1e-05", "0", "4", "30", "92.5", "1e3"),
    "count": ("0", "1", "2", "100"),
    "change": ("-1", "-0.2", "0", "0.10", "0.25", "-1e-05"),
}
_LONG = ("0.5000000000000000000001", "0.99999999999999999999", "1.00000000000000000001", "4.0000000000000001")
"""Numbers with more digits than a binary float tells apart."""

_DATES = ("2026-01-31", "2026-06-30", "2026-07-01", "2026-09-30")
NUMERIC = frozenset(_NUMBERS)


class Pool:
    """The names that conditions can use, by subject."""

    def __init__(self, edges: dict[tuple[str, str], list[Decimal]]) -> None:
        self.edges = edges
        self.facts: dict[str, dict[str, Mapping[str, Any]]] = {subject: {} for subject in ("team", *COLLECTIONS)}
        self.numbers: dict[str, list[str]] = {subject: [] for subject in self.facts}
        self.concluded: dict[str, list[str]] = {subject: [] for subject in self.facts}
        self.parameters: list[str] = []

    def add(self, subject: str, name: str, kind: str, entry: Mapping[str, Any]) -> None:
        self.facts[subject][name] = entry
        if kind in NUMERIC:
            self.numbers[subject].append(name)

    def edge(self, subject: str, name: str, *values: str) -> None:
        """Notes numbers at which something changes, so that teams can be made that lie there."""
        self.edges.setdefault((subject, name), []).extend(map(Decimal, values))

    @staticmethod
    def constants(kind: str) -> Sequence[str]:
        return _NUMBERS[kind]

    def visible(self, subject: str) -> dict[str, tuple[str, Mapping[str, Any]]]:
        """The facts that a condition can name, each with its owner: the subject's own hide the team's."""
        of_team = {name: ("team", entry) for name, entry in self.facts["team"].items()}
        return of_team | {name: (subject, entry) for name, entry in self.facts[subject].items()}

    def shares(self, subject: str) -> list[str]:
        """What a rate can be held against."""
        return [name for name, (_, fact) in self.visible(subject).items() if fact["kind"] in ("percentage", "rate")]

    def printable(self, subject: str, plain: bool) -> list[str]:
        """What a text can name."""
        names = ["team", "quarter", "p_half"]
        for name, (_, entry) in self.visible(subject).items():
            names += [name, name, f"{name}.name"]
            names += [] if plain else [f"previous.{name}"]
            names += [f"{name}.bad", f"{name}.healthy"] if "bands" in entry else []
            names += [f"{name}.low", f"{name}.of"] if _has_interval(entry) else []
            names += [f"{name} | number", f"{name}.value | percent"] if entry["kind"] in NUMERIC else []
        return names if subject == "team" else [*names, subject]


class Conditions:
    """Generates conditions, formulas and their parts."""

    def __init__(self, random: Random, pool: Pool, plain: bool) -> None:
        self.random, self.pool, self.plain = random, pool, plain

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def condition(self, subject: str, parts: int, concluded: bool = True) -> str:
        """A condition of so many comparisons, joined by and, or, not."""
        if parts == 1:
            return self.part(subject, concluded)
        left = self.random.randint(1, parts - 1)
        sides = self.condition(subject, left, concluded), self.condition(subject, parts - left, concluded)
        joined = f"({sides[0]}) {self.random.choice(('and', 'or'))} ({sides[1]})"
        return f"not({joined})" if self.chance(25) else joined

    def part(self, subject: str, concluded: bool) -> str:
        """One comparison, or whatever else is true, false or unknown by itself."""
        makers = ["fact"] * 6
        if any(fact["kind"] in NUMERIC for _, fact in self.pool.visible(subject).values()):
            makers += ["derived", "tie", "tie"]
        if concluded and self.concluded_names(subject):
            makers += ["concluded"] * 3
        if not self.plain:
            makers += ["known", "choice_of_two", "constant"]
        if subject == "team" and self.pool.facts["seller"]:
            makers += ["some", "counted", "aggregate"]
        parts: Mapping[str, Callable[[], str]] = {
            "fact": lambda: self.comparison(subject, ""),
            "derived": lambda: f"{self.number(subject, 2)} {self.comparator()} {self.limit(None)}",
            "tie": lambda: self.tie(subject),
            "concluded": lambda: self.random.choice(self.concluded_names(subject)),
            "known": lambda: f"known({self.random.choice(list(self.pool.visible(subject)))})",
            "choice_of_two": lambda: "if {} then {} else {}".format(*(self.comparison(subject, "") for _ in range(3))),
            "constant": lambda: self.random.choice(("true", "1 < 2", "p_half > 0.5", '"a" = "b"')),
            "some": self.some,
            "counted": lambda: f"count(sellers[{self.within('')}]) {self.comparator()} {self.random.randint(0, 4)}",
            "aggregate": lambda: f"{self.aggregate()} {self.comparator()} {self.limit(None)}",
        }
        text = parts[self.random.choice(makers)]()
        return f"not({text})" if self.chance(15) else f"({text})"

    def concluded_names(self, subject: str) -> list[str]:
        names = list(self.pool.concluded[subject])
        if subject != "team":
            names += [f"team.{name}" for name in self.pool.concluded["team"]]
            # The bare name of the team's would mean the member's own where both are concluded.
            names += [name for name in self.pool.concluded["team"] if name.startswith("team_")]
        return names

    # --- comparisons of facts ---------------------------------------------------------------------------------

    def comparison(self, subject: str, prefix: str, own: bool = False) -> str:
        """A comparison of one fact; `prefix` is the member's variable and a point, where there is one."""
        visible = self.pool.visible(subject)
        names = [name for name, (owner, _) in visible.items() if not own or owner == subject]
        name = self.random.choice(names)
        owner, entry = visible[name]
        kind, banded = entry["kind"], "bands" in entry or entry["kind"] == "band"
        text = prefix + name
        if not self.plain and self.chance(12):
            text = f"{prefix}previous.{name}"
        elif owner == "team" and subject != "team" and not prefix and self.chance(30):
            text = f"team.{name}"
        if banded and self.chance(50):
            return self.of_band(text)
        if kind == "boolean":
            return self.random.choice((text, f"{text} = true", f"{text} != true", f"{text} in (false)"))
        if kind in NUMERIC:
            return self.of_number(text, owner, name, entry)
        return self.of_text(text, entry)

    def tie(self, subject: str) -> str:
        """A comparison of a computed number with what it is where both facts lie on an edge: 0.90 - 0.93 and -0.03."""
        visible = self.pool.visible(subject)
        first, second = (
            self.random.choice([name for name, (_, fact) in visible.items() if fact["kind"] in NUMERIC])
            for _ in range(2)
        )
        values = {name: self.random.choice(_NUMBERS[visible[name][1]["kind"]]) for name in (first, second)}
        for name, value in values.items():
            self.pool.edge(visible[name][0], name, value)
        left, other = Decimal(values[first]), Decimal(values[second])
        operator = self.random.choice("+-*/" if other else "+-*")
        exact = {"+": left + other, "-": left - other, "*": left * other, "/": left / (other or 1)}[operator]
        return f"{first} {operator} {second} {self.comparator()} {round10(exact):f}"

    def of_band(self, text: str) -> str:
        first, second = self.random.sample(("healthy", "warning", "bad"), 2)
        return self.random.choice(
            (f'band({text}) = "{first}"', f'band({text}) != "{first}"', f'band({text}) in ("{first}", "{second}")')
        )

    def of_text(self, text: str, entry: Mapping[str, Any]) -> str:
        values = entry.get("choices") or (
            _DATES if entry["kind"] == "date" else ("healthy", "bad") if entry["kind"] == "band" else ("x", "žodis")
        )
        first, second = quoted(self.random.choice(values)), quoted(self.random.choice(values))
        return self.random.choice(
            (
                f"{text} = {first}",
                f"{text} != {first}",
                f"{text} in ({first}, {second})",
                f"{text} < {first}",
                f"{text} between {first} and {second}",
                f"{text} in [{first}..{second}]",
            )
        )

    def of_number(self, text: str, owner: str, name: str, entry: Mapping[str, Any]) -> str:
        attributes = ["", "", ""]
        if _has_interval(entry):
            attributes += [".low", ".high", ".of", ".count"]
        if "peers" in entry and "previous" not in text:
            attributes += [".p", ".peers", ".peers_of"]
        if entry["kind"] == "rate" and not self.plain and "previous" not in text:
            attributes.append(".gain_p")
        if not self.plain:
            attributes.append(".age")
        attribute = self.random.choice(attributes)
        if attribute in (".of", ".count", ".peers_of"):
            limits: Sequence[str] = ("0", "9", "30", "100")
        elif attribute == ".age":
            limits = ("0", "30", "90", "91")
        else:
            limits = _NUMBERS[entry["kind"]]
        low, high = sorted((self.random.choice(limits), self.random.choice(limits)), key=Decimal)
        if not attribute:
            self.pool.edge(owner, name, low, high)
        same = [name for name in self.pool.numbers["team"] if "." not in text] or ["p_half"]
        other = self.random.choice(same)
        return self.random.choice(
            (
                f"{text}{attribute} {self.comparator()} {low}",
                f"{text}{attribute} {self.comparator()} {high}",
                f"{text}{attribute} {self.comparator()} {self.random.choice(_LONG)}",
                f"{text}{attribute} between {low} and {high}",
                f"{text}{attribute} in {self.random.choice('[(')}{low}..{high}{self.random.choice('])')}",
                f"{text}{attribute} in (< {low}, {high})",
                f"{text}{attribute} in ({low}, {other})",
                f"{text}{attribute} {self.comparator()} {other}",
                f"{self.random.choice(('abs', '-'))}({text}{attribute}) {self.comparator()} {high}",
            )
        )

    # --- members ----------------------------------------------------------------------------------------------

    def some(self) -> str:
        word = self.random.choice(("some", "every"))
        return f"{word} s in sellers satisfies {self.within('s.')}"

    def within(self, prefix: str) -> str:
        """A condition on a member, with `prefix` before its facts; those of the team can stand in it too."""
        first = self.comparison("seller", prefix, own=True)
        if self.chance(60):
            return first
        second = self.comparison("team", "") if self.chance(40) else self.comparison("seller", prefix, own=True)
        return f"({first}) {self.random.choice(('and', 'or'))} not({second})"

    def aggregate(self) -> str:
        names = self.pool.numbers["seller"]
        if not names:
            return "count(sellers)"
        chosen = f"[{self.within('')}]" if self.chance(40) else ""
        return f"{self.random.choice(('sum', 'mean', 'min', 'max'))}(sellers{chosen}.{self.random.choice(names)})"

    # --- numbers ----------------------------------------------------------------------------------------------

    def comparator(self) -> str:
        return self.random.choice(("<", "<=", ">", ">=", "=", "!="))

    def limit(self, kind: str | None) -> str:
        return self.random.choice(_NUMBERS[kind or self.random.choice(sorted(_NUMBERS))])

    def number(self, subject: str, parts: int) -> str:
        """A number of so many operands."""
        names = [name for name, (_, fact) in self.pool.visible(subject).items() if fact["kind"] in NUMERIC]
        if parts == 1 or not names:
            # In plain bases there is no condition without a fact.
            if names and (self.plain or self.chance(80)):
                return self.random.choice(names)
            return self.random.choice((*self.pool.parameters, "2", "0.1"))
        if subject == "team" and self.pool.facts["seller"] and self.chance(15):
            return self.aggregate()
        left = self.number(subject, parts - 1)
        right = self.number(subject, 1)
        form = self.random.choice(("+", "-", "*", "/", "/", "**", "abs", "min", "round", "sqrt", "if"))
        if form in "+-*/":
            return f"({left} {form} {right})"
        if form == "if" and not self.plain:
            return f"(if {self.comparison(subject, '')} then {left} else {right})"
        return {
            "**": f"({left}) ** 2",
            "abs": f"abs({left} - {right})",
            "min": f"{self.random.choice(('min', 'max'))}({left}, {right})",
            "round": f"round half up({left}, 2)",
            "sqrt": f"sqrt({left})",
            "if": f"(-{right})",
        }[form]

    def band_formula(self, subject: str) -> str:
        if subject == "team" and self.pool.facts["seller"] and self.chance(50):
            first, second = self.some(), self.some()
        else:
            first, second = self.comparison(subject, ""), self.comparison(subject, "")
        return f'if {first} then "bad" else if {second} then "healthy" else if not({second}) then "warning" else null'


def lined(random: Random, condition: str) -> str:
    """The condition as it may stand in a file: on one line or several, with a comment."""
    form = random.randrange(4)
    if form == 0:
        return condition.replace(") and (", ")\n  and (", 1)
    return f"{condition} // why" if form == 1 else condition


def _has_interval(entry: Mapping[str, Any]) -> bool:
    return entry["kind"] == "rate" or bool(entry.get("sample"))
