"""Which of our languages a browser prefers (the header Accept-Language, RFC 9110).

Regional variants count as the same language (`pt-PT` is served `pt_BR`), scripts do not: `zh-TW` is written in the
traditional script, and is served `zh_Hant` and not `zh_Hans`. Which script and region a short tag stands for is told by
the likely subtags of Unicode's CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from babel.core import get_global

from diagnosis.languages import Language

MOST_TAGS = 20
"""So many tags are read. Browsers send a handful."""

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:-[a-z0-9-]*)?", re.IGNORECASE)
_WEIGHT = re.compile(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)", re.IGNORECASE)
_ANY = "*"


def best_of(header: str, languages: Sequence[Language]) -> Language | None:
    """The language that the browser prefers, or None where it prefers none of these.

    A tag that cannot be read is passed over: a reader of pages cannot change what the browser sends.
    """
    for tag in _wanted(header):
        if tag == _ANY:
            return None
        wanted = _full(tag)
        alike = [code for code in languages if wanted is not None and _same(_full(code), wanted)]
        if alike:
            return next((code for code in alike if _full(code) == wanted), alike[0])
    return None


def _wanted(header: str) -> list[str]:
    """The tags, the most wanted first, without those that are not wanted at all."""
    weighed = list(_weighed(header))
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weighed(header: str) -> Iterator[tuple[float, str]]:
    for part in header.split(",", MOST_TAGS)[:MOST_TAGS]:
        tag, _, parameter = (text.strip() for text in part.partition(";"))
        weight = _WEIGHT.fullmatch(parameter)
        if weight or not parameter:
            yield float(weight[1]) if weight else 1.0, tag


def _full(tag: str) -> tuple[str, str, str] | None:
    """Language, script and territory, with the likely ones where the tag names none; None if it is no tag."""
    parts = _TAG.fullmatch(tag)
    if parts is None:
        return None
    language, script, territory = parts[1].lower(), (parts[2] or "").title(), (parts[3] or "").upper()
    likely = get_global("likely_subtags")
    keys = ((language, script, territory), (language, territory), (language, script), (language,))
    known = next((likely[key] for key in ("_".join(filter(None, key)) for key in keys) if key in likely), "__")
    _, likely_script, likely_territory = known.split("_")
    return language, script or likely_script, territory or likely_territory


def _same(asked: tuple[str, str, str] | None, other: tuple[str, str, str]) -> bool:
    return asked is not None and asked[:2] == other[:2]
