"""Why a text is not FEEL, told to the author of a rule: where lark stopped, in plain words, and what to write."""

from __future__ import annotations

import re

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from diagnosis.feel.errors import FeelSyntaxError
from diagnosis.messages import Said, say

_SIGNS = {
    "'": say('A text stands in double quotes, as in "high"'),
    "&": say("Write `and` instead of &"),
    "|": say("Write `or` instead of |"),
    "!": say("Write `not(..)` instead of !, or != for «is not equal»"),
    "%": say("A per cent sign follows a number, as in 15%"),
    "^": say("Write ** for a power"),
    "?": say("Write `if .. then .. else ..` for a choice"),
    '"': say("This text is not closed; end it with a double quote on the same line"),
    "\\": say("A backslash may stand in a text only"),
    ";": say("Separate with a comma"),
    "≥": say("Write >= instead of ≥"),
    "≤": say("Write <= instead of ≤"),
    "≠": say("Write != instead of ≠"),
    "“": say('Write straight double quotes, as in "high"'),
    "„": say('Write straight double quotes, as in "high"'),
}
_SPELLINGS = {
    "==": say("Write = to compare, not =="),
    "<>": say("Write != for «is not equal»"),
    "=>": say("Write >= for «at least»"),
    "=<": say("Write <= for «at most»"),
    "/*": say("This comment is not closed; end it with */"),
    "..": say("Write a range in brackets, as in [0.8..0.9]"),
}
# What to say where this word must still come.
_DUE = {
    "THEN": say("`then` is missing; write `if .. then .. else ..`"),
    "ELSE": say("`else` is missing; write `if .. then .. else ..`"),
    "SATISFIES": say("`satisfies` is missing; write `some x in list satisfies ..`"),
    "IN": say("`in` is missing; write `some x in list satisfies ..`"),
    "AND": say("`and` is missing; write `x between low and high`"),
}
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_OPERANDS = frozenset({"NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL", "LPAR", "LBRACE", "NOT", "ROUND_HALF_UP"})
_WITHOUT_BRACKETS = re.compile(r'//[^\r\n]*|/\*[\s\S]*?\*/|"(?:[^"\\\r\n]|\\.)*"')


def explain(error: UnexpectedInput, text: str) -> FeelSyntaxError:
    """The error to raise for what lark found in `text`."""
    if isinstance(error, UnexpectedToken):
        if error.token.type == "$END":
            return _unexpected_end(text, frozenset(error.accepts))
        line, column, position = error.token.line or 1, error.token.column or 1, error.token.start_pos or 0
        for spelling, message in _SPELLINGS.items():
            for back in (0, 1):  # lark may have read the first sign of the two as a token of its own
                if position >= back and text.startswith(spelling, position - back):
                    return FeelSyntaxError(message, line, column - back)
        return FeelSyntaxError(_unexpected_token(error), line, column)
    if isinstance(error, UnexpectedCharacters):
        message = _SIGNS.get(error.char) or say("{sign} has no meaning here; remove it", sign=error.char)
        return FeelSyntaxError(message, error.line, error.column)
    return FeelSyntaxError(say("This cannot be read as an expression; write a condition such as `attainment < 0.9`"))


def _unexpected_token(error: UnexpectedToken) -> Said:
    word, kind = str(error.token), error.token.type
    expected = frozenset(error.accepts)
    operand_expected = "NUMBER" in expected
    if expected == {"LPAR"}:
        return say(
            "A bracket is missing before `{word}`; write `not(..)` and `round half up(..)` with brackets", word=word
        )
    if "NAME" in expected and not operand_expected:
        return say("A name is missing before `{word}`; write one that has letters, digits and _ only", word=word)
    if word == ":":
        return say("`name:` may stand in {{..}}, and in a call where every argument has its name; it cannot stand here")
    if kind in ("COMPARATOR", "IN", "BETWEEN"):
        if operand_expected:
            return say("A value is missing before `{word}`; write what is compared", word=word)
        return say("`{word}` cannot follow a comparison; join two with `and`, or write `x in [low..high]`", word=word)
    if due := _due(expected):
        return due
    if word in (")", "]", "}"):
        if operand_expected:
            return say("A value is missing before `{word}`; complete it", word=word)
        if expected & {"RPAR", "RSQB", "RBRACE"}:
            return say("Another bracket is open here than `{word}` closes; close them in order", word=word)
        return say("`{word}` closes nothing; remove it", word=word)
    if word == ",":
        return say("A comma separates values in a list or a call; it cannot stand here")
    if kind in _OPERANDS and not operand_expected:
        return say(
            "Something is missing before `{word}`; join conditions with `and` or `or`, values with an operator",
            word=word,
        )
    if word.isidentifier():
        return say("`{word}` is a word of FEEL and cannot stand here; complete what is before it", word=word)
    return say("`{word}` cannot stand here; complete what is before it or remove it", word=word)


def _due(expected: frozenset[str]) -> Said | None:
    """What to say where a text that is begun cannot be whole without one more word."""
    if expected == {"IN"} or ("AND" in expected and "OR" not in expected):  # after `some x`; after `x between low`
        return _DUE["IN" if "IN" in expected else "AND"]
    return next((_DUE[word] for word in ("THEN", "ELSE", "SATISFIES") if word in expected), None)


def _unexpected_end(text: str, expected: frozenset[str]) -> FeelSyntaxError:
    if not text.strip():
        return FeelSyntaxError(say("Nothing is written here; write a condition such as `attainment < 0.9`"))
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    plain = _WITHOUT_BRACKETS.sub("", text)
    opened = sum(plain.count(sign) for sign in _CLOSED_BY) - sum(plain.count(sign) for sign in _CLOSED_BY.values())
    if opened > 0:
        return FeelSyntaxError(say("The text ends before all brackets are closed; close them"), line, column)
    return FeelSyntaxError(_due(expected) or say("The text ends too early; complete what stands last"), line, column)
