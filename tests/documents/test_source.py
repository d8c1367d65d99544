"""Files are read as text with places; what is refused is told, all in one pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.documents.source import Faults, Mapping, Node, Scalar, Sequence, read_text, read_yaml
from diagnosis.faults import Place


def read(text: str, name: str = "a.yaml") -> Node:
    faults = Faults()
    node = read_text(text, name, faults)
    assert not [str(fault) for fault in faults.found]
    assert node is not None
    return node


def told(text: str, name: str = "a.yaml") -> list[str]:
    faults = Faults()
    read_text(text, name, faults)
    return [str(fault) for fault in faults.found]


def plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.values.items()}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.text


@pytest.mark.parametrize("written", ["0017", "no", "12:30", "1e-05", "on", "2026-01-01", "1_000", "0x1F", "~", "NaN"])
def test_a_value_stays_as_it_was_written(written: str) -> None:
    node = read(f"a: {written}")
    assert isinstance(node, Mapping)
    value = node.values["a"]
    assert isinstance(value, Scalar)
    assert (value.text, value.quoted) == (written, False)


def test_every_value_and_key_knows_its_place() -> None:
    node = read("a: 1\nb:\n  - ąž\n  - {c: 'x'}\n")
    assert isinstance(node, Mapping)
    assert node.keys["b"].place == Place("a.yaml", 2, 1)
    items = node.values["b"]
    assert isinstance(items, Sequence)
    first, second = items.items
    assert isinstance(first, Scalar)
    assert isinstance(second, Mapping)
    assert first.place == Place("a.yaml", 3, 5)
    inner = second.values["c"]
    assert isinstance(inner, Scalar)
    assert (inner.place, inner.quoted) == (Place("a.yaml", 4, 9), True)


def test_all_that_is_refused_is_told_in_one_pass() -> None:
    text = "a: 1\na: 2\nb: &x [no]\nc: *x\n<<: *x\nd: !!python/object:os.system x\n? [a]\n: 2\n---\nb: 1"
    assert told(text) == [
        "a.yaml:2:1: the key 'a' is already given on line 1; keep one of them",
        "a.yaml:3:4: an anchor, '&x', is not understood here; delete it, or quote the text",
        "a.yaml:4:4: an alias, '*x', is not understood here; write the value itself",
        "a.yaml:5:1: a merge key, '<<', is not understood here; write the keys themselves",
        "a.yaml:6:4: a tag, '!!python/object:os.system', is not understood here; delete it, or quote the text",
        "a.yaml:7:3: a key must be a word; quote a text that begins with '{' or '['",
        "a.yaml:9:1: a second document begins here; keep one document a file: delete the '---' or split it",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: b: c", "1:5: a ':' stands where no key can be"),
        ('a: "x\nb: 1\n', "1:4: a quote is never closed"),
        ("a: [1, 2\nb: 3\n", "1:4: a list is not closed with ']', or lacks a comma"),
        ("a: {b: 1\nc: 3\n", "1:4: a '{' is not closed with '}', or lacks a comma"),
        ("a:\n\tb: 1", "2:1: a tab stands where spaces indent"),
        ("a: @x", "1:4: a text may not begin with '@'"),
        ("a: %x", "1:4: a text may not begin with '%'"),
        ("a:\n  - b\n c: d", "3:2: this line does not fit the lines above"),
        ("a: 1\nb\n", "2:1: a key without ':'"),
        ("en: {{ otif }} late", "1:6: a key must be a word"),
        ("a: \x07", "1:4: the file holds the control character U+0007"),
        ("[" * 50, "1:21: lists and keys are nested more than 20 deep"),
        ("- {a: " * 50, "1:"),
    ],
)
def test_a_syntax_error_is_told_plainly_with_its_place(text: str, fault: str) -> None:
    assert told(text)[0].startswith(f"a.yaml:{fault}")


def test_an_alias_bomb_is_refused_and_never_expanded() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    faults = told("\n".join(lines))
    assert faults[-1] == "a.yaml: the file has 100 faults or more; mend these first"


def test_a_file_that_is_not_utf8_is_told_from_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "old.yaml"
    path.write_bytes(b"a: 1\nb: \xc4\x85 \xe0x")
    faults = Faults()
    assert read_yaml(path, faults) is None
    assert [str(fault) for fault in faults.found] == [
        "old.yaml:2:6: the file is not in UTF-8 from here on; save it as UTF-8"
    ]


def test_a_file_that_is_too_large_or_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("a" * 2_000_000)
    faults = Faults()
    assert read_yaml("a.yaml", faults, most=1_000_000) is None
    assert read_yaml("b.yaml", faults) is None
    assert [str(fault) for fault in faults.found] == [
        "a.yaml: the file is too large (2.0 MB; at most 1 MB); split it into several",
        "b.yaml: the file cannot be read (No such file or directory); check its name and its permissions",
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~"])
def test_an_empty_file_says_nothing_and_is_no_fault(text: str) -> None:
    faults = Faults()
    assert read_text(text, "a.yaml", faults) is None
    assert not len(faults)


@pytest.mark.parametrize(
    ("text", "line", "column", "place"),
    [
        ("a: x and y", 1, 7, (1, 10)),
        ("a: 'it''s y'", 1, 6, (1, 11)),
        (r'a: "b = \"y\" z"', 1, 9, (1, 15)),
        ("a: >\n  foo\n  bar baz\n", 1, 9, (3, 7)),
        ("a: |\n   foo\n   bar baz\n", 2, 5, (3, 8)),
        ("a: one\n  two\n", 1, 5, (2, 3)),
        ("a: 'one\n  two'\n", 1, 5, (2, 3)),
        ("a: x and\nb: 1", 1, 6, (1, 9)),
    ],
)
def test_a_position_in_a_condition_is_found_in_the_file(
    text: str, line: int, column: int, place: tuple[int, int]
) -> None:
    node = read(text)
    assert isinstance(node, Mapping)
    value = node.values["a"]
    assert isinstance(value, Scalar)
    assert value.place_of(line, column) == Place("a.yaml", *place)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@given(value=JSON, escaped=st.booleans(), indent=st.sampled_from([None, "\t", 2]))
def test_json_means_what_it_means_elsewhere(value: object, escaped: bool, indent: str | int | None) -> None:
    def texts(part: object) -> object:
        if isinstance(part, dict):
            return {key: texts(item) for key, item in part.items()}
        if isinstance(part, list):
            return [texts(item) for item in part]
        return part if isinstance(part, str) else json.dumps(part)

    written = json.dumps([value], ensure_ascii=escaped, indent=indent)
    if not escaped and any(ord(c) == 0x7F or 0xFFFE <= ord(c) <= 0xFFFF for c in written):
        return
    node = read(written, "a.json")
    assert plain(node) == texts([value])


def test_json_keeps_numbers_as_written_and_knows_what_is_quoted() -> None:
    node = read('\ufeff{"a":\t1e-05, "b": "\\ud83d\\ude00", "c": null}', "a.json")
    assert isinstance(node, Mapping)
    a, b, c = node.values.values()
    assert isinstance(a, Scalar)
    assert isinstance(b, Scalar)
    assert isinstance(c, Scalar)
    assert (a.text, a.quoted, b.text, b.quoted, c.null) == ("1e-05", False, "😀", True, True)
    assert b.place == Place("a.json", 1, 19)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a": 1,\n "a": 2}', "2:2: the key 'a' is already given on line 1; keep one of them"),
        ('{"a": 1,}', "1:9: a key in double quotes is expected here"),
        ("{a: 1}", "1:2: a key in double quotes is expected here"),
        ('{"a" 1}', "1:6: a ':' is missing after the key"),
        ('{"a": NaN}', "1:7: 'NaN' is no JSON value"),
        ('{"a": 01}', "1:7: '01' is no JSON value"),
        ('{"a": }', "1:7: a value is missing here"),
        ("[1 2]", "1:4: a ',' or ']' is missing here"),
        ("[1", "1:3: a ',' or ']' is missing here"),
        ('["a\nb"]', "1:2: a string is not closed on its line"),
        ('["\\ud83d"]', "1:2: a \\u escape is half a character"),
        ("[] []", "1:4: something follows the end"),
        ("[" * 3000, "1:21: lists and objects are nested more than 20 deep"),
    ],
)
def test_json_faults_are_told_with_their_place(text: str, fault: str) -> None:
    assert told(text, "a.json")[0].startswith(f"a.json:{fault}")
