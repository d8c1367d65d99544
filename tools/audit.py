"""Ask whether a locked package is known to be vulnerable: `make audit`.

pip-audit asks PyPI about each package of a lock. Where it gets no answer it says that none is known; here it is said
that nothing was audited.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("web", "build")
"""The locks of what users get, and of what makes it."""

VULNERABLE, NOT_AUDITED = 1, 2
"""Exit codes. What was not audited is no success: whoever runs this by a machine has to hear of it."""


def main() -> int:
    """Audit all locks; 0 where each package was looked up and none is known to be vulnerable."""
    outcomes = [_told(lock) for lock in LOCKS]
    return VULNERABLE if VULNERABLE in outcomes else max(outcomes)


def _told(lock: str) -> int:
    path = str(ROOT / "requirements" / f"{lock}.txt")
    command = [sys.executable, "-m", "pip_audit", "--requirement", path, "--disable-pip", "--require-hashes"]
    run = subprocess.run(
        [*command, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True, check=False
    )
    code, said = read_report(run.stdout, run.stderr)
    print(f"requirements/{lock}.txt: {said}")
    return code


def read_report(report: str, errors: str) -> tuple[int, str]:
    """The exit code for what pip-audit wrote, and what to tell."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        last = errors.strip().splitlines()[-1:] or ["pip-audit wrote nothing"]
        return NOT_AUDITED, f"NOT AUDITED: {last[0]}"
    vulnerable = list(_vulnerable(packages))
    skipped = sorted(package["name"] for package in packages if "skip_reason" in package)
    if vulnerable:
        return VULNERABLE, "VULNERABLE\n" + "\n".join(vulnerable)
    if skipped:
        return (
            NOT_AUDITED,
            f"NOT AUDITED: {len(skipped)} of {len(packages)} packages, as nothing is told of {skipped[0]}",
        )
    return 0, f"{len(packages)} packages, of which none is known to be vulnerable"


def _vulnerable(packages: Iterable[dict[str, object]]) -> Iterable[str]:
    for package in packages:
        known = package.get("vulns", [])
        assert isinstance(known, list)
        for entry in known:
            fixed = ", ".join(entry["fix_versions"]) or "no version yet"
            yield f"  {package['name']} {package['version']}: {entry['id']}, mended in {fixed}"


if __name__ == "__main__":
    sys.exit(main())
