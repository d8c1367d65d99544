"""The knowledge version: a digest of everything that can change a verdict, and a digest of the wording.

Both depend only on what the records say: not on files, layers, the order of entries, white space or the way a
number is written (0.70 and 0.7 are the same).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from diagnosis.knowledge.base import Knowledge, Version
from diagnosis.knowledge.model import LANGUAGES, Text

WORDING = frozenset({"name", "unit", "title", "does", "says", "question", "help", "meaning", "source", "cleared"})
"""The keys that hold wording; every other key can change a verdict."""

_ASKED_AGAIN = "plausible"
"""The key that only decides which values are asked for again: it is neither logic nor wording."""

# The order in these lists means nothing; in others (a cause's actions) it is the order in which they are shown.
_SETS = frozenset({"after", "needs", "through", "choices", "instead_of", "unknown"})
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')


def stamp(knowledge: Knowledge) -> Knowledge:
    """The same knowledge with its version."""
    return replace(knowledge, version=Version(_digest(_logic(knowledge)), _digest(_texts(knowledge))))


def _logic(knowledge: Knowledge) -> dict[str, Any]:
    return {
        "chain": list(knowledge.stages),
        "departments": sorted(knowledge.departments),
        "grades": _value(knowledge.grades),
        "limits": _value(knowledge.limits),
        **({"circumstances": _value(knowledge.circumstances)} if knowledge.circumstances else {}),
        **{kind: {name: _value(record) for name, record in records} for kind, records in _records(knowledge)},
    }


def _texts(knowledge: Knowledge) -> dict[str, Any]:
    wording = {
        kind: {name: list(_wording(record, "")) for name, record in records} for kind, records in _records(knowledge)
    }
    gate = [(change.file, change.by, _spaced(change.because)) for change in knowledge.gate_changes]
    changed = {"gate": gate} if gate else {}
    return {"departments": {name: _spaced(text) for name, text in knowledge.departments.items()}, **wording, **changed}


def _records(knowledge: Knowledge) -> Iterator[tuple[str, list[tuple[str, BaseModel]]]]:
    for kind in ("stages", "parameters", "causes", "rules", "actions", "findings", "checks"):
        yield kind, list(getattr(knowledge, kind).items())
    yield (
        "facts",
        [(f"{subject}.{name}", fact) for subject, facts in knowledge.facts.items() for name, fact in facts.items()],
    )


def _value(value: object, key: str = "") -> Any:
    """What of a value is logic, in a form that says the same in the same way."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        kept = {
            name: getattr(value, name)
            for name, field in fields.items()
            if name not in WORDING and name != _ASKED_AGAIN and not field.exclude
        }
        return {name: _value(part, name) for name, part in kept.items()}
    if isinstance(value, Mapping):
        return {name: _value(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return sorted(value) if key in _SETS else [_value(part) for part in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, str):
        # White space means nothing in a condition, but it does within a text in quotes.
        parts = (part if part[:1] == '"' else re.sub(r"\s+", " ", part) for part in _QUOTED.split(value))
        return "".join(parts).strip()
    return value.isoformat() if isinstance(value, date) else value


def _wording(record: BaseModel, path: str) -> Iterator[tuple[str, Any]]:
    for name in sorted(type(record).model_fields):
        value = getattr(record, name)
        if name in WORDING:
            yield path + name, _spaced(value)
        elif isinstance(value, BaseModel) and name != _ASKED_AGAIN:
            yield from _wording(value, f"{path}{name}.")


def _spaced(value: Text | str | None) -> Any:
    if isinstance(value, Text):
        return [_spaced(value.given(language)) for language in LANGUAGES]
    return " ".join(value.split()) if value else None


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
