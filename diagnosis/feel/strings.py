"""FEEL's strings as written: their escapes read, and a string written again (DMN 1.4, 10.3.1.2)."""

from __future__ import annotations

import re

from diagnosis.messages import say

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_UNWRITABLE = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]')
_WRITTEN = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}
_BEYOND_UNICODE = 0x110000


def unescape(written: str) -> str:
    """The text that `written`, the inside of a string literal, stands for.

    Raises ValueError with a sentence for a person where an escape is none of FEEL's or leaves half a character.
    """
    text = _ESCAPE.sub(_unescaped, written)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        # FEEL allows a character beyond U+FFFF to be written as two halves, each with its own escape.
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise ValueError(say("Half of a character is missing beside a \\u escape")) from None
    return text


def escape(text: str) -> str:
    """`text` as a string literal, with its quotes, that `unescape` reads back."""
    return '"' + _UNWRITABLE.sub(lambda match: _WRITTEN.get(match[0], f"\\u{ord(match[0]):04x}"), text) + '"'


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        point = int(code[1:], 16)
        if point >= _BEYOND_UNICODE:
            raise ValueError(say("\\{code} is no character of Unicode", code=code))
        return chr(point)
    if code in _SIMPLE:
        return _SIMPLE[code]
    raise ValueError(say("\\{code} is no escape that FEEL knows; write \\\\ for a backslash", code=code))
