"""Turns YAML events into nodes. It follows no alias, obeys no tag and types nothing, so a file cannot attack it."""

from __future__ import annotations

from typing import Any

import yaml

from diagnosis.documents.nodes import AlreadyTold, Faults, Mapping, Node, Scalar, Sequence, Source, brief
from diagnosis.faults import Place
from diagnosis.messages import Said, say

MOST_DEPTH = 20
MOST_FAULTS = 100

# Without libyaml the reader of pure Python serves; it is slower, and wants quotes around a text with a `?` within `{}`.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What the parser says of a fault, and what that means to a person. The first part that matches counts.
_PLAIN = (
    (
        "mapping values are not allowed",
        say("a ':' stands where no key can be"),
        say("quote a text that holds ': ', or indent as above"),
    ),
    ("tab character", say("a tab stands where spaces indent"), say("indent with spaces")),
    (
        "did not find expected key",
        say("this line does not fit the lines above"),
        say("check its indentation and the quotes above it"),
    ),
    (
        "did not find expected '-'",
        say("this line does not fit the list above"),
        say("begin it with '- ', or check its indentation"),
    ),
    (
        "could not find expected ':'",
        say("a key without ':'"),
        say("write 'key: value', or check the indentation and the quotes above"),
    ),
    (
        "expected ',' or ']'",
        say("a list is not closed with ']', or lacks a comma"),
        say("close it; quote texts that hold , [ ] {{ or }}"),
    ),
    (
        "expected ',' or '}'",
        say("a '{{' is not closed with '}}', or lacks a comma"),
        say("close it; quote texts that hold , [ ] {{ or }}"),
    ),
    ("unexpected end of stream", say("a quote is never closed"), say("close it")),
    ("unexpected document indicator", say("a quote is never closed before '---'"), say("close it")),
    (
        "unknown escape character",
        say("an unknown escape in double quotes"),
        say("write a backslash twice, or use single quotes"),
    ),
    ("escape", say("a wrong escape in double quotes"), say("write a backslash twice, or use single quotes")),
    ("alphabetic or numeric", say("a text may not begin with '*' or '&'"), say("put it in quotes")),
    ("expected alphanumeric", say("a text may not begin with '*' or '&'"), say("put it in quotes")),
    ("block scalar", say("a text block begins with '|' or '>' and a new line"), say("begin the text on the next line")),
    ("expected <document start>", say("this does not belong to what stands above"), say("check the indentation")),
    (
        "did not find expected <document start>",
        say("this does not belong to what stands above"),
        say("check the indentation"),
    ),
    ("did not find expected node content", say("a value is missing"), say("write one, or quote a text that begins so")),
)


def read(source: Source, faults: Faults) -> Node | None:
    """The nodes of a YAML text; None where it is empty or where a fault makes the rest unreadable."""
    loader = _LOADER(source.text)
    try:
        return _YamlReader(source, faults, loader).document()
    except yaml.MarkedYAMLError as error:
        _syntax(error, source, faults)
    except yaml.YAMLError as error:
        faults.add(
            Place(source.file),
            say("the file is not valid YAML ({problem})", problem=" ".join(str(error).split())),
            say("mend it"),
        )
    except AlreadyTold:
        pass
    finally:
        loader.dispose()
    return None


class _YamlReader:
    def __init__(self, source: Source, faults: Faults, loader: Any) -> None:
        self.source = source
        self.faults = faults
        self.loader = loader
        self.before = len(faults)

    def document(self) -> Node | None:
        self.loader.get_event()
        if self.loader.check_event(yaml.StreamEndEvent):
            return None
        self.loader.get_event()
        root = self.node(self.loader.get_event(), 1)
        self.loader.get_event()
        if not self.loader.check_event(yaml.StreamEndEvent):
            event = self.loader.get_event()
            self.fault(
                event,
                say("a second document begins here"),
                say("keep one document a file: delete the '---' or split it"),
            )
        return None if isinstance(root, Scalar) and root.null else root

    def node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            self.fault(
                event,
                say("an alias, '*{anchor}', is not understood here", anchor=event.anchor),
                say("write the value itself"),
            )
            return self.scalar(event, "", "*")
        if event.anchor is not None:
            self.fault(
                event,
                say("an anchor, '&{anchor}', is not understood here", anchor=event.anchor),
                say("delete it, or quote the text"),
            )
        if event.tag is not None:
            self.fault(
                event,
                say("a tag, '{tag}', is not understood here", tag=_tag(event.tag)),
                say("delete it, or quote the text"),
            )
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, event.value, event.style or "")
        if depth > MOST_DEPTH:
            self.fault(
                event,
                say("lists and keys are nested more than {most} deep", most=MOST_DEPTH),
                say("make them flatter"),
            )
            raise AlreadyTold
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.mapping(event, depth)

    def scalar(self, event: Any, text: str, style: str) -> Scalar:
        return Scalar(text, self.source, event.start_mark.line + 1, event.start_mark.column + 1, style)

    def sequence(self, start: Any, depth: int) -> Sequence:
        items = []
        while not self.loader.check_event(yaml.SequenceEndEvent):
            items.append(self.node(self.loader.get_event(), depth + 1))
        self.loader.get_event()
        return Sequence(tuple(items), self.place(start))

    def mapping(self, start: Any, depth: int) -> Mapping:
        values: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        while not self.loader.check_event(yaml.MappingEndEvent):
            event = self.loader.get_event()
            key = self.node(event, depth + 1)
            if isinstance(key, Scalar) and key.text == "<<" and not key.quoted:
                self.fault(event, say("a merge key, '<<', is not understood here"), say("write the keys themselves"))
                if self.loader.check_event(yaml.AliasEvent):
                    self.loader.get_event()
                    continue
                key = self.scalar(event, "", "*")
            value = self.node(self.loader.get_event(), depth + 1)
            if not isinstance(key, Scalar):
                self.fault(event, say("a key must be a word"), say("quote a text that begins with '{{' or '['"))
            elif key.style == "*":
                pass
            elif key.text in values:
                first = keys[key.text]
                self.fault(
                    event,
                    say("the key {key} is already given on line {line}", key=brief(key.text), line=first.line),
                    say("keep one of them"),
                )
            else:
                values[key.text], keys[key.text] = value, key
        self.loader.get_event()
        return Mapping(values, keys, self.place(start))

    def place(self, event: Any) -> Place:
        return Place(self.source.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, event: Any, what: Said, do: Said) -> None:
        self.faults.add(self.place(event), what, do)
        if len(self.faults) - self.before >= MOST_FAULTS:
            self.faults.add(
                Place(self.source.file),
                say("the file has {most} faults or more", most=MOST_FAULTS),
                say("mend these first"),
            )
            raise AlreadyTold


def _tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _syntax(error: yaml.MarkedYAMLError, source: Source, faults: Faults) -> None:
    problem = f"{error.problem or ''} {error.context or ''}"
    mark = error.problem_mark or error.context_mark
    what = say("this is not valid YAML: {problem}", problem=error.problem)
    do = say("check the indentation and the quotes here and above")
    for part, plain, mend in _PLAIN:
        if part in problem:
            what, do = plain, mend
            break
    opened = error.context_mark
    if opened is not None and what.startswith(("a quote", "a list", "a '{'", "a key without")):
        mark = opened
    at = Place(source.file) if mark is None else Place(source.file, mark.line + 1, mark.column + 1)
    if "cannot start any token" in problem and mark is not None:
        lines = source.lines
        row = lines[mark.line] if mark.line < len(lines) else ""
        character = row[mark.column : mark.column + 1]
        what, do = say("a text may not begin with {character!r}", character=character), say("put it in quotes")
        if character == "\t":
            what, do = say("a tab stands where spaces indent"), say("indent with spaces")
    faults.add(at, what, do)
