"""Which written names mean the same team or member, and which rows of a table are neither."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

from diagnosis.kinds.text import JOINERS

_TOTALS = frozenset(
    [
        "total",
        "totals",
        "grand total",
        "grand totals",
        "subtotal",
        "subtotals",
        "sub-total",
        "sub total",
        "sum total",
        "total sum",
        "overall total",
        "iš viso",
        "is viso",
        "viso",
        "bendra suma",
        "galutinė suma",
        "tarpinė suma",
    ]
)
_PERHAPS_TOTALS = frozenset(
    [
        "sum",
        "sums",
        "suma",
        "overall",
        "all",
        "all teams",
        "all sellers",
        "average",
        "avg",
        "mean",
        "median",
        "bendrai",
        "visi",
        "visos komandos",
        "visi pardavėjai",
        "vidurkis",
        "mediana",
    ]
)
_OF_ALL = frozenset(("teams", "all teams", "sellers", "all sellers", "komandos", "komandų", "pardavėjai", "pardavėjų"))
_TOTAL_BESIDE = re.compile(
    r"(?:grand |sub-?)?totals?(?: of| for)? (.+)|(.+) (?:sub-?)?totals?|(?:iš )?viso (.+)|(.+) (?:iš )?viso"
)
_AVERAGE = r"(?:average|avg\.?|mean|median|vidurkis|mediana)"
_AVERAGE_BESIDE = re.compile(rf"{_AVERAGE}(?: of| for)?[ :]+(.+)|(.+) {_AVERAGE}")
_GROUPS = frozenset(("team", "company", "region", "department", "komandos", "komanda", "įmonės", "skyriaus", "bendras"))
_REMARK = re.compile(
    r"(?:applied filters?|filters?|filtered by|data source|source|exported|generated|created|printed|note|notes"
    r"|report date|last (?:updated?|refresh(?:ed)?)|updated|pritaikyti filtrai|filtras|filtrai|duomenų šaltinis"
    r"|šaltinis|saltinis|eksportuota|sukurta|atspausdinta|spausdinta|atnaujinta|pastaba|pastabos)"
    r"(?:\s*[:=].*| (?:on|at|by|from|is|applied) .*| [0-9]{1,4}[-./ ][0-9].*)"
)


_WITHOUT_JOINERS = str.maketrans("", "", JOINERS)


def same(name: str) -> str:
    """What names share that mean the same: letters without regard to case, composition, width and how they are joined.

    Spaces are single.
    """
    if name.isascii():
        return " ".join(name.lower().split())
    plain = name.translate(_WITHOUT_JOINERS)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return " ".join(folded.split())


def near(name: str, known: Iterable[str]) -> list[str]:
    """The known names that a misspelt one may mean, the likeliest first; all are compared by `same`.

    Names with other numbers ("Team 4" for "Team 3") are other names.
    """
    by_key = {same(other): other for other in known}
    key, digits = same(name), re.findall(r"\d+", name)
    close = get_close_matches(key, by_key, n=10, cutoff=0.6)
    best = SequenceMatcher(None, close[0], key).ratio() if close else 0.0
    likely = [other for other in close if SequenceMatcher(None, other, key).ratio() >= best - 0.1]
    likely += [other for other in by_key if other not in likely and _holds(other, key)]
    return [by_key[other] for other in likely if not (digits and (own := re.findall(r"\d+", other)) and own != digits)]


def is_total(name: str, known: Iterable[str]) -> bool | None:
    """Whether a name is that of a row of totals; None where it may be. `known` are the teams, by `same`.

    "Total (team)" is none: so a team of that name is kept.
    """
    key = same(name).strip(" :*.=-–—()[]")
    if key in _TOTALS:
        return True
    if key in _PERHAPS_TOTALS:
        return None
    average = _AVERAGE_BESIDE.fullmatch(key)
    if average and next(part for part in average.groups() if part) in {*known, *_OF_ALL, *_GROUPS}:
        return None
    beside = _TOTAL_BESIDE.fullmatch(key)
    return beside is not None and next(part for part in beside.groups() if part) in {*known, *_OF_ALL}


def is_remark(fields: Sequence[str]) -> bool:
    """Whether a row is a line about the table: its source, its filters, when it was exported."""
    filled = filter(str.strip, fields)
    first, second = next(filled, ""), next(filled, None)
    return second is None and _REMARK.fullmatch(same(first)) is not None


def _holds(phrase: str, other: str) -> bool:
    """Whether one name is the other with more words."""
    return f" {phrase} " in f" {other} " or f" {other} " in f" {phrase} "
