"""The scope rules see: the record's own, with what earlier rules have set laid over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Overlay(Mapping[str, Any]):
    """A mapping with some fields changed. Dotted keys of a changed reference (``partner.name``) are forgotten."""

    __slots__ = ("_base", "_changes")

    def __init__(self, base: Mapping[str, Any], changes: dict[str, Any] | None = None) -> None:
        self._base = base
        self._changes = changes if changes is not None else {}

    def set(self, field: str, value: Any) -> None:
        """Change one field."""
        self._changes[field] = value

    def __getitem__(self, key: str) -> Any:
        if key in self._changes:
            return self._changes[key]
        if self._is_stale(key):
            raise KeyError(key)
        return self._base[key]

    def __contains__(self, key: object) -> bool:
        return key in self._changes or (not self._is_stale(key) and key in self._base)

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._base), **dict.fromkeys(self._changes)})

    def __len__(self) -> int:
        return len(set(self._base) | set(self._changes))

    def _is_stale(self, key: object) -> bool:
        return bool(self._changes) and isinstance(key, str) and _root_of(key) in self._changes


def _root_of(key: str) -> str:
    """The field a derived key belongs to: of ``partner.name`` and ``partner__label`` it is ``partner``."""
    return key.partition(".")[0].removesuffix("__label") if "." in key or key.endswith("__label") else ""


class RecordScope:
    """The scope of one record while its rules run."""

    def __init__(self, scope: Mapping[str, Any]) -> None:
        self._lines = [Overlay(line) for line in scope.get("lines") or ()]
        self.header = Overlay(scope, {"lines": self._lines} if "lines" in scope else {})

    def positions(self, *, each_line: bool) -> list[int | None]:
        """Where a rule is asked: once for the header, or once per line."""
        return list(range(len(self._lines))) if each_line else [None]

    def at(self, line: int | None) -> Mapping[str, Any]:
        """The scope at the header, or with ``line`` at one line."""
        return self.header if line is None else Overlay(self.header, {"line": self._lines[line]})

    def set(self, line: int | None, field: str, value: Any) -> None:
        """Change a field of the header or of a line."""
        (self.header if line is None else self._lines[line]).set(field, value)

    def line_id(self, line: int | None) -> Any:
        """The id of a line, None for the header and for a line not saved yet."""
        return None if line is None else self._lines[line].get("id")
