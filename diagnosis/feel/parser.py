"""From text to tree: `parse` an expression, `parse_unary_tests` the limits of a band.

lark and its tables are loaded with the first text, not with this module: most commands never parse.
Any text either gives a tree or raises FeelSyntaxError; its length and its nesting are limited, so that
no text can exhaust the stack of whoever walks the tree.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from diagnosis.feel.errors import FeelSyntaxError
from diagnosis.feel.tree import Node, children
from diagnosis.messages import say

if TYPE_CHECKING:
    from lark import Lark

MAX_LENGTH = 10_000
MAX_DEPTH = 50


def parse(text: str) -> Node:
    """The tree of an expression such as `attainment < 0.9 and known(price_losses)`.

    Raises FeelSyntaxError where `text` is not an expression of the subset.
    """
    return cast(Node, _parse(text, "start_expression"))


def parse_unary_tests(text: str) -> tuple[Node, ...]:
    """The tests of a text such as `>= 0.95`, `< 0.85, > 1.25` or `[0.95..1.10]`, shaped as in `In.tests`.

    Raises FeelSyntaxError where `text` is not a list of tests.
    """
    return cast(tuple[Node, ...], _parse(text, "start_tests"))


@lru_cache(maxsize=4096)  # a knowledge base under an overlay is compiled twice: with the overlay and without it
def _parse(text: str, start: str) -> object:
    from lark.exceptions import UnexpectedInput

    from diagnosis.feel.explain import explain

    if len(text) > MAX_LENGTH:
        raise FeelSyntaxError(
            say(
                "This is {length:,} characters long and at most {most:,} are read; split it into several facts",
                length=len(text),
                most=MAX_LENGTH,
            )
        )
    try:
        tree = cast(object, _parser().parse(text, start=start))
    except UnexpectedInput as error:
        raise explain(error, text) from None
    for node in tree if isinstance(tree, tuple) else (tree,):
        _limit_depth(node)
    return tree


def _limit_depth(root: Node) -> None:
    level: list[Node] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in children(node)]
        if not level:
            return
    at = level[0].at
    raise FeelSyntaxError(
        say(
            "This is nested or chained more than {most} deep; give a part of it a name of its own, as a fact",
            most=MAX_DEPTH,
        ),
        at.line,
        at.column,
    )


@cache
def _parser() -> Lark:
    from importlib import resources

    from lark import Lark

    from diagnosis.feel.brackets import RangeBrackets
    from diagnosis.feel.build import tree_builder

    grammar = resources.files("diagnosis.feel").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        start=["start_expression", "start_tests"],
        postlex=RangeBrackets(),
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=tree_builder(),
    )
