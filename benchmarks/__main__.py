"""`python -m benchmarks [--short | --least] [--json FILE] [NAME...]`: measures and prints the figures."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.decisions import decisions
from benchmarks.figures import Extent, Report, timed
from benchmarks.latency import latency
from benchmarks.memory import memory
from benchmarks.reading import reading
from benchmarks.startup import startup
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge

BENCHMARKS: Mapping[str, Callable[[Knowledge, Extent], Report]] = {
    "decisions": decisions,
    "latency": latency,
    "startup": startup,
    "memory": memory,
    "reading": reading,
}
_LIBRARIES = ("durable-rules", "polars", "numpy", "scipy", "pydantic", "lark", "jinja2")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmarks that are named, or all; a goal that is not met is told and breaks nothing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all without")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument(
        "--short", dest="extent", action="store_const", const="short", help="fewer teams and rounds: under a minute"
    )
    extent.add_argument(
        "--least", dest="extent", action="store_const", const="least", help="a few seconds: only to see that it runs"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file, too")
    options = parser.parse_args(arguments)
    chosen: Extent = options.extent or "full"
    unknown = sorted(set(options.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; name some of: {', '.join(BENCHMARKS)}")
    machine = _machine()
    print("\n".join(f"{key}: {value}" for key, value in machine.items()), flush=True)
    knowledge = load_knowledge()
    reports = []
    taken, _ = timed(lambda: reports.extend(_run(knowledge, options.names or list(BENCHMARKS), chosen)))
    print(f"\nAll of it took {taken:.0f} s.")
    if options.json:
        text = json.dumps(_as_json(machine, reports, chosen), indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _run(knowledge: Knowledge, names: Sequence[str], extent: Extent) -> list[Report]:
    reports = []
    for name in BENCHMARKS:
        if name in names:
            reports.append(BENCHMARKS[name](knowledge, extent))
            print("\n" + "\n".join(_lines(reports[-1])), flush=True)
    return reports


def _lines(report: Report) -> list[str]:
    """A report as a table, its goals and its notes."""
    lines = [report.title, ""]
    width = max((len(figure.name) for figure in report.figures), default=0)
    for figure in report.figures:
        spread = (
            f"{figure.told(min(figure.rounds))} to {figure.told(max(figure.rounds))}" if len(figure.rounds) > 1 else ""
        )
        lines.append(f"  {figure.name:<{width}}  {figure.told(figure.median):>10} {figure.unit:<4} {spread}".rstrip())
    for goal in report.goals:
        met = goal.met(report.figures)
        lines.append(f"  goal: {goal.text}: {'not measured' if met is None else 'met' if met else 'not met'}")
    return lines + [f"  ({note})" for note in report.notes]


def _as_json(machine: Mapping[str, str], reports: Sequence[Report], extent: Extent) -> dict[str, object]:
    return {
        "machine": dict(machine),
        "extent": extent,
        "benchmarks": {
            report.name: {
                "figures": {figure.name: figure.as_json() for figure in report.figures},
                "goals": [{"goal": goal.text, "met": goal.met(report.figures)} for goal in report.goals],
                "notes": report.notes,
            }
            for report in reports
        },
    }


def _machine() -> dict[str, str]:
    """What the figures were measured on; the load says what else was running when they began."""
    load = f", load {os.getloadavg()[0]:.1f} at the beginning" if hasattr(os, "getloadavg") else ""
    return {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}{load}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "libraries": ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


if __name__ == "__main__":
    sys.exit(main())
