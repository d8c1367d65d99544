"""What the modules of the interpreter share: the shape of a compiled expression and of what it is called with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from diagnosis.feel.tree import Node
from diagnosis.feel.values import Value

Frame: TypeAlias = Any
"""The facts outermost; for an iterator `(value, outer frame)`, for a filter `(member, outer frame, names)`, where
`names` are those that any member of the list has."""

Closure: TypeAlias = Callable[[Frame], Value]
"""A compiled expression. It never raises: what has no result is None."""

Scopes: TypeAlias = tuple[str | None, ...]
"""The frames around an expression, innermost last: the name of an iterator's variable, or None for a filter."""

Compile: TypeAlias = Callable[[Node, Scopes], Closure]
