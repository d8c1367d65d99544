"""The log of the server: a JSON object a line, without answers, names, ids or secrets.

Of errors it tells the kind and the places in the program. Their messages are left out: a database repeats in them what
it was to write.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from diagnosis.failures import path_of_failure


class LogLine(logging.Formatter):
    """Writes a record of a log as a JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: when, how grave, by which process, what, and what the record has as `particulars` beside."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": record.process,
            "what": record.getMessage(),
            **getattr(record, "particulars", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = [part.strip() for part in path_of_failure(record.exc_info[1]) if part]
        return json.dumps(line, ensure_ascii=False)
