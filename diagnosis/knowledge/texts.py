"""The texts of a knowledge base: templates with nothing but `{{ name }}`, `{{ name.path }}`, `{{ name | filter }}`.

A text is checked twice: when it is loaded (see `text_check`), and when it is first rendered, where Jinja2's own tree of
it may hold nothing else. A text can therefore reach only the values that it names, even without the sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Protocol

from diagnosis.knowledge.model import Language, Text

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = ("count", "money", "number", "percent", "points")

OPENING = re.compile(r"\{[{%#]")
"""What begins anything but plain text; a text without it needs no template."""


class Printable(Protocol):
    """What a name in a text stands for: `str()` prints it in its own format, `printed` in that of a filter."""

    def printed(self, how: str) -> str:
        """The value in the format of the filter `how`, one of FILTERS."""


def render(text: Text | str, language: Language, views: Mapping[str, object]) -> str:
    """The text in `language` with the values of `views` in it; of these only the ones it names are looked up.

    Raises KeyError for a name that `views` does not have, ValueError for a text that no load has let through.
    """
    words = text if isinstance(text, str) else text.get(language)
    if not OPENING.search(words):
        return words.strip()
    template, names = _template(words)
    return template.render({name: views[name] for name in names}).strip()


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
