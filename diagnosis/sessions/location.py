"""Finds the sessions where the command line does not say where they are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

PLACE = "DIAGNOSIS_SESSIONS"
"""The environment variable that says where the sessions are: a file, or the URL of a database."""

_FOLDER, _FILE = "sales-diagnosis", "sessions.sqlite3"
_EARLIER = (".local/share", "Library/Application Support", "AppData/Local")
"""Folders in the user's home where earlier versions kept sessions, whatever variables say by now."""


def default_place(environment: Mapping[str, str] = os.environ) -> str:
    """What DIAGNOSIS_SESSIONS names, else a file in the user's own data folder, or where it was kept earlier."""
    if named := environment.get(PLACE):
        return named
    own = user_data_path(_FOLDER, appauthor=False) / _FILE
    earlier = (Path.home() / folder / _FOLDER / _FILE for folder in _EARLIER)
    return str(next((file for file in (own, *earlier) if file.exists()), own))
