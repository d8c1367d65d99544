"""Kinds of values, one file a kind: how its values are read, limited, written, asked for and tried out.

In come a text (or a value) and the catalogue's entry of its fact; out come a typed value, a text in a language, or what
is wrong. A module of this package that has a `KIND` adds that kind, so a new kind is one new file; `Kind` says what it
can settle. Everybody else asks `kind_of(fact)` and lists no kinds.

>>> sorted(name for name, kind in KINDS.items() if kind.counted)
['percentage', 'rate']
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from diagnosis.kinds.kind import CatalogueFact, Kind

__all__ = ["KINDS", "Kind", "kind_of"]


def _kinds() -> dict[str, Kind]:
    # These two ask for kinds themselves; what writes for people also loads babel, which takes long.
    names = (
        module.name
        for module in iter_modules(__path__)
        if module.name not in ("attributes", "formats", "number_formats")
    )
    modules = (import_module(f"{__name__}.{name}") for name in names)
    kinds: list[Kind] = [module.KIND for module in modules if hasattr(module, "KIND")]
    return {kind.name: kind for kind in kinds}


KINDS: dict[str, Kind] = _kinds()
"""Every kind by its name."""


def kind_of(fact: CatalogueFact) -> Kind:
    """The kind of a fact. Raises KeyError where there is none such; loading a catalogue finds that first."""
    return KINDS[fact.kind]
