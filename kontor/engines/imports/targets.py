"""Who can be imported into: rooms upstairs register how to find their targets."""

from __future__ import annotations

from collections.abc import Callable

from kontor.engines.imports.contracts import ImportTarget
from kontor.engines.imports.errors import NotImportable

Finder = Callable[[str], ImportTarget | None]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Decorator: ``finder(code)`` gives the target or None; asked inside a unit of work."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def target(code: str) -> ImportTarget:
    """The target by its code.

    Raises:
        NotImportable: no room knows it.
    """
    for finder in _finders:
        if (found := finder(code)) is not None:
            return found
    raise NotImportable(code[:63])
