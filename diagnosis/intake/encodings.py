"""In which encoding a text file is written: what can be told from its bytes, and nothing that would be a guess.

Windows writes European texts in one byte a letter, and its Baltic and Western code pages give most signs the same byte.
Where they differ, Lithuanian is told by its own letters; all else is refused with both readings.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diagnosis.kinds.text import quoted
from diagnosis.messages import NOTHING, Said, say, verbatim

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BALTIC, _WESTERN = "cp1257", "cp1252"
_NAMES = {_BALTIC: "Windows-1257", _WESTERN: "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_ASCII = bytes(range(128))
_LITHUANIAN = frozenset("ąčęėįšųūžĄČĘĖĮŠŲŪŽ".encode(_BALTIC))
_SHARED = frozenset("äöüõßÄÖÜÕ".encode(_BALTIC))
"""Letters of neighbours, which both code pages read alike."""
_TELLING = re.compile("[šžŠŽ]|[bcdfghjklmnprstvzBCDFGHJKLMNPRSTVZ]ė|č[aeiouy]|Č[aeiouy]".encode(_BALTIC))
"""Where Lithuanian is certain: other texts have ð and þ in Iceland alone, ë behind a vowel, and è before none."""
_SIGNS = frozenset("€‚„…†‡‰‹‘’“”•–—™› ¢£¤§©«¬®°±²³´µ¶·¹»¼½¾".encode(_BALTIC, "ignore"))
_IN_WORD = re.compile(
    rb"[A-Za-z](?:[\x80-\x91\x93-\x95\x98-\x9f][A-Za-z]|[\x81-\x84\x86-\x88\x8a-\x90\x98\x9a\x9c-\x9f])|[\xbc\xbd\xbe][a-z]"
)
"""Signs of Windows between letters or right behind one, and fractions before one: letters in other code pages."""
_CLOSING, _OPENING = 0x94, {0x84, 0x93}


@dataclass(frozen=True, slots=True)
class Encoding:
    """The `codec` to read a file with; `note` says how it was recognised where that may be doubted."""

    codec: str
    note: Said = NOTHING


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why no encoding is certain: `what`, and what to `do`."""

    what: Said
    do: Said


def encoding_of(path: Path) -> Encoding | Unreadable:
    """The encoding of a text file. UTF-8 is taken wherever it fits; a byte order mark decides."""
    with path.open("rb") as binary:
        begin = binary.read(4096)
    for mark, codec in _MARKS:
        if begin.startswith(mark):
            return _named(path, codec)
    if wide := _without_mark(begin):
        return _named(path, wide)
    if _decodes(path, "utf-8"):
        return Encoding("utf-8")
    return _one_byte(path)


def _named(path: Path, codec: str) -> Encoding | Unreadable:
    """The encoding that a file claims, if the whole of it is so written."""
    do = say("save it as CSV UTF-8")
    if codec == "utf-32":
        return Unreadable(say("the file is in {encoding}", encoding="UTF-32"), do)
    if codec == "utf-8":
        return Encoding("utf-8") if _decodes(path, codec) else Unreadable(say("the file is not in UTF-8 here"), do)
    if _decodes(path, codec):
        return Encoding(codec)
    return Unreadable(say("the file begins as {encoding}, but goes on otherwise", encoding="UTF-16"), do)


def _without_mark(begin: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of its delimiters and digits is zero."""
    even, odd = begin[0::2].count(0), begin[1::2].count(0)
    if max(even, odd) * 8 < len(begin) or min(even, odd):
        return None
    return "utf-16-be" if even else "utf-16-le"


def _decodes(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as binary:
        while chunk := binary.read(_CHUNK):
            yield chunk


def _one_byte(path: Path) -> Encoding | Unreadable:
    """The code page of a file with one byte a letter."""
    used: set[int] = set()
    in_word = telling = False
    for chunk in _chunks(path):
        used |= set(chunk.translate(None, _ASCII))
        in_word = in_word or _IN_WORD.search(chunk) is not None
        telling = telling or _TELLING.search(chunk) is not None
    letters = used - _SIGNS
    differ = {byte for byte in letters if _letter(byte, _BALTIC) != _letter(byte, _WESTERN)}
    do = say("save it as CSV UTF-8")
    in_word = in_word or (_CLOSING in used and not used & _OPENING)
    if in_word or any(0x80 <= byte < 0xA0 for byte in letters):
        return Unreadable(say("the file is not in UTF-8 here"), do)
    if not differ:
        # Both code pages read it alike.
        return Encoding(_WESTERN)
    baltic, western = (_sample(path, differ, codec) for codec in (_BALTIC, _WESTERN))
    if letters <= _LITHUANIAN | _SHARED and telling:
        return Encoding(
            _BALTIC,
            say(
                "the file is not in UTF-8 and is read as {encoding}, where it has {word}",
                encoding=_NAMES[_BALTIC],
                word=quoted(baltic),
            ),
        )
    what = say(
        "the file is not in UTF-8: in {one} it has {word}, in {other} {otherwise}",
        one=verbatim(_NAMES[_BALTIC]),
        word=quoted(baltic),
        other=verbatim(_NAMES[_WESTERN]),
        otherwise=quoted(western),
    )
    return Unreadable(what, do)


def _letter(byte: int, codec: str) -> str:
    return bytes([byte]).decode(codec, "replace")


def _sample(path: Path, differ: set[int], codec: str) -> str:
    """A word in which the code pages differ, as one of them reads it."""
    telling = re.compile(rb"[^\s,;\t\"]*[" + b"".join(b"\\x%02x" % byte for byte in sorted(differ)) + rb"][^\s,;\t\"]*")
    for chunk in _chunks(path):
        if word := telling.search(chunk):
            return word.group().decode(codec, "replace")
    return ""
