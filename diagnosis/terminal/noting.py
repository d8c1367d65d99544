"""What is done to interviews in the terminal is noted in the security log, as what is done on the pages."""

from __future__ import annotations

from diagnosis.faults import Note, Place, reason_of
from diagnosis.knowledge.model import Language
from diagnosis.messages import say
from diagnosis.sessions import SECURITY_LOG, SecurityLog
from diagnosis.terminal.options import tell, user


def note(
    log: SecurityLog, language: Language, what: str, session: str | None = None, who: str | None = None, **more: str
) -> None:
    """Notes what the user of this computer did, and as `who` where that is somebody else."""
    own = user()
    acting = {"acting_as": who} if who not in (None, own) else {}
    try:
        log.write(log.line(what, session, user=own, **acting, **more))
    except OSError as error:
        told = say("the security log cannot be written ({reason})", reason=reason_of(error))
        do = say("check the folder, or name another file with {variable}", variable=SECURITY_LOG)
        tell([Note(Place(str(log.file)), told, do)], language)
