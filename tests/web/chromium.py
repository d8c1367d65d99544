"""Chromium without a window, and where it is not there, what is done about that."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def executable() -> str:
    """The path of Chromium. Where there is none the test is skipped."""
    for name in NAMES:
        program = shutil.which(name)
        if program:
            return program
    pytest.skip("Chromium is not on the path; on Debian and Ubuntu: apt-get install chromium")


def options() -> list[str]:
    """As root Chromium runs without its sandbox only; containers have little shared memory."""
    return ["--disable-dev-shm-usage", *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
