"""Running the command, and the team files that it is run on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from diagnosis.result import Diagnosis
from diagnosis.terminal.app import main
from tests.executors import ENGINES

ROOT = Path(__file__).resolve().parents[2]

LATE: dict[str, Any] = {"otif": "82%", "renewal_rate": "71%", "renewal_rate_usual": "88%"}
"""Late orders, and customers who leave: two signs, so that late deliveries are confirmed."""
ON_TIME: dict[str, Any] = {
    "otif": "97%",
    "backlog_weeks": 4,
    "backlog_weeks_usual": 4,
    "renewal_rate": "88%",
    "renewal_rate_usual": "88%",
}
MISSED = {"revenue_target": 1_200_000, "revenue_actual": 990_000}
MET = {"revenue_target": 1_000_000, "revenue_actual": 1_100_000}


def diagnosis(*arguments: object) -> Result:
    """The command, run in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="diagnosis")


def wrong(stderr: str) -> list[str]:
    """The lines of stderr; where durable-rules cannot be had, but for the one that says so, which is no fault."""
    notice = "durable-rules cannot be imported on this Python"
    return [line for line in stderr.splitlines() if "rete" in ENGINES or notice not in line]


def process(*arguments: object, encoding: str = "utf-8", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, run as people run it."""
    return subprocess.run(
        [sys.executable, "-m", "diagnosis", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding=encoding,
        check=False,
    )


def heavy(*arguments: str) -> list[str]:
    """What is imported that takes long, when a command has ended."""
    program = (
        "import sys; from diagnosis.terminal.app import main\n"
        f"try: main({list(arguments)!r})\n"
        "finally: print('\\n' + ' '.join(sys.modules))"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout
    slow = {"babel", "diagnosis.loading", "numpy", "polars", "prompt_toolkit", "pydantic", "rich", "scipy"}
    slow |= {"sqlalchemy"}
    return sorted(slow & set(output.splitlines()[-1].split()))


def team(folder: Path, name: str, facts: dict[str, Any], **more: Any) -> Path:
    """A team file; its name is not the team's, so that any text can be one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{len(list(folder.iterdir()))}.json"
    content = {"team": name, "quarter": "2026-Q3", "as_of": "2026-09-30", "facts": facts, **more}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def seller(name: str = "S-17", **facts: Any) -> dict[str, Any]:
    return {"seller": name, "attainment": "71%", "tenure_months": 26, **facts}


def parsed(output: str) -> list[Diagnosis]:
    """JSON Lines as diagnoses; anything else in the output is a failure."""
    return [Diagnosis.model_validate_json(line) for line in output.splitlines()]
