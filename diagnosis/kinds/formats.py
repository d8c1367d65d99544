"""Values of any kind, and limits of bands, as people of a language write them."""

from __future__ import annotations

import re
from decimal import Decimal

from diagnosis.kinds import KINDS
from diagnosis.kinds.number_formats import NumberFormats, Value, Words

_NUMBER = r"-?\s*[0-9]*\.?[0-9]+"
_LIMIT = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})")
_RANGE = re.compile(rf"[\[\](]\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*[\])\[]")


class Formats(NumberFormats):
    """How values of any kind are written in a language; money in `currency` (an ISO code) if it is known."""

    def value(self, value: Value, kind: str = "number", places: int | None = None, unit: Words | None = None) -> str:
        """A value in the format of its kind; a plain number with its `unit`, if it has one."""
        return self.words["unknown"] if value is None else KINDS[kind].written(value, self, places, unit)

    def test(self, test: str, kind: str = "number", unit: Words | None = None) -> str:
        """A unary test in words: `< 0.90` of a percentage is "under 90%". What has no words stays as written."""
        written = test.strip()
        if written in ("true", "false"):
            return self.words[written]
        parts = []
        for part in written.split(","):
            limit, span = _LIMIT.fullmatch(part.strip()), _RANGE.fullmatch(part.strip())
            if limit:
                parts.append(self.words[limit[1]].format(self._limit(limit[2], kind, unit)))
            elif span:
                parts.append(self.words["range"].format(self._limit(span[1], kind), self._limit(span[2], kind, unit)))
            else:
                return written
        return self.words["or"].join(parts)

    def _limit(self, written: str, kind: str = "number", unit: Words | None = None) -> str:
        return self.value(Decimal(written.replace(" ", "")), kind, 4, unit)
