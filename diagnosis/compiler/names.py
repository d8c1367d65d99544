"""What a name in a condition means: a fact and which side of it, a parameter, a concluded fact, a list of members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from diagnosis.faults import meant, suggest
from diagnosis.feel.tree import Literal, Name, Node, Path, Position
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject
from diagnosis.knowledge.variables import HISTORY, NOT_APPLICABLE, PREVIOUS, SAID, TEAM, Type, attributes, key_of
from diagnosis.messages import Said, say, verbatim

COLLECTION_USE = say("write: some s in sellers satisfies ..., every ..., count(sellers[..]), sum(sellers.x)")
_NO_SUCH_NAME = say("name a fact of the catalogue, a parameter, or a fact that a rule concludes")


@dataclass(frozen=True, slots=True)
class Misuse:
    """A fault within one expression: where, what is wrong, what to do."""

    at: Position
    what: Said
    do: Said
    of_overlays: bool = False
    """Whether it is a fault in overlays only: it has a meaning, but hardly the one that was meant."""


@dataclass(frozen=True)
class VisibleNames:
    """What the names in the expressions of one subject can mean."""

    subject: Subject
    facts: Mapping[str, Mapping[str, Fact]]
    concluded: Mapping[Subject, frozenset[str]]
    parameters: Mapping[str, Decimal]
    forgiven: frozenset[str] | None = frozenset()
    """Names whose faults have been told elsewhere; None stands for all."""
    history: bool = False
    """Whether facts about the team are held against their past."""

    def known(self) -> set[str]:
        """Every name that could have been meant, for suggestions."""
        names = set(self.facts.get(self.subject, {})) | set(self.concluded.get(self.subject, ())) | set(self.parameters)
        if self.subject != "team":
            names |= set(self.facts["team"]) | set(self.concluded.get("team", ()))
        else:
            names |= set(COLLECTIONS.values())
        return names


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a name is looked up: within members (`collection`, behind `variable`) or not."""

    collection: Subject | None = None
    variable: str | None = None
    implicit: bool = False


@dataclass
class NameResolver:
    """Finds what a name means, and collects the misuses on the way."""

    names: VisibleNames
    variables: set[str] = field(default_factory=set)
    misuses: list[Misuse] = field(default_factory=list)

    # --- names ------------------------------------------------------------------------------------------------

    def wrong(self, node: Node, what: Said, do: Said) -> tuple[Node, Type]:
        """Notes a misuse. The node counts as of any type, so that it causes no second misuse."""
        self.misuses.append(Misuse(node.at, what, do))
        return node, "any"

    def unknown(self, node: Node, word: str, known: set[str]) -> tuple[Node, Type]:
        """Notes a name that means nothing."""
        close = suggest(word, known)
        return self.wrong(
            node,
            say("unknown name '{word}'", word=word),
            meant(close, _NO_SUCH_NAME),
        )

    def reference(self, node: Node, scope: Scope) -> tuple[str, Fact | None, str, Node | None] | None:
        """(variable prefix, fact, name, member node) of a name or path that means a fact or a concluded fact.

        None where the node does not name anything; the faults of a wrong name are noted by the caller.
        """
        parts = dotted(node)
        if parts is None:
            return None
        subject, prefix, member = self.names.subject, "", None
        if scope.collection and scope.variable and parts[0] == scope.variable:
            subject, member = scope.collection, Name(scope.variable, at=node.at)
            parts = parts[1:]
        elif scope.implicit and scope.collection and self.owns(scope.collection, parts):
            subject, member = scope.collection, Name("item", at=node.at)
        elif parts[0] == "team" and subject != "team":
            subject, prefix, parts = "team", TEAM, parts[1:]
        if parts and parts[0] == "previous":
            prefix, parts = prefix + PREVIOUS, parts[1:]
        if not parts:
            return None
        name = parts[0]
        if subject != "team" and member is None and not self.has(subject, name) and self.has("team", name):
            subject, prefix = "team", TEAM + prefix
        if not self.has(subject, name):
            return None
        fact = self.names.facts.get(subject, {}).get(name)
        return prefix, fact, ".".join(parts), member

    def owns(self, subject: Subject, parts: list[str]) -> bool:
        """Whether a path begins with a fact of `subject`, or with one of its quarter before."""
        name = parts[1] if parts[0] == "previous" and len(parts) > 1 else parts[0]
        return self.has(subject, name)

    def has(self, subject: Subject, name: str) -> bool:
        """Whether `subject` has a fact, given or concluded, of that name."""
        return name in self.names.facts.get(subject, {}) or name in self.names.concluded.get(subject, ())

    def variable(self, node: Node, key: str, member: Node | None, scope: Scope, kind: Type) -> tuple[Node, Type]:
        """The node of a variable: a flat name, or a path on the member that it belongs to."""
        if member is None:
            self.variables.add(key)
            return Name(key, at=node.at), kind
        assert scope.collection is not None
        self.variables.add(f"{COLLECTIONS[scope.collection]}.{key}")
        return Path(member, key, at=node.at), kind

    def named(self, node: Node, scope: Scope) -> tuple[Node, Type]:
        """A name or a path, as the variable that it means."""
        parts = dotted(node)
        if parts is None:
            return self.wrong(node, say("a path on a value that is no fact"), say("name the fact itself"))
        if len(parts) == 1 and parts[0] in self.names.parameters and not self.has(self.names.subject, parts[0]):
            return Literal(self.names.parameters[parts[0]], at=node.at), "number"
        if parts[0] in COLLECTIONS.values():
            return self.wrong(node, say("{what} stands alone", what=verbatim(f"'{parts[0]}'")), COLLECTION_USE)
        reference = self.reference(node, scope)
        if reference is None:
            return self.unknown_reference(node, parts, scope)
        prefix, fact, rest, member = reference
        name, _, attribute = rest.partition(".")
        if fact is None:
            if attribute or prefix.endswith(PREVIOUS):
                return self.wrong(
                    node,
                    say(
                        "'{name}' is a concluded fact: it has no '{rest}'",
                        name=name,
                        rest=f".{attribute}" if attribute else "previous",
                    ),
                    say("use its bare name"),
                )
            return self.variable(node, prefix + name, member, scope, "boolean")
        known = attributes(fact)
        if self.names.history and fact.subject == "team" and fact.has_band and not prefix.endswith(PREVIOUS):
            known |= dict.fromkeys((*HISTORY, NOT_APPLICABLE, SAID), "boolean")
        if attribute and attribute not in known:
            close = suggest(attribute, known)
            return self.wrong(
                node,
                say("fact '{name}' has no '.{attribute}'", name=name, attribute=attribute),
                meant(
                    f".{close}" if close else None,
                    say("it has {known}", known=", ".join("." + name for name in sorted(known))),
                ),
            )
        return self.variable(
            node, prefix + key_of(name, attribute or "value"), member, scope, known[attribute or "value"]
        )

    def unknown_reference(self, node: Node, parts: list[str], scope: Scope) -> tuple[Node, Type]:
        """Notes a path that means nothing, unless its fault has been told elsewhere."""
        known = self.names.known()
        if scope.collection:
            known |= set(self.names.facts.get(scope.collection, {}))
            if parts[0] == scope.variable:
                parts = parts[1:] or [""]
        parts = [part for part in parts if part not in ("previous", "team")] or [""]
        if self.names.forgiven is None or parts[0] in self.names.forgiven:
            return node, "any"
        return self.unknown(node, parts[0], known)


def dotted(node: Node) -> list[str] | None:
    """The parts of `a.b.c`, or None where the node is no such path."""
    if isinstance(node, Name):
        return [node.name]
    if isinstance(node, Path):
        base = dotted(node.base)
        return None if base is None else [*base, node.name]
    return None
