"""Paths deeper than a reference (``line.item.unit``): which an expression needs, and loading them set-based.

The loaded values are put beside the reference under the dotted rest: ``{"item": <id>, "item.unit": "pcs"}``; the
evaluator finds ``line.item.unit`` there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any
from uuid import UUID

from kontor.engines.attributes.contracts import Fetch
from kontor.kernel.expressions import Expression, variables
from kontor.packaging.model import CompiledField, FieldSet, Model

Wanted = dict[str, set[str]]
"""Reference field → paths below it, e.g. ``{"item": {"unit", "category.code"}}``."""

DEEPEST = 4


def expressions_of(fields: Mapping[str, CompiledField]) -> list[Expression]:
    """Every expression fields carry."""
    names = ("required_when", "default_when", "visible_when", "editable_when", "formula")
    found = (getattr(each.field, name) for each in fields.values() for name in names)
    return [each for each in found if each is not None]


def wanted_paths(fields: FieldSet, expressions: Iterable[Expression], prefixes: Sequence[str] = ("",)) -> Wanted:
    """Which paths below reference fields the expressions read.

    ``prefixes`` is how the record is named in them: ``("",)`` for a header, ``("line.", "lines.")`` for lines.
    """
    wanted: Wanted = {}
    for expression in expressions:
        for path in variables(expression):
            for prefix in prefixes:
                name, _, rest = path.removeprefix(prefix).partition(".")
                if path.startswith(prefix) and rest and name in fields and fields[name].target is not None:
                    wanted.setdefault(name, set()).add(rest)
    return wanted


def attach(
    records: Sequence[MutableMapping[str, Any]], fields: FieldSet, wanted: Wanted, model: Model, fetch: Fetch
) -> None:
    """Load what ``wanted`` names for all records at once: one query for each referenced type and level.

    Values already there are kept, so attaching again after defaults loads only what is new.
    """
    for name, paths in wanted.items():
        field = fields[name]
        assert field.target is not None
        keys = {
            record[name]
            for record in records
            if record.get(name) is not None and any(f"{name}.{path}" not in record for path in paths)
        }
        if not keys:
            continue
        loaded = _load(field.target, keys, paths, model, fetch, depth=1)
        for record in records:
            found = loaded.get(record[name], {}) if record.get(name) in keys else {}
            for path, value in found.items():
                record[f"{name}.{path}"] = value


def _load(
    target: str, keys: set[Any], paths: Iterable[str], model: Model, fetch: Fetch, *, depth: int
) -> dict[UUID | str, dict[str, Any]]:
    """Values of the paths by id or key; paths below further references level by level."""
    deeper: Wanted = {}
    for path in paths:
        head, _, rest = path.partition(".")
        deeper.setdefault(head, set())
        if rest:
            deeper[head].add(rest)
    rows = fetch(target, keys, list(deeper))
    result = {key: {head: row.get(head) for head in deeper} for key, row in rows.items()}
    if depth >= DEEPEST:
        return result
    fields = _fields_of(target, model)
    for head, rests in deeper.items():
        next_target = fields[head].target if head in fields else _TENANCY_REFERENCES.get(head)
        if not rests or next_target is None:
            continue
        next_keys = {row[head] for row in result.values() if row[head] is not None}
        below = _load(next_target, next_keys, rests, model, fetch, depth=depth + 1) if next_keys else {}
        for row in result.values():
            for rest, value in below.get(row[head] or "", {}).items():
                row[f"{head}.{rest}"] = value
    return result


_TENANCY_REFERENCES = {"organisation": "organisation", "created_by": "user", "updated_by": "user"}


def _fields_of(target: str, model: Model) -> Mapping[str, CompiledField]:
    if target in model.entities:
        return model.entities[target].fields
    return model.documents[target].header if target in model.documents else {}
