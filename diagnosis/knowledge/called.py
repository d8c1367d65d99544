"""The words for the parts of a knowledge base in messages about faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diagnosis.messages import NOTHING, Said, listed, say

KINDS: Mapping[str, Said] = {
    "stage": say("stage"),
    "parameter": say("parameter"),
    "fact": say("fact"),
    "cause": say("cause"),
    "rule": say("rule"),
    "action": say("action"),
    "finding": say("finding"),
    "check": say("check"),
    "department": say("department"),
    "grade": say("grade"),
    "limit": say("limit"),
    "circumstance": say("circumstance"),
}
"""The kinds of entries."""

SEVERAL: Mapping[str, Said] = {
    "stage": say("stages"),
    "fact": say("facts"),
    "cause": say("causes"),
    "rule": say("rules"),
    "action": say("actions"),
    "department": say("departments"),
    "grade": say("grades"),
}
"""The kinds that entries refer to, where there are several."""

SUBJECTS: Mapping[str, Said] = {
    "team": say("team"),
    "seller": say("seller"),
    "method": say("method"),
    "product_line": say("product line"),
}
"""What facts, rules and causes are about."""

MEMBERS: Mapping[str, Said] = {**SUBJECTS, "product_line": say("product_line")}
"""The same, as keys of files name them."""

TYPES: Mapping[str, Said] = {"number": say("number"), "string": say("string"), "boolean": say("boolean")}
"""The types of expressions."""


def called(kind: str, name: str) -> Said:
    """An entry by its kind and its id: rule 'late_delivery'."""
    return say("{kind} {name!r}", kind=KINDS[kind], name=name)


def alternatives(words: Sequence[str]) -> Said:
    """One of several words: a or b or c."""
    if not words:
        return NOTHING
    first, *rest = words
    return listed([first, *(say("or {word}", word=word) for word in rest)], between=" ")
