"""The house: no modules import each other in a circle, and names say what they are.

`make lint` checks the floors between packages; circles are looked for within a package too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

from tools import draw_floors

ROOT = Path(__file__).resolve().parent.parent


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports that only the type checker reads count as well."""
    graph = grimp.build_graph("diagnosis", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def test_the_picture_of_the_floors_is_that_of_the_contract() -> None:
    assert draw_floors.PICTURE.read_text(encoding="utf-8") == draw_floors.drawn(draw_floors.floors())


def test_no_two_classes_have_one_name() -> None:
    """Whoever reads a name knows which of the classes is meant."""
    modules: dict[str, list[str]] = {}
    for path, tree in parsed():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                modules.setdefault(node.name, []).append(path)
    assert {name: paths for name, paths in modules.items() if len(paths) > 1} == {}


def test_variables_say_what_they_hold() -> None:
    """That it is one of several, or was found, says nothing of what it is."""
    empty = {"one", "found"}
    told = [
        f"{path}:{node.lineno}: {name}"
        for path, tree in parsed()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        for name in [node.arg if isinstance(node, ast.arg) else node.id if isinstance(node, ast.Name) else ""]
        if name in empty and (isinstance(node, ast.arg) or isinstance(node.ctx, ast.Store))
    ]
    assert sorted(set(told)) == []


def parsed() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the package, as trees."""
    for path in sorted((ROOT / "diagnosis").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))
