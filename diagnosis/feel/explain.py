"""Why a text is not FEEL, told to the author of a rule: where lark stopped, in plain words, with what to write instead."""

from __future__ import annotations

import re

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from diagnosis.feel.errors import FeelSyntaxError

_SIGNS = {
    "'": 'A text stands in double quotes, as in "high"',
    "&": "Write `and` instead of &",
    "|": "Write `or` instead of |",
    "!": "Write `not(..)` instead of !, or != for «is not equal»",
    "%": "Write a share as a decimal number, 0.15 instead of 15%",
    "^": "Write ** for a power",
    "?": "Write `if .. then .. else ..` for a choice",
    '"': "This text is not closed; end it with a double quote on the same line",
    "\\": "A backslash may stand in a text only",
    ";": "Separate with a comma",
}
_TOKENS = {
    "==": "Write = to compare, not ==",
    "<>": "Write != for «is not equal»",
    "=>": "Write >= for «at least»",
    "=<": "Write <= for «at most»",
}
_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
_LITERAL = re.compile(r'//[^\r\n]*|/\*[\s\S]*?\*/|"(?:[^"\\\r\n]|\\.)*"')


def explain(error: UnexpectedInput, text: str) -> FeelSyntaxError:
    """The error to raise for what lark found in `text`."""
    if isinstance(error, UnexpectedCharacters):
        sign = text[error.pos_in_stream]
        if text.startswith("/*", error.pos_in_stream):
            return FeelSyntaxError("This comment is not closed; end it with */", error.line, error.column)
        message = _SIGNS.get(sign, f"{sign} has no meaning here; remove it")
        return FeelSyntaxError(message, error.line, error.column)
    if isinstance(error, UnexpectedToken):
        return _unexpected_token(error, text)
    return FeelSyntaxError("This cannot be read as an expression; check it against the handbook")


def _unexpected_token(error: UnexpectedToken, text: str) -> FeelSyntaxError:
    token = error.token
    if token.type == "$END":
        return _unexpected_end(text)
    line, column = token.line or 1, token.column or 1
    position = token.start_pos or 0
    for spelling, message in _TOKENS.items():
        if text.startswith(spelling, position) or (position and text.startswith(spelling, position - 1)):
            return FeelSyntaxError(message, line, column)
    expected = set(error.accepts or error.expected or ())
    word = str(token)
    if token.type in ("COMPARATOR", "IN", "BETWEEN") and not expected & {"NAME", "NUMBER"}:
        message = f"{word} cannot follow another comparison; join two comparisons with `and`, or write `x in [low..high]`"
    elif token.type == "COMPARATOR":
        message = f"A value is missing before {word}; write what is compared"
    elif word in (")", "]", "}") and not expected & {"NAME", "RPAR", "RSQB", "RBRACE"}:
        message = f"This {word} closes nothing; remove it or open it"
    elif word in (")", "]", "}", ","):
        message = f"A value is missing before {word}, or a bracket is not closed in order; complete it"
    elif token.type == "NUMBER" and position and text[position - 1] == ".":
        message = "Write a number as 0.5 or .5"
    elif token.type in ("NAME", "NUMBER", "STRING", "LPAR", "TRUE", "FALSE", "NULL") and "NAME" not in expected:
        message = f"Something is missing before {word}; join two conditions with `and` or `or`, two values with an operator"
    elif token.type == "NOT":
        message = "Write not(..) with brackets, and != for «is not equal»"
    elif word.isidentifier():
        message = f"{word} is a word of FEEL and cannot stand here; complete what is before it"
    else:
        message = f"{word} cannot stand here; complete what is before it or remove it"
    return FeelSyntaxError(message, line, column)


def _unexpected_end(text: str) -> FeelSyntaxError:
    lines = text.splitlines() or [""]
    line, column = len(lines), len(lines[-1]) + 1
    if not text.strip():
        return FeelSyntaxError("Nothing is written here; write a condition such as `attainment < 0.9`", 1, 1)
    plain = _LITERAL.sub("", text)
    opened = [_CLOSED_BY[sign] for sign in plain if sign in _CLOSED_BY]
    missing = len(opened) - sum(plain.count(sign) for sign in ")]}")
    if missing > 0:
        return FeelSyntaxError(f"The text ends before {missing} bracket(s) are closed; close them", line, column)
    return FeelSyntaxError("The text ends too early; complete what stands last", line, column)
