"""Reads JSON into the same nodes as YAML.

A YAML reader cannot read JSON: it fails on surrogate pairs, long keys and line separators inside strings, and it
accepts what JSON forbids. JSON therefore has its own reader, which is strict and knows places.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from diagnosis.documents.nodes import AlreadyTold, Faults, Mapping, Node, Scalar, Sequence, Source, brief
from diagnosis.faults import Place
from diagnosis.messages import Said, say

MOST_DEPTH = 20

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_BARE = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])|(?:true|false|null)\b")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(source: Source, faults: Faults) -> Node | None:
    """The nodes of a JSON text; None where it is empty or is not JSON."""
    reader = _JsonReader(source, faults)
    try:
        return reader.document()
    except AlreadyTold:
        return None


class _JsonReader:
    def __init__(self, source: Source, faults: Faults) -> None:
        self.source = source
        self.text = source.text
        self.faults = faults
        self.at = 0
        self.line = 1
        self.line_start = 0

    def document(self) -> Node | None:
        self.skip()
        if self.at == len(self.text):
            return None
        root = self.node(1)
        if self.peek():
            self.stop(say("something follows the end of the JSON value"), say("delete it"))
        return root

    def node(self, depth: int) -> Node:
        character = self.peek()
        if depth > MOST_DEPTH and character in ("{", "["):
            self.stop(
                say("lists and objects are nested more than {most} deep", most=MOST_DEPTH),
                say("make them flatter"),
            )
        if character == "{":
            return self.object(depth)
        if character == "[":
            return self.array(depth)
        if character == '"':
            return self.string()
        match = _BARE.match(self.text, self.at)
        if not match:
            self.no_value()
        scalar = Scalar(match.group(), self.source, self.line, self.column)
        self.at = match.end()
        return scalar

    def object(self, depth: int) -> Mapping:
        place = self.place
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        self.at += 1
        more = self.peek() != "}"
        while more:
            if self.peek() != '"':
                self.stop(
                    say("a key in double quotes is expected here"), say("write \"key\": value; no comma before '}}'")
                )
            key = self.string()
            if self.peek() != ":":
                self.stop(say("a ':' is missing after the key"), say('write "key": value'))
            self.at += 1
            value = self.node(depth + 1)
            if key.text in values:
                what = say(
                    "the key {key} is already given on line {line}", key=brief(key.text), line=keys[key.text].line
                )
                self.faults.add(key.place, what, say("keep one of them"))
            else:
                values[key.text], keys[key.text] = value, key
            more = self.comma("}")
        self.at += 1
        return Mapping(values, keys, place)

    def array(self, depth: int) -> Sequence:
        place = self.place
        items: list[Node] = []
        self.at += 1
        more = self.peek() != "]"
        while more:
            items.append(self.node(depth + 1))
            more = self.comma("]")
        self.at += 1
        return Sequence(tuple(items), place)

    def comma(self, end: str) -> bool:
        """Whether another item follows; stands at `end` where not."""
        character = self.peek()
        if character == ",":
            self.at += 1
            return True
        if character != end:
            self.stop(
                say("a ',' or '{end}' is missing here", end=end),
                say("separate values by commas and close what was opened"),
            )
        return False

    def string(self) -> Scalar:
        match = _STRING.match(self.text, self.at)
        if not match:
            self.stop(
                say("a string is not closed on its line, or holds a wrong escape"),
                say("close it; write \\\\ for a backslash"),
            )
        written = match.group()
        text: str = json.loads(written) if "\\" in written else written[1:-1]
        scalar = Scalar(text, self.source, self.line, self.column, '"')
        if _SURROGATE.search(text):
            self.faults.add(scalar.place, say("a \\u escape is half a character"), say("write the character itself"))
        self.at = match.end()
        return scalar

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        self.skip()
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        if match and match.end() > self.at:
            breaks = self.text.count("\n", self.at, match.end())
            if breaks:
                self.line += breaks
                self.line_start = self.text.rfind("\n", self.at, match.end()) + 1
            self.at = match.end()

    @property
    def column(self) -> int:
        return self.at - self.line_start + 1

    @property
    def place(self) -> Place:
        return Place(self.source.file, self.line, self.column)

    def no_value(self) -> NoReturn:
        match = _WORD.match(self.text, self.at)
        if not match:
            self.stop(say("a value is missing here"), say("write one, or null where it is unknown"))
        self.stop(
            say("{found!r} is no JSON value", found=match.group()[:40]),
            say("write a number, true, false, null or a text in double quotes"),
        )

    def stop(self, what: Said, do: Said) -> NoReturn:
        self.faults.add(self.place, what, do)
        raise AlreadyTold
