"""Records as people and sheets write them: references by code instead of id, and who is who by key (P10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor.masterdata import references
from kontor.packaging.model import EntityModel


def with_ids(of: EntityModel, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The records with codes in reference fields replaced by ids: one question for each kind referred to.

    What an export shows (``ACME Acme Ltd``) is read by its first word. A code nobody carries stays as it is and is told
    by validation as a reference that leads nowhere.
    """
    wanted: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.items():
            field = of.fields.get(name)
            if field is not None and field.target and _is_code(value):
                wanted.setdefault(field.target, set()).update(_readings(value))
    known = {target: references.find_by_key(target, codes) for target, codes in wanted.items()}
    return [{name: _replaced(of, name, value, known) for name, value in record.items()} for record in records]


def _replaced(of: EntityModel, name: str, value: Any, known: Mapping[str, Mapping[str, UUID]]) -> Any:
    field = of.fields.get(name)
    if field is None or field.target is None or not _is_code(value):
        return value
    for code in _readings(value):
        if code in known[field.target]:
            return known[field.target][code] if field.refer_by == "id" else code
    return value


def _readings(value: Any) -> tuple[str, str]:
    """What a cell may mean: a code as it stands, or a label that begins with one."""
    words = str(value).strip()
    return words, words.partition(" ")[0]


def _is_code(value: Any) -> bool:
    if value is None or isinstance(value, UUID) or (isinstance(value, str) and not value.strip()):
        return False
    try:
        UUID(str(value))
    except ValueError:
        return True
    return False


def identity_of(of: EntityModel, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What names the record: its key, or the fields of its identity together."""
    return tuple(values.get(name) for name in (of.entity.identity or (of.entity.key,)))
