"""Reading across references, set-based: values, labels, ids by key. No rights: the caller has asked (P14)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from kontor.kernel.errors import FieldProblem
from kontor.kernel.text import Text
from kontor.masterdata import store
from kontor.masterdata.entities import ORGANISATION, USER, current_model, entity_model
from kontor.masterdata.errors import REFERENCE_UNKNOWN
from kontor.masterdata.rows import FACTS, values_of
from kontor.packaging.model import CompiledField
from kontor.tenancy import api as tenancy

Key = UUID | str
Exists = Callable[[str, Collection[UUID]], set[UUID]]

_exists_elsewhere: list[Exists] = []


def exists_in(function: Exists) -> Exists:
    """Decorator for rooms above: ``function(document_type, ids)`` answers which ids exist."""
    if function not in _exists_elsewhere:
        _exists_elsewhere.append(function)
    return function


def fetch(entity: str, ids: Collection[Key], fields: Collection[str] | None = None) -> dict[Key, dict[str, Any]]:
    """Values of living records by the id or key they were asked with; missing ones are left out.

    Every field, and ``id``, ``version`` and the stamps, unless ``fields`` narrows them.
    """
    if not ids:
        return {}
    if entity == USER:
        return _users(ids)
    if entity == ORGANISATION:
        return _organisations(ids)
    of = entity_model(entity)
    keys = [each for each in ids if not isinstance(each, UUID)]
    found: dict[Key, dict[str, Any]] = {}
    for row in store.load(of, [each for each in ids if isinstance(each, UUID)]).values():
        found[row["id"]] = _values(of, row, fields)
    if keys:
        for row in store.select(of, "t.code = ANY(%s)", [keys]):
            found[row["code"]] = _values(of, row, fields)
    return found


def labels(entity: str, ids: Collection[Key]) -> dict[Key, str]:
    """What people call the records: code and name, in the acting user's language."""
    if entity == USER:
        return {key: row["name"] for key, row in _users(ids).items()}
    rows = fetch(entity, ids)
    model = current_model()
    title = model.entities[entity].entity.title if entity in model.entities else "name"
    return {key: label_of(row, title) for key, row in rows.items()}


def label_of(values: Mapping[str, Any], title: str = "name") -> str:
    """Code and title of a record, each once."""
    words = [str(values[each]) for each in ("code", title) if values.get(each) is not None]
    return " ".join(dict.fromkeys(words))


def find_by_key(entity: str, keys: Collection[str]) -> dict[str, UUID]:
    """Key (usually the code) → id of living records; unknown keys are left out."""
    asked = [str(each) for each in keys if each is not None]
    if not asked:
        return {}
    if entity == USER:
        people = tenancy.Membership.objects.select_related("user")
        by_mail = {
            row.user.email: row.user_id for row in people.filter(user__email__in=[each.lower() for each in asked])
        }
        return {each: by_mail[each.lower()] for each in asked if each.lower() in by_mail}
    if entity == ORGANISATION:
        return {row.code: row.id for row in tenancy.Organisation.objects.filter(code__in=asked)}
    of = entity_model(entity)
    field = of.fields.get(of.entity.key)
    return store.ids_by_column(of, field.column if field and field.column else "code", asked)


def missing(
    fields: Mapping[str, CompiledField], records: Iterable[tuple[str, Mapping[str, Any]]]
) -> list[FieldProblem]:
    """Problems for every reference that leads nowhere; one question for each kind. Records come with their path."""
    held: dict[tuple[str, str], dict[Any, list[tuple[str, CompiledField]]]] = {}
    for path, values in records:
        for name, value in values.items():
            field = fields.get(name)
            if field is not None and field.target is not None and value is not None:
                kind = held.setdefault((field.target, field.refer_by), {})
                kind.setdefault(value, []).append((f"{path}{name}", field))
    problems: list[FieldProblem] = []
    for (target, _), by_value in held.items():
        known = _existing(target, list(by_value))
        for value, places in by_value.items():
            if value not in known:
                problems += [_unknown(path, field, value) for path, field in places]
    return problems


def _existing(target: str, keys: Collection[Any]) -> set[Any]:
    model = current_model()
    if target in (USER, ORGANISATION):
        return set(fetch(target, keys))
    if target in model.entities:
        of = model.entities[target]
        by_id = of.entity.refer_by == "id"
        column = "id" if by_id else "code"
        rows = store.select(of, f"t.{column} = ANY(%s)", [list(keys)], columns=[column])
        return {row[column] for row in rows}
    if _exists_elsewhere:
        return {each for ask in _exists_elsewhere for each in ask(target, keys)}
    return set(keys)


def _unknown(path: str, field: CompiledField, value: Any) -> FieldProblem:
    kind = current_model().labels_of_kind(field.target or "")
    if field.target in _TENANCY_LABELS:
        kind = _TENANCY_LABELS[field.target]
    return FieldProblem(path, "REFERENCE_UNKNOWN", REFERENCE_UNKNOWN, {"kind": kind, "value": value})


_TENANCY_LABELS = {
    USER: Text(en="user", zh_hant="使用者"),
    ORGANISATION: Text(en="organisation", zh_hant="組織"),
}


def _values(of: Any, row: Mapping[str, Any], fields: Collection[str] | None) -> dict[str, Any]:
    facts = {**{name: row.get(name) for name in FACTS}, "organisation": row.get("organisation_id")}
    shared = {"code": row["code"], "name": row["name"], "is_active": row["is_active"]}
    values = {**facts, **shared, **values_of(of, row)}
    return values if fields is None else {name: values.get(name) for name in fields}


def _users(ids: Collection[Key]) -> dict[Key, dict[str, Any]]:
    people = tenancy.Membership.objects.select_related("user")
    rows = [each.user for each in people.filter(user_id__in=[each for each in ids if isinstance(each, UUID)])]
    return {
        row.id: {"id": row.id, "name": str(row), "code": None, "email": row.email, "language": row.language}
        for row in rows
    }


def _organisations(ids: Collection[Key]) -> dict[Key, dict[str, Any]]:
    tree = tenancy.organisations()
    return {
        each: {
            "id": each,
            "code": tree[each].code,
            "name": tree[each].name,
            "kind": tree[each].kind,
            "currency": tree[each].currency,
            "parent": tree[each].parent_id,
            "timezone": tree[each].timezone,
            "is_active": tree[each].is_active,
            "data": tree[each].data,
        }
        for each in ids
        if isinstance(each, UUID) and each in tree
    }
