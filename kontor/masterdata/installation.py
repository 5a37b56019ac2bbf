"""Gives a tenant the records its packs bring, whenever a configuration is published (P12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kontor.kernel.actor import Actor
from kontor.masterdata import store
from kontor.masterdata.keys import identity_of, with_ids
from kontor.masterdata.services.write import create_many
from kontor.packaging import api as packaging
from kontor.packaging.model import EntityModel, Model


@packaging.on_publish
def make_records(actor: Actor, model: Model) -> None:
    """Make what is missing, parents before children; records that are there keep what the tenant made of them."""
    system = Actor.system(
        actor.tenant_id, organisation_id=actor.organisation_id, language=actor.language, timezone=actor.timezone
    )
    for code in _in_order(model):
        of = model.entities[code]
        fresh = _missing(of, model.masterdata[code])
        for wave in _waves(of, fresh):
            paths = [f"masterdata.{code}[{'/'.join(str(part) for part in identity_of(of, each))}]." for each in wave]
            create_many(system, code, with_ids(of, wave), paths=paths, trusted=True)


def _in_order(model: Model) -> list[str]:
    """Entities after those they refer to."""
    order: list[str] = []

    def visit(code: str, above: frozenset[str]) -> None:
        if code in order or code in above or code not in model.masterdata or code not in model.entities:
            return
        for field in model.entities[code].fields.references:
            visit(field.target or "", above | {code})
        order.append(code)

    for code in model.masterdata:
        visit(code, frozenset())
    return order


def _missing(of: EntityModel, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Records whose key nobody has yet, each once; deleted ones do not come back."""
    if of.entity.identity:
        return _missing_by_identity(of, records)
    by_key = {str(each[of.entity.key]): each for each in records if each.get(of.entity.key) is not None}
    known = store.codes_ever(of, list(by_key))
    return [each for key, each in by_key.items() if key not in known]


def _missing_by_identity(of: EntityModel, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    given = dict(zip([identity_of(of, each) for each in with_ids(of, records)], records, strict=True))
    columns = [of.fields[name].column or name for name in of.entity.identity]
    known = {tuple(_spelt(row[c]) for c in columns) for row in store.select(of, "TRUE", [], columns=columns)}
    return [each for key, each in given.items() if tuple(_spelt(part) for part in key) not in known]


def _spelt(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def _waves(of: EntityModel, records: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Records of a tree level by level, so that parents exist when children name them by code."""
    parents = [each.name for each in of.fields.references if each.target == of.code]
    waiting = list(records)
    waves: list[list[Mapping[str, Any]]] = []
    while waiting:
        codes = {each.get(of.entity.key) for each in waiting}
        ready = [each for each in waiting if not any(each.get(name) in codes for name in parents if each.get(name))]
        wave = ready or waiting
        waves.append(wave)
        waiting = [each for each in waiting if each not in wave]
    return waves
