"""Calls in conditions: functions of numbers, `band` and `known`, and what is asked about a list of members."""

from __future__ import annotations

from dataclasses import replace

from diagnosis.compiler.names import COLLECTION_USE, NameResolver, Scope, dotted
from diagnosis.feel.functions import FUNCTIONS, LIST_FUNCTIONS, OURS
from diagnosis.feel.tree import Call, Filter, Name, Node, Path, Quantified
from diagnosis.knowledge.called import TYPES
from diagnosis.knowledge.model import SUBJECT_OF, Subject
from diagnosis.knowledge.variables import Type
from diagnosis.messages import Said, say

_LISTS_OR_NUMBERS = ("min", "max")
"""Of a list of members, or of any number of numbers."""


class CallResolver(NameResolver):
    """Resolves calls; what stands in them is resolved by the class that derives from it."""

    def resolve(self, node: Node, scope: Scope) -> tuple[Node, Type]:
        """The node with its names resolved, and its type."""
        raise NotImplementedError

    def typed(self, node: Node, scope: Scope, wanted: Type, role: Said) -> Node:
        """The node resolved; another type than the wanted one is a misuse."""
        resolved, kind = self.resolve(node, scope)
        if "any" not in (kind, wanted) and kind != wanted:
            self.wrong(
                node,
                say("{role} is a {kind}, not a {wanted}", role=role, kind=TYPES[kind], wanted=TYPES[wanted]),
                say("use a {wanted} here", wanted=TYPES[wanted]),
            )
        return resolved

    # --- functions --------------------------------------------------------------------------------------------

    def call(self, node: Call, scope: Scope) -> tuple[Node, Type]:
        """A call of any function; the parser lets only those of FEEL and ours through."""
        if node.function in OURS:
            return self.special(node, scope)
        collected = self.collection(node, scope) if node.function in LIST_FUNCTIONS else None
        if collected is not None:
            return collected
        if node.function in LIST_FUNCTIONS and node.function not in _LISTS_OR_NUMBERS:
            what = say("{function}() of something that is no list of members", function=node.function)
            return self.wrong(node, what, COLLECTION_USE)
        return self.numbers(node, scope)

    def numbers(self, node: Call, scope: Scope) -> tuple[Node, Type]:
        """A function of numbers; named arguments become positional ones."""
        names = FUNCTIONS[node.function]
        if node.named:
            order = {name: index for index, name in enumerate(names)}
            if any(name not in order for name, _ in node.named):
                return self.wrong(
                    node,
                    say("{function}() has no such argument", function=node.function),
                    say("it has {names}", names=", ".join(names)),
                )
            node = replace(node, named=(), arguments=tuple(n for _, n in sorted(node.named, key=lambda a: order[a[0]])))
        if not node.arguments or (node.function not in LIST_FUNCTIONS and len(node.arguments) > len(names)):
            self.wrong(
                node,
                say("{function}() has the wrong number of arguments", function=node.function),
                say("see the FEEL functions"),
            )
        role = say("an argument of {function}()", function=node.function)
        return replace(
            node, arguments=tuple(self.typed(argument, scope, "number", role) for argument in node.arguments)
        ), "number"

    def special(self, node: Call, scope: Scope) -> tuple[Node, Type]:
        """`band(fact)` becomes the variable of the band; `known(fact)` keeps its shape."""
        argument = _only_argument(node)
        assert argument is not None  # the parser refuses any other number of them
        if node.function == "known":
            inner, _ = self.resolve(argument, scope)
            return Call("known", (inner,), at=node.at), "boolean"
        reference = self.reference(argument, scope)
        parts = dotted(argument) or [""]
        if reference is None:
            if parts[0] in self.names.parameters or dotted(argument) is None:
                return self.wrong(node, say("band() takes a fact"), say("write band(otif)"))
            return self.unknown_reference(argument, parts, scope)[0], "string"
        prefix, fact, rest, member = reference
        if fact is None or "." in rest or not fact.has_band:
            return self.wrong(
                node,
                say("'{fact}' has no bands", fact=rest),
                say("give it bands in the catalogue, or compare its value"),
            )
        return self.variable(node, f"{prefix}{rest}.band", member, scope, "string")

    # --- members ----------------------------------------------------------------------------------------------

    def members(self, node: Node | None, scope: Scope) -> Subject | None:
        """The subject whose collection `node` names; to ask for members where that is not possible is a misuse."""
        if not isinstance(node, Name) or node.name not in SUBJECT_OF:
            return None
        if self.names.subject != "team":
            self.wrong(
                node,
                say("'{name}' in a rule about one {subject}", name=node.name, subject=self.names.subject),
                say("use it in a rule about the team"),
            )
        elif scope.collection:
            self.wrong(
                node,
                say("'{name}' within a question about members", name=node.name),
                say("do not nest members in one another"),
            )
        self.variables.add(node.name)
        return SUBJECT_OF[node.name]

    def quantified(self, node: Quantified, scope: Scope) -> tuple[Node, Type]:
        """`some s in sellers satisfies ...`, and `every`."""
        if len(node.iterators) != 1:
            return self.wrong(
                node,
                say("'{quantifier}' over several lists", quantifier=node.quantifier),
                say("use one list of members"),
            )[0], "boolean"
        variable, source = node.iterators[0]
        subject = self.members(source, scope)
        if subject is None:
            return self.wrong(
                source, say("'{quantifier}' needs a list of members", quantifier=node.quantifier), COLLECTION_USE
            )[0], "boolean"
        inner = Scope(subject, variable)
        condition = self.typed(node.condition, inner, "boolean", say("what is to be satisfied"))
        return replace(node, condition=condition), "boolean"

    def collection(self, node: Call, scope: Scope) -> tuple[Node, Type] | None:
        """`count(sellers[..])`, `sum(sellers.x)`, `mean(sellers[..].x)` and the like; None if it is none of them."""
        argument = _only_argument(node)
        path = argument if node.function != "count" and isinstance(argument, Path) else None
        source = path.base if path else argument
        base = source.base if isinstance(source, Filter) else source
        subject = self.members(base, scope)
        if subject is None or not isinstance(base, Name):
            return None
        if node.function != "count" and path is None:
            return self.wrong(
                node,
                say("{function}() of whole members", function=node.function),
                say("name a fact: {function}({name}.x)", function=node.function, name=base.name),
            )
        result: Node = base
        if isinstance(source, Filter):
            inner = Scope(subject, "item", implicit=True)
            result = Filter(base, self.typed(source.predicate, inner, "boolean", say("a filter")), at=source.at)
        if path is not None:
            item = Path(Name("item", at=path.at), path.name, at=path.at)
            role = say("an argument of {function}()", function=node.function)
            projected = self.typed(item, Scope(subject, "item"), "number", role)
            result = Path(result, projected.name if isinstance(projected, Path) else path.name, at=path.at)
        return Call(node.function, (result,), at=node.at), "number"


def _only_argument(node: Call) -> Node | None:
    """The one argument of a call, positional or named; None where there are none or several."""
    arguments = [*node.arguments, *(argument for _, argument in node.named)]
    return arguments[0] if len(arguments) == 1 else None
