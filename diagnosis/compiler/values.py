"""What is compared with what: the texts that a fact can be, and units that do not mix."""

from __future__ import annotations

from collections.abc import Mapping

from diagnosis.compiler.names import Misuse, NameResolver, Scope
from diagnosis.faults import meant, suggest
from diagnosis.feel.tree import Arithmetic, Call, Literal, Name, Negate, Node, Path, walk
from diagnosis.kinds import kind_of
from diagnosis.knowledge.model import BANDS, Fact
from diagnosis.knowledge.variables import PREVIOUS, TEAM
from diagnosis.languages import SOURCE
from diagnosis.messages import Said, say

UNITS: Mapping[str | None, Said] = {"money": say("money"), "share": say("a share"), "count": say("a count")}


class ValueResolver(NameResolver):
    """Notes comparisons with what a fact cannot be."""

    def doubtful(self, node: Node, what: Said, do: Said) -> None:
        """Notes what in an overlay is a fault."""
        self.misuses.append(Misuse(node.at, what, do, of_overlays=True))

    def fact_of(self, node: Node, scope: Scope) -> tuple[Fact, str] | None:
        """The fact that a resolved variable belongs to, and its attribute ("" for the value)."""
        if isinstance(node, Path) and isinstance(node.base, Name) and scope.collection:
            subject, key = scope.collection, node.name
        elif isinstance(node, Name):
            team = node.name.startswith(TEAM)
            subject, key = "team" if team else self.names.subject, node.name.removeprefix(TEAM)
        else:
            return None
        name, _, attribute = key.removeprefix(PREVIOUS).partition(".")
        fact = self.names.facts.get(subject, {}).get(name)
        return None if fact is None else (fact, attribute)

    def worded(self, value: Node, other: Node, scope: Scope) -> None:
        """A text is one that the fact can be; `other` is what it is compared with."""
        named = self.fact_of(value, scope)
        if named is None:
            return
        fact, attribute = named
        words: tuple[str, ...] = BANDS if attribute == "band" or kind_of(fact).is_band else fact.choices
        for node in walk(other) if words else ():
            if isinstance(node, Literal) and isinstance(node.value, str) and node.value not in words:
                what = say("{text!r} is no value of '{fact}'", text=node.value, fact=fact.fact)
                known = say("it is one of {words}", words=", ".join(words))
                self.wrong(node, what, meant(suggest(node.value, words), known))

    def in_one_unit(self, node: Node, left: Node, right: Node, scope: Scope) -> None:
        """Both sides are counted in the same: no share against money, no weeks against months."""
        units = [self.unit(side, scope) for side in (left, right)]
        if None not in units and units[0] != units[1]:
            first, second = units
            what = say("{left} and {right} are mixed", left=UNITS.get(first, first), right=UNITS.get(second, second))
            self.doubtful(node, what, say("bring both into one unit, or divide one by the other"))

    def unit(self, node: Node, scope: Scope) -> str | None:
        """What a number is counted in; None where that is not known. Of those written out, per cents are shares."""
        if isinstance(node, Literal):
            return "share" if node.per_cent else None
        if isinstance(node, Negate):
            return self.unit(node.operand, scope)
        if isinstance(node, Arithmetic) and node.operator in ("+", "-"):
            return self.unit(node.left, scope) or self.unit(node.right, scope)
        if isinstance(node, Call) and node.function in ("min", "max", "abs", "sum", "mean"):
            inner = node.arguments[0] if node.arguments else None
            return self.unit(inner, scope) if inner is not None else None
        named = self.fact_of(node, scope)
        return None if named is None else unit_of(*named)


def unit_of(fact: Fact, attribute: str) -> str | None:
    """What a fact or an attribute of it is counted in: money, a share, a count, or the unit of the catalogue."""
    if attribute in ("count", "of", "peers_of"):
        return "count"
    if attribute in ("p", "gain_p"):
        return "share"
    if attribute not in ("", "low", "high", "peers") or not kind_of(fact).numeric:
        return None
    if kind_of(fact).scale == 100:
        return "share"
    if fact.kind in ("money", "count"):
        return fact.kind
    return fact.unit.get(SOURCE) if fact.unit else None
