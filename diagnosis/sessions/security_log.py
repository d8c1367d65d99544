"""The security log: who did what with which interview, a JSON object a line, without answers or secrets.

Pages and terminal write to the same one: a file for each month beside the database, which the purge deletes when its
time is over; or the one file that DIAGNOSIS_SECURITY_LOG names, which is then the operator's to rotate. Interviews and
browsers stand in it by digests: the same ones in all lines, of which none lets anybody in.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from diagnosis.faults import reason_of
from diagnosis.messages import say
from diagnosis.sessions.clock import Clock, system_clock
from diagnosis.sessions.database import StoreFault, file_of
from diagnosis.sessions.location import default_place
from diagnosis.sessions.session import Session

SECURITY_LOG = "DIAGNOSIS_SECURITY_LOG"
"""The environment variable that names the file, where it is another than those beside the database."""


class SecurityLog:
    """The security log of a database; may be used by several threads and processes at once."""

    def __init__(
        self,
        place: Path | str | None = None,
        clock: Clock = system_clock,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._clock = clock
        self._named = Path(environment[SECURITY_LOG]) if environment.get(SECURITY_LOG) else None
        # A database on a server has no folder here: its log stands in the user's own.
        beside = file_of(place or default_place(environment)) or Path(default_place({}))
        self._folder, self._stem = beside.parent, f"{beside.stem}.security-"

    @property
    def file(self) -> Path:
        """Where lines are written now."""
        return self._named or self._folder / f"{self._stem}{self._clock():%Y-%m}.jsonl"

    def line(self, what: str, session: Session | str | None = None, **who: str) -> str:
        """A line: who did what, now, with which session."""
        line = {"at": self._clock().isoformat(timespec="seconds"), "what": what, **who}
        if session is not None:
            line["interview"] = short(session.id if isinstance(session, Session) else session)
        return json.dumps(line, ensure_ascii=False)

    def write(self, line: str) -> None:
        """Writes a line. Raises OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write at the end of the file: lines of several processes do not mix.
            os.write(opened, f"{line}\n".encode())
        finally:
            os.close(opened)

    def purge(self, kept: timedelta) -> None:
        """Deletes the files of months that are over for longer than `kept`. Raises StoreFault."""
        if self._named is not None:
            return
        for file in self._folder.glob(f"{self._stem}*.jsonl"):
            month = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", file.stem.removeprefix(self._stem))
            if month is None:
                continue
            after = date(int(month[1]) + int(month[2]) // 12, int(month[2]) % 12 + 1, 1)
            if after < (self._clock() - kept).date():
                try:
                    file.unlink(missing_ok=True)
                except OSError as error:
                    what = say("this file cannot be deleted ({reason})", reason=reason_of(error))
                    raise StoreFault(str(file), what, say("check the folder and its permissions")) from error


def short(text: str) -> str:
    """What stands for a browser or an interview in the log."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
