from __future__ import annotations

from tests.knowledge.conftest import base as base
