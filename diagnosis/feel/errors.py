"""The one error a FEEL text can cause."""

from __future__ import annotations

from diagnosis.messages import Said


class FeelSyntaxError(ValueError):
    """A text that is not FEEL, or not of the subset read here.

    `message` says what is wrong and what to do, for the author of a rule; `line` and `column` count from 1.
    """

    def __init__(self, message: Said, line: int = 1, column: int = 1) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"
