"""The texts of a knowledge base: templates with nothing but `{{ name }}`, `{{ name.path }}`, `{{ name | filter }}`.

A text is checked when it is loaded, by a grammar that has no more than that, and once more when it is first
rendered: Jinja2's own tree of it may hold nothing else. So there is no way from a text to anything but the
values it names, even without the sandbox that it runs in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Protocol

from diagnosis.faults import suggest
from diagnosis.knowledge import source
from diagnosis.knowledge.layers import Entry, Written
from diagnosis.knowledge.model import Fact, Knowledge, Language, Text
from diagnosis.knowledge.source import Faults, Scalar
from diagnosis.knowledge.version import WORDING

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

Attributes = tuple[str, ...] | None
"""What can stand behind a name and a point; None where that is not known, as the fact has a fault itself."""

FILTERS = ("count", "money", "number", "percent", "points")

_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_EXPRESSION = re.compile(rf"\s*({_NAME}(?:\.{_NAME})*)\s*(?:\|\s*({_NAME})\s*)?")
_HOLDING = frozenset({("rule", "says"), ("finding", "says"), ("stage", "cleared")})
_ONLY = "only 'says' of rules and findings and 'cleared' of stages can"
_OPENING = re.compile(r"\{[{%#]")


class Printable(Protocol):
    """What a name in a text stands for: `str()` prints it in its own format, `printed` in that of a filter."""

    def printed(self, how: str) -> str:
        """The value in the format of the filter `how`, one of FILTERS."""


def render(text: Text | str, language: Language, views: Mapping[str, object]) -> str:
    """The text in `language` with the values of `views` in it; of these only the ones it names are looked up.

    Raises KeyError for a name that `views` does not have, ValueError for a text that no load has let through.
    """
    words = text if isinstance(text, str) else text.get(language)
    if not _OPENING.search(words):
        return words.strip()
    template, names = _template(words)
    return template.render({name: views[name] for name in names}).strip()


def check(knowledge: Knowledge, written: Written, faults: Faults) -> None:
    """Tell every text that is more than a text, and every unknown name in one."""
    names: dict[str, Mapping[str, Attributes]] = {}
    for kind, entries in written.entries.items():
        for entry in entries.values():
            for key, words in _texts(entry):
                if not _OPENING.search(words.text):
                    continue
                if (kind, key) not in _HOLDING:
                    _fault(words, 0, f"{key!r} of {entry} cannot hold values", _ONLY, faults)
                    continue
                subject = written.subject(entry)
                if subject not in names:
                    names[subject] = _names(subject, knowledge, written)
                _check(words, entry, names[subject], written, faults)
    for chart in written.charts.values():
        for name, (_, node) in chart.items():
            for value in node.values.values() if isinstance(node, source.Mapping) else ():
                if isinstance(value, Scalar) and _OPENING.search(value.text):
                    _fault(value, 0, f"the name of {name!r} cannot hold values", _ONLY, faults)


def _texts(entry: Entry) -> Iterator[tuple[str, Scalar]]:
    """The scalars of an entry that are texts in a language, and the key of each."""
    for key, node in entry.values.items():
        if key in WORDING and isinstance(node, source.Mapping):
            yield from ((key, words) for words in node.values.values() if isinstance(words, Scalar))


def _names(subject: str, knowledge: Knowledge, written: Written) -> dict[str, Attributes]:
    """The names that a text about `subject` can hold."""
    names: dict[str, Attributes] = dict.fromkeys(("team", "quarter", *written.entries["parameter"]), ())
    if subject != "team":
        names[subject] = ()
    names |= {fact.id: None for fact in written.entries["fact"].values() if written.subject(fact) in ("team", subject)}
    for facts in (knowledge.facts["team"], knowledge.facts.get(subject, {})):
        names |= {name: attributes_of(fact) for name, fact in facts.items()}
    return names


def _check(words: Scalar, entry: Entry, names: Mapping[str, Attributes], written: Written, faults: Faults) -> None:
    rest = _SLOT.sub(lambda slot: " " * len(slot.group()), words.text)
    stray = _OPENING.search(rest)
    if stray:
        do = "only '{{ name }}', '{{ name.path }}' and '{{ name | filter }}' can be used"
        _fault(
            words,
            stray.start(),
            f"{stray.group()!r} in the text of {entry} is not closed or not understood",
            do,
            faults,
        )
    for slot in _SLOT.finditer(words.text):
        found = _EXPRESSION.fullmatch(slot.group(1))
        if not found:
            do = "write '{{ name }}', '{{ name.path }}' or '{{ name | filter }}'"
            what = f"'{{{{{slot.group(1)}}}}}' in the text of {entry} is more than a name"
            _fault(words, slot.start(), what, do, faults)
            continue
        at = slot.start(1) + found.start(1)
        if found.group(2) and found.group(2) not in FILTERS:
            what = f"unknown filter {found.group(2)!r} in the text of {entry}"
            _fault(words, slot.start(1) + found.start(2), what, _meant(found.group(2), FILTERS, "filters"), faults)
        _path(words, at, found.group(1).split("."), entry, names, written, faults)


def _path(
    words: Scalar,
    at: int,
    path: list[str],
    entry: Entry,
    names: Mapping[str, Attributes],
    written: Written,
    faults: Faults,
) -> None:
    """Check that a path names something: [previous.]name[.attribute]."""
    previous = path[0] == "previous" and len(path) > 1
    name, *attributes = path[1:] if previous else path
    # Only facts have a quarter before; what has nothing behind a point is no fact.
    possible = [known for known, behind in names.items() if behind != ()] if previous else list(names)
    if name not in possible:
        if written.sure("fact") and written.sure("parameter"):
            what = f"unknown name {name!r} in the text of {entry}"
            _fault(words, at, what, _meant(name, possible, "facts"), faults)
        return
    known = names[name]
    if attributes and known is not None and (len(attributes) > 1 or attributes[0] not in known):
        what = f"{name!r} has no {'.'.join(attributes)!r} (text of {entry})"
        _fault(words, at, what, _meant(attributes[0], known, "values") if known else f"write {name!r} alone", faults)


def attributes_of(fact: Fact) -> tuple[str, ...]:
    """What a text can say of a fact behind a point: `otif.bad`."""
    interval = ("low", "high", "count", "of") if fact.has_interval else ()
    peers = ("p", "peers", "peers_of") if fact.peers else ()
    bands = ("healthy", "bad") if fact.bands else ()
    counts = ("count", "of") if fact.full_count else ()
    gain = ("gain_p",) if fact.kind == "rate" else ()
    return ("value", "name", *interval, *counts, *peers, *bands, *gain)


def _meant(name: str, known: tuple[str, ...] | list[str], what: str) -> str:
    guess = suggest(name, known)
    if guess:
        return f"did you mean {guess!r}?"
    return f"the {what} are {', '.join(known)}" if len(known) <= 12 else f"name one of the {what} that the rule can use"


def _fault(words: Scalar, at: int, what: str, do: str, faults: Faults) -> None:
    """Tell a fault at a position in the text."""
    line = words.text.count("\n", 0, at) + 1
    faults.add(words.place_of(line, at - (words.text.rfind("\n", 0, at) + 1) + 1), what, do)


@lru_cache(maxsize=4096)
def _template(words: str) -> tuple[Template, tuple[str, ...]]:
    """The compiled template of a text and the names in it. Raises ValueError where it holds anything but names."""
    from jinja2 import TemplateSyntaxError, nodes

    environment = _environment()
    try:
        tree = environment.parse(words)
    except TemplateSyntaxError as error:
        raise ValueError(f"not a text: {error}") from error
    names = set()
    # A comment leaves no trace in the tree; it would make words disappear.
    allowed = "{#" not in words and "{%" not in words
    for node in _walk(tree):
        allowed &= isinstance(
            node, nodes.Template | nodes.Output | nodes.TemplateData | nodes.Name | nodes.Getattr | nodes.Filter
        )
        if isinstance(node, nodes.Name):
            names.add(node.name)
        if isinstance(node, nodes.Getattr):
            allowed &= not node.attr.startswith("_")
        if isinstance(node, nodes.Filter):
            allowed &= node.name in FILTERS and not (node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)
    if not allowed:
        raise ValueError(f"not a text: it holds more than names: {words!r}")
    return environment.from_string(tree), tuple(sorted(names))


def _walk(node: object) -> Iterator[object]:
    from jinja2 import nodes

    yield node
    if isinstance(node, nodes.Node):
        for child in node.iter_child_nodes():
            yield from _walk(child)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # What is rendered is text; a page or sheet that shows it escapes it in its own way.
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.filters = {how: _filter(how) for how in FILTERS}
    environment.tests = {}
    return environment


def _filter(how: str) -> Callable[[Printable], str]:
    def printed(value: Printable) -> str:
        return value.printed(how)

    return printed
