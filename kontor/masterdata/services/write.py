"""Creating and changing records: one path for forms, imports and packs, set-based (P14, P15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from kontor.engines.access import api as access
from kontor.engines.attributes import api as attributes
from kontor.engines.events import api as events
from kontor.engines.events.contracts import NewEvent
from kontor.engines.search import api as search
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import FieldProblem, NotFound, ValidationFailed, VersionConflict
from kontor.kernel.ids import new_id
from kontor.masterdata import store
from kontor.masterdata.contracts import Change, Record
from kontor.masterdata.entities import writable
from kontor.masterdata.errors import CODE_TAKEN, NOT_YOURS
from kontor.masterdata.references import label_of
from kontor.masterdata.rows import columns_of, defaults_of, record_of, scope_of, values_of
from kontor.masterdata.services.trees import place_in_tree, rename_below
from kontor.masterdata.validation import Draft, refuse, validate
from kontor.packaging.model import EntityModel
from kontor.tenancy import api as tenancy

MOST_TEXT = 4_000


@tenancy.unit_of_work
def create(actor: Actor, entity: str, values: Mapping[str, Any]) -> Record:
    """Make one record.

    Raises:
        ValidationFailed: every problem, each with the field's path.
        Forbidden: the actor may not.
    """
    return create_many(actor, entity, [values])[0]


@tenancy.unit_of_work
def create_many(
    actor: Actor, entity: str, records: Sequence[Mapping[str, Any]], *, paths: Sequence[str] = (), trusted: bool = False
) -> list[Record]:
    """Make many records in a fixed number of statements; all or none. ``paths`` prefix the problems of each.

    ``trusted``: an import or a pack writes, so ``editable_when`` does not apply.
    """
    of = writable(entity)
    access.require(actor, f"{entity}.create")
    if not records:
        return []
    drafts = [Draft(raw, path) for raw, path in zip(records, paths or [""] * len(records), strict=True)]
    _refuse_hidden(actor, of, drafts)
    validate(actor, of, drafts, trusted=trusted)
    refuse(drafts)
    rows = [_new_row(of, draft, actor) for draft in drafts]
    place_in_tree(of, rows)
    _refuse_taken_codes(of, rows, drafts)
    _require_for(actor, f"{entity}.create", of, rows)
    _write(of, rows, drafts)
    _announce(of, "created", [(row, {}, draft.values) for row, draft in zip(rows, drafts, strict=True)], new=True)
    return [record_of(of, row) for row in rows]


@tenancy.unit_of_work
def change(actor: Actor, entity: str, record_id: UUID, values: Mapping[str, Any], version: int | None) -> Record:
    """Change fields of one record that still has ``version``.

    Raises:
        NotFound, Forbidden: there is none the actor may change.
        VersionConflict: somebody changed it; shows both values field by field.
        ValidationFailed: every problem with its path.
    """
    return change_many(actor, entity, [Change(record_id, values, version)])[0]


@tenancy.unit_of_work
def change_many(actor: Actor, entity: str, changes: Sequence[Change], *, trusted: bool = False) -> list[Record]:
    """Change many records in a fixed number of statements; all or none."""
    of = writable(entity)
    if not changes:
        return []
    rows = store.load(of, [each.id for each in changes], lock=True)
    for each in changes:
        if each.id not in rows:
            raise NotFound(of.label, each.id)
    _require_for(actor, f"{entity}.update", of, [rows[each.id] for each in changes])
    drafts = [Draft(each.values, each.path, before=values_of(of, rows[each.id])) for each in changes]
    for each, draft in zip(changes, drafts, strict=True):
        _refuse_conflict(of, each, rows[each.id], draft)
    _refuse_hidden(actor, of, drafts)
    validate(actor, of, drafts, trusted=trusted)
    refuse(drafts)
    return _store_changes(actor, of, [(rows[c.id], draft) for c, draft in zip(changes, drafts, strict=True)])


def _refuse_hidden(actor: Actor, of: EntityModel, drafts: Sequence[Draft]) -> None:
    """Fields a role hides or shows only cannot be set either."""
    rights = access.field_access(actor, of.code)
    problems = [
        FieldProblem(f"{draft.path}{name}", "FIELD_NOT_YOURS", NOT_YOURS, {"field": of.fields[name].label})
        for draft in drafts
        for name in rights.refused(draft.raw)
        if name in of.fields
    ]
    if problems:
        raise ValidationFailed(problems)


def _store_changes(actor: Actor, of: EntityModel, pairs: Sequence[tuple[store.Row, Draft]]) -> list[Record]:
    after: list[store.Row] = []
    altered: list[tuple[store.Row, Mapping[str, Any], Mapping[str, Any]]] = []
    for row, draft in pairs:
        changed = {name: value for name, value in draft.values.items() if _differs(value, draft.before.get(name))}
        if not changed:
            after.append(row)
            continue
        columns, data = columns_of(of, changed)
        new = {**row, **columns, "data": {**(row["data"] or {}), **data}}
        new |= {"updated_at": current_clock().now(), "updated_by": actor.user_id}
        altered.append((new, {name: draft.before.get(name) for name in changed}, changed))
        after.append(new)
    if altered:
        news = [new for new, _, _ in altered]
        place_in_tree(of, news)
        _refuse_taken_codes(of, news, [draft for _, draft in pairs])
        _require_for(actor, f"{of.code}.update", of, news)
        names = [name for name in news[0] if name not in _NEVER_WRITTEN]
        _guarded(
            of, [draft for _, draft in pairs], lambda: store.update(of, [{n: new[n] for n in names} for new in news])
        )
        for new in news:
            new["version"] += 1
        if of.table == "location":
            rename_below([new["id"] for new in news])
        _announce(of, "changed", altered, new=False)
    return [record_of(of, row) for row in after]


def _differs(value: Any, before: Any) -> bool:
    """Whether a field really changes: nothing is nothing, however it is spelt."""
    return value != before and not (attributes.is_empty(value) and attributes.is_empty(before))


_NEVER_WRITTEN = frozenset(
    {"tenant_id", "created_at", "created_by", "deleted_at", "deleted_by", "deletion_reason", "entity"}
)


def _new_row(of: EntityModel, draft: Draft, actor: Actor) -> store.Row:
    columns, data = columns_of(of, draft.values)
    now = current_clock().now()
    row = {**defaults_of(of), **columns, "data": {name: value for name, value in data.items() if value is not None}}
    row |= {"id": new_id(), "version": 1, "created_at": now, "updated_at": now}
    row |= {"created_by": actor.user_id, "updated_by": actor.user_id}
    if not row.get("code"):
        row["code"] = _own_code(of, draft, row["id"])
        if "code" in of.fields:
            draft.values["code"] = row["code"]
    row["name"] = row.get("name") or row["code"]
    if of.table == "record":
        row["entity"] = of.code
    return row


def _own_code(of: EntityModel, draft: Draft, record_id: UUID) -> str:
    """A code for records nobody names: what identifies them where that is readable, else from their id."""
    parts = [draft.values.get(name) for name in of.entity.identity]
    if parts and not any(isinstance(each, UUID) for each in parts):
        return "/".join(str(each) for each in parts if each is not None)
    return record_id.hex[-12:]


def _write(of: EntityModel, rows: Sequence[store.Row], drafts: Sequence[Draft]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    _guarded(of, drafts, lambda: store.insert(of, [{name: row.get(name) for name in names} for row in rows]))


def _guarded(of: EntityModel, drafts: Sequence[Draft], write: Any) -> None:
    """Let the database's own uniqueness speak as a proper error: somebody was quicker, or an identity repeats."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        if not constraint.endswith(("_once", "_key")):
            raise
        names = of.entity.identity or (of.entity.key,)
        value = ", ".join(str(drafts[0].whole.get(name)) for name in names)
        raise ValidationFailed(
            [FieldProblem(f"{drafts[0].path}{names[0]}", "NOT_UNIQUE", CODE_TAKEN, {"value": value})]
        ) from error


def _refuse_taken_codes(of: EntityModel, rows: Sequence[store.Row], drafts: Sequence[Draft]) -> None:
    by_id = {row["id"]: row["code"] for row in rows}
    codes = list(by_id.values())
    taken = {code for code, owner in store.ids_by_column(of, "code", set(codes)).items() if by_id.get(owner) != code}
    taken |= {code for code in codes if codes.count(code) > 1} if len(set(codes)) < len(codes) else set()
    problems = [
        FieldProblem(f"{draft.path}code", "NOT_UNIQUE", CODE_TAKEN, {"value": draft.whole.get("code")})
        for draft in drafts
        if draft.whole.get("code") in taken
    ]
    if problems:
        raise ValidationFailed(problems)


def _require_for(actor: Actor, permission: str, of: EntityModel, rows: Iterable[store.Row]) -> None:
    """Every record itself must be within the actor's reach."""
    condition = access.row_condition(actor, permission, of.code)
    if condition.is_everything:
        return
    for row in rows:
        scope = scope_of(of, row)
        if not condition.holds(scope):
            access.require(actor, permission, of.code, record=scope)


def _refuse_conflict(of: EntityModel, asked: Change, row: store.Row, draft: Draft) -> None:
    if asked.version is None or asked.version == row["version"]:
        return
    present = attributes.to_json(of.fields, draft.before)
    fields = [
        {"field": name, "yours": value, "theirs": present.get(name)}
        for name, value in asked.values.items()
        if name in of.fields and value != present.get(name)
    ]
    raise VersionConflict(asked.version, row["version"], fields)


def _announce(
    of: EntityModel,
    kind: str,
    done: Sequence[tuple[store.Row, Mapping[str, Any], Mapping[str, Any]]],
    *,
    new: bool,
) -> None:
    """Index, events and search for what was written: (row, fields before, fields after)."""
    indexed = [attributes.IndexedRecord(row["id"], after) for row, _, after in done]
    attributes.write_index(of.code, of.fields, indexed, new=new)
    events.append(
        [
            NewEvent(
                of.code,
                row["id"],
                f"{of.code}.{kind}",
                before=attributes.to_json(of.fields, before),
                after=attributes.to_json(of.fields, after),
            )
            for row, before, after in done
        ]
    )
    search.index([entry_of(of, row) for row, _, _ in done])


def entry_of(of: EntityModel, row: store.Row) -> search.Entry:
    """What a record is found by: code and title, then its searchable fields, in every language."""
    values = values_of(of, row)
    extra = [values.get(name) for name, each in of.fields.items() if each.field.searchable]
    names = list((row.get("names") or {}).values())
    words = " ".join(str(each) for each in [*names, *extra] if each is not None)
    return search.Entry(
        type_code=of.code,
        record_id=row["id"],
        title=label_of({"code": row["code"], "name": row["name"]}),
        subtitle=of.label.en,
        text=words[:MOST_TEXT],
        organisation_id=row.get("organisation_id"),
    )
