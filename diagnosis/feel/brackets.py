"""Brackets before they are parsed: which of them open or close a range.

FEEL lets the open ends of a range be written `]1..2[` as well as `(1..2)`. A parser that looks one token ahead cannot
tell such brackets from those of lists and filters; here all tokens are at hand, so they are renamed to RANGE_OPEN and
RANGE_CLOSE. Used by lark between its lexer and its parser.
"""

from __future__ import annotations

from collections.abc import Iterator

from lark import Token

_OPENING = frozenset({"LPAR", "LSQB", "LBRACE", "RANGE_OPEN"})
_CLOSING = frozenset({"RPAR", "RSQB", "RBRACE", "RANGE_CLOSE"})
# After one of these an operand is complete, so that `]` closes something and `[` begins a filter.
_OPERAND_ENDS = frozenset({"NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL"}) | _CLOSING
_OPERAND_BEGINS = _OPENING | {
    *("NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL", "NOT", "IF", "SOME", "EVERY", "ROUND_HALF_UP", "MINUS"),
}


class RangeBrackets:
    """lark's hook between lexer and parser."""

    always_accept = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The same tokens, `]` that opens a range and `[` that closes one renamed."""
        tokens = list(stream)
        inside: list[bool] = []  # of each bracket open here: has `..` been seen in it?
        before = ""
        for index, token in enumerate(tokens):
            if token.type == "RSQB" and before not in _OPERAND_ENDS and before != "LSQB":
                token.type = "RANGE_OPEN"
            elif token.type == "LSQB" and before in _OPERAND_ENDS and inside and inside[-1]:
                after = tokens[index + 1].type if index + 1 < len(tokens) else ""
                if after not in _OPERAND_BEGINS:
                    token.type = "RANGE_CLOSE"
            if token.type in _OPENING:
                inside.append(False)
            elif token.type in _CLOSING and inside:
                inside.pop()
            elif token.type == "TO" and inside:
                inside[-1] = True
            before = token.type
            yield token
