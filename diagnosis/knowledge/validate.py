"""Turns entries into records. The models check them; pydantic's errors become faults with their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from diagnosis.documents.nodes import AlreadyTold
from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence, describe
from diagnosis.faults import Place, meant, suggest
from diagnosis.knowledge import model, signs
from diagnosis.knowledge.version import WORDING
from diagnosis.knowledge.written import Entry
from diagnosis.messages import Said, labelled, say, verbatim

R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")

_KEYS = (say("keys and values"), say("write 'key: value' lines below it"))
_LIST = (say("a list"), say("write it as [a, b]"))
_FLAG = (say("true or false"), say("write true or false"))
_WHOLE = (say("a whole number"), say("write it in digits"))
_NUMBER = (say("a number"), say("write it in digits, with a point"))
_EXPECTED = {
    "string_type": (say("a text"), say("write a text")),
    "model_type": _KEYS,
    "model_attributes_type": _KEYS,
    "dict_type": _KEYS,
    "mapping_type": _KEYS,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "bool_parsing": _FLAG,
    "bool_type": _FLAG,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
}
_BOUNDS = {
    "greater_than_equal": "ge",
    "greater_than": "gt",
    "less_than_equal": "le",
    "less_than": "lt",
}

_NOTATIONS = {"cause": ("signs",)}
"""Keys of entries that are no field of a record: a notation for other entries."""


def plain(node: Node) -> Any:
    """The node as dicts, lists and texts (None for a bare null). Raises AlreadyTold for what reading refused."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if node.style == "*":
        raise AlreadyTold
    return None if node.null else node.text


def record(model: type[R], entry: Entry, inherited: dict[str, Any], faults: Faults) -> R | None:
    """The record of an entry, or None where it has faults. `inherited` are values for keys that it does not give."""
    values: dict[str, Any] = dict(inherited)
    known = (*_names(model), *_NOTATIONS.get(entry.kind, ()))
    if "place" in entry.values:
        # The record has such a field, but only the loader fills it.
        faults.add(
            entry.keys["place"].place, say("unknown key 'place' in {entry}", entry=entry.called), say("delete it")
        )
    try:
        for key, node in entry.values.items():
            value = plain(node)
            # A key with nothing behind it is as good as not written; one that is not known may be a decimal comma's.
            if value is not None or key not in known:
                values[key] = value
    except AlreadyTold:
        return None
    try:
        return model.model_validate({**values, "place": entry.place})
    except ValidationError as error:
        root = Mapping(entry.values, entry.keys, entry.place)
        _tell(error.errors(include_url=False), root, entry.called, known, faults)
        return None


def value(adapter: TypeAdapter[T], node: Node, name: Said, faults: Faults, keys: tuple[str, ...] = ()) -> T | None:
    """A single value, checked; None where it has faults. `name` is what it is called in faults, `keys` are its own."""
    try:
        return adapter.validate_python(plain(node))
    except AlreadyTold:
        return None
    except ValidationError as error:
        _tell(error.errors(include_url=False), node, name, keys, faults)
        return None


def _names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items() if not field.exclude)


def _tell(errors: Iterable[ErrorDetails], root: Node, name: Said, names: tuple[str, ...], faults: Faults) -> None:
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
            where = name if len(path) == 1 else _part(".".join(map(str, path[:-1])), name)
            do = meant(guess, say("the keys are {known}", known=", ".join(known)))
            if error["input"] is None and " " in str(path[-1]):
                do = say("quote the text before it, which holds a comma")
            elif error["input"] is None and str(path[-1]).isdigit():
                do = say("a comma ends the value before it: write a decimal point")
            faults.add(place, say("unknown key {key!r} in {entry}", key=str(path[-1]), entry=where), do)
        elif kind == "missing":
            missing.append(error)
        elif kind == "value_error":
            what = context["error"].args[0] if "error" in context else error["msg"]
            faults.add(place, labelled(name, what))
        else:
            what, do = _wrong(error, node, called, name)
            faults.add(place, what, do)
    for error in missing:
        key = str(error["loc"][-1])
        if len(error["loc"]) > 1 or key not in misspelt:
            _, place = locate(root, error["loc"][:-1])
            called = ".".join(str(part) for part in error["loc"])
            faults.add(place, say("{name} lacks {key!r}", name=name, key=called), say("add it"))


def _nested(path: tuple[int | str, ...]) -> tuple[str, ...]:
    kinds: dict[str, type[BaseModel]] = {
        "bands": model.Bands,
        "common": model.Common,
        "peers": model.Peers,
        "plausible": model.Plausible,
        "check": model.Check,
        **dict.fromkeys(signs.BANDS, signs.Sign),
    }
    is_text = str(path[-2]) in WORDING or str(path[0]) not in kinds
    return model.LANGUAGES if is_text else _names(kinds[str(path[0])])


def _part(key: str, name: Said) -> Said:
    """What a key of an entry is called in faults."""
    return say("{key!r} of {entry}", key=key, entry=name)


def _wrong(error: ErrorDetails, node: Node | None, key: str, name: Said) -> tuple[Said, Said]:
    kind, context = error["type"], error.get("ctx", {})
    given = describe(node) if node is not None else verbatim(repr(error["input"]))
    subject = _part(key, name) if key else name
    if error["loc"] and error["loc"][-1] == "[key]":
        given = verbatim(repr(error["input"]))
    if kind == "string_pattern_mismatch":
        if " " in str(context.get("pattern", "")):
            what = say("{given} is no name of a department", given=given)
            return what, say("use letters, digits, spaces, '-' and '_'")
        what = say("{given} is no id ({subject})", given=given, subject=subject)
        return what, say("use lower-case letters, digits and '_', a letter first")
    if kind == "string_too_long":
        return say("{subject} is too long", subject=subject), say(
            "use at most {most} characters", most=context["max_length"]
        )
    if kind == "string_too_short":
        return say("{subject} is blank", subject=subject), say("write a text")
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        guess = suggest(str(error["input"]), expected)
        do = meant(guess, say("it is one of {expected}", expected=", ".join(expected)))
        return say("{subject} cannot be {given}", subject=subject, given=given), do
    if kind in _BOUNDS:
        return _bound(kind, context[_BOUNDS[kind]], subject, given), say("change it")
    if kind.startswith("date"):
        return say("{subject} must be a date, not {given}", subject=subject, given=given), say("write it as 2026-12-31")
    if kind in _EXPECTED:
        what, do = _EXPECTED[kind]
        if context.get("class_name") == "Text":
            do = say("write it as {{en: ..., lt: ...}}")
        return say("{subject} must be {what}, not {given}", subject=subject, what=what, given=given), do
    return labelled(subject, error["msg"]), say("mend it")


def _bound(kind: str, limit: object, subject: Said, given: Said) -> Said:
    """That a number breaks its limit."""
    match kind:
        case "greater_than_equal":
            return say("{subject} must be at least {limit}, not {given}", subject=subject, limit=limit, given=given)
        case "greater_than":
            return say("{subject} must be more than {limit}, not {given}", subject=subject, limit=limit, given=given)
        case "less_than_equal":
            return say("{subject} must be at most {limit}, not {given}", subject=subject, limit=limit, given=given)
        case _:
            return say("{subject} must be less than {limit}, not {given}", subject=subject, limit=limit, given=given)


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
