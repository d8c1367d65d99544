"""FEEL, the expression language of the DMN standard, in the subset in which conditions are written.

>>> evaluate("attainment < 0.9 and known(price_losses)", {"attainment": 0.85, "price_losses": 0.3})
True
>>> evaluate("attainment < 0.9", {}) is None
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from diagnosis.feel.errors import FeelSyntaxError
from diagnosis.feel.interpreter import Evaluate, compiled
from diagnosis.feel.parser import parse, parse_unary_tests
from diagnosis.feel.text import to_text
from diagnosis.feel.values import Result, Value, result_of

__all__ = ["Evaluate", "FeelSyntaxError", "compiled", "evaluate", "parse", "parse_unary_tests", "to_text"]


def evaluate(expression: str, facts: Mapping[str, object]) -> Result:
    """The value of `expression` over `facts`; None is FEEL's null, which is also what an unknown name is.

    A fact is a number (int, float, Decimal), string, boolean, None, list, or a mapping of such. A number comes back as
    float, a context as dict. Raises FeelSyntaxError where `expression` is none, and nothing else, whatever the facts.
    """
    return result_of(_closure(expression)(facts))


@lru_cache(maxsize=4096)
def _closure(expression: str) -> Callable[[Mapping[str, object]], Value]:
    return compiled(parse(expression))
