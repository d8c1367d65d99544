"""Entries to records: the models check them, and what pydantic says is told as our faults, each at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from diagnosis.faults import Place, suggest
from diagnosis.knowledge.layers import Entry
from diagnosis.knowledge.source import Faults, Mapping, Node, Scalar, Sequence, describe

R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")

_EXPECTED = {
    "string_type": ("a text", "write a text"),
    "model_type": ("keys and values", "write 'key: value' lines below it"),
    "model_attributes_type": ("keys and values", "write 'key: value' lines below it"),
    "dict_type": ("keys and values", "write 'key: value' lines below it"),
    "mapping_type": ("keys and values", "write 'key: value' lines below it"),
    "tuple_type": ("a list", "write it as [a, b]"),
    "list_type": ("a list", "write it as [a, b]"),
    "bool_parsing": ("true or false", "write true or false"),
    "bool_type": ("true or false", "write true or false"),
    "int_parsing": ("a whole number", "write it in digits"),
    "int_type": ("a whole number", "write it in digits"),
    "int_from_float": ("a whole number", "write it in digits"),
    "decimal_parsing": ("a number", "write it in digits, with a point"),
    "decimal_type": ("a number", "write it in digits, with a point"),
    "finite_number": ("a number", "write it in digits, with a point"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


class Refused(Exception):
    """A value whose fault is told already."""


def plain(node: Node) -> Any:
    """The node as dicts, lists and texts (None for a bare null). Raises Refused for what reading refused."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if node.style == "*":
        raise Refused
    return None if node.null else node.text


def record(model: type[R], entry: Entry, inherited: dict[str, str], faults: Faults) -> R | None:
    """The record of an entry, or None where it has faults. `inherited` are values for keys that it does not give."""
    values: dict[str, Any] = dict(inherited)
    if "place" in entry.values:
        # The record has such a field, but only the loader fills it.
        faults.add(entry.keys["place"].place, f"unknown key 'place' in {entry}", "delete it")
    try:
        for key, node in entry.values.items():
            value = plain(node)
            # A key with nothing behind it is as good as not written.
            if value is not None:
                values[key] = value
    except Refused:
        return None
    try:
        return model.model_validate({**values, "place": entry.place})
    except ValidationError as error:
        names = _names(model)
        root = Mapping(entry.values, entry.keys, entry.place)
        _tell(error.errors(include_url=False), root, str(entry), names, faults)
        return None


def value(adapter: TypeAdapter[T], node: Node, name: str, faults: Faults) -> T | None:
    """A single value, checked; None where it has faults. `name` is what it is called in faults."""
    try:
        return adapter.validate_python(plain(node))
    except Refused:
        return None
    except ValidationError as error:
        _tell(error.errors(include_url=False), node, name, (), faults)
        return None


def _names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items() if not field.exclude)


def _tell(errors: Iterable[ErrorDetails], root: Node, name: str, names: tuple[str, ...], faults: Faults) -> None:
    misspelt: set[str] = set()
    missing: list[ErrorDetails] = []
    for error in errors:
        path = tuple(part for part in error["loc"] if part != "[key]")
        node, place = locate(root, path)
        called = ".".join(str(part) for part in path)
        kind, context = error["type"], error.get("ctx", {})
        if kind == "extra_forbidden":
            parent, _ = locate(root, path[:-1])
            place = parent.keys[str(path[-1])].place if isinstance(parent, Mapping) else place
            known = names if len(path) == 1 else _nested(path)
            guess = suggest(str(path[-1]), known)
            misspelt |= {guess} if guess and len(path) == 1 else set()
            where = name if len(path) == 1 else f"{called.rpartition('.')[0]!r} of {name}"
            do = f"did you mean {guess!r}?" if guess else f"the keys are {', '.join(known)}"
            if error["input"] is None and " " in str(path[-1]):
                do = "quote the text before it, which holds a comma"
            faults.add(place, f"unknown key {str(path[-1])!r} in {where}", do)
        elif kind == "missing":
            missing.append(error)
        elif kind == "value_error":
            what = str(context.get("error", error["msg"]))
            faults.add(place, f"{name}: {what}", "")
        else:
            what, do = _wrong(error, node, called, name)
            faults.add(place, what, do)
    for error in missing:
        key = str(error["loc"][-1])
        if len(error["loc"]) > 1 or key not in misspelt:
            _, place = locate(root, error["loc"][:-1])
            called = ".".join(str(part) for part in error["loc"])
            faults.add(place, f"{name} lacks {called!r}", "add it")


def _nested(path: tuple[int | str, ...]) -> tuple[str, ...]:
    from diagnosis.knowledge import model

    kinds: dict[str, type[BaseModel]] = {
        "bands": model.Bands,
        "common": model.Common,
        "peers": model.Peers,
        "check": model.Check,
    }
    return _names(kinds[str(path[0])]) if str(path[0]) in kinds else model.LANGUAGES


def _wrong(error: ErrorDetails, node: Node | None, called: str, name: str) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    given = describe(node) if node is not None else repr(error["input"])
    subject = f"{called!r} of {name}" if called else name
    if error["loc"] and error["loc"][-1] == "[key]":
        given = repr(error["input"])
    if kind == "string_pattern_mismatch":
        if " " in str(context.get("pattern", "")):
            return f"{given} is no name of a department", "use letters, digits, spaces, '-' and '_'"
        return f"{given} is no id ({subject})", "use lower-case letters, digits and '_', a letter first"
    if kind == "string_too_long":
        return f"{subject} is too long", f"use at most {context['max_length']} characters"
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        guess = suggest(str(error["input"]), expected)
        do = f"did you mean {guess!r}?" if guess else f"it is one of {', '.join(expected)}"
        return f"{subject} cannot be {given}", do
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{subject} must be {words} {context[key]}, not {given}", "change it"
    if kind.startswith("date"):
        return f"{subject} must be a date, not {given}", "write it as 2026-12-31"
    if kind in _EXPECTED:
        what, do = _EXPECTED[kind]
        if context.get("class_name") == "Text":
            do = "write it as {en: ..., lt: ...}"
        return f"{subject} must be {what}, not {given}", do
    return f"{subject}: {error['msg']}", "mend it"


def locate(root: Node, path: tuple[int | str, ...]) -> tuple[Node | None, Place]:
    """The node at `path` below `root` and its place; for a value that is a mapping or nothing, its key's place."""
    node, place = root, root.place
    for part in path:
        if isinstance(node, Mapping) and part in node.values:
            place = node.keys[str(part)].place
            node = node.values[str(part)]
            if isinstance(node, Scalar) and not node.null:
                place = node.place
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            place = node.place
        else:
            return None, place
    return node, place
