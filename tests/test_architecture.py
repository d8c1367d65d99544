"""No module imports itself by way of others. `make lint` checks the floors; this finds circles within a package too."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp

from tools import draw_floors


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
