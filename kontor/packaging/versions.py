"""Versions of a tenant's configuration: install, draft, check, publish, diff, roll back (P12)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import VersionConflict
from kontor.kernel.jsonvalues import dumps
from kontor.packaging import cache, schema
from kontor.packaging.compile import compile_packs, examine, pack_hash
from kontor.packaging.differences import Difference, differences
from kontor.packaging.errors import NothingPublished, VersionUnknown
from kontor.packaging.folders import load_with_requirements
from kontor.packaging.model import Model
from kontor.packaging.models import ConfigDraft, ConfigVersion, PackRelease
from kontor.packaging.problems import PackProblems, Problem
from kontor.packaging.stored import dump, read_overlay, restore
from kontor.tenancy import api as tenancy
from kontor.tenancy import context


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A published version as a list shows it."""

    id: UUID
    number: int
    published_at: datetime
    published_by: UUID
    note: str
    packs: Mapping[str, str]
    is_current: bool


def current(tenant_id: UUID) -> Model:
    """The model the open unit of work runs on. No query when this process has it compiled already.

    Raises:
        NothingPublished: no packs are installed.
    """
    work = context.current()
    assert work.tenant_id == tenant_id, "the model of another tenant was asked for"
    if work.config_version_id is None:
        raise NothingPublished
    return version(work.config_version_id)


def version(version_id: UUID) -> Model:
    """The model of one published version: documents run on the version they were made with.

    Raises:
        VersionUnknown: the tenant has no such version.
    """
    tenant_id = context.current().tenant_id
    if (known := cache.of_version(tenant_id, version_id)) is not None:
        return known
    row = ConfigVersion.objects.filter(id=version_id).first()
    if row is None:
        raise VersionUnknown(version_id)
    return cache.keep(
        tenant_id, row.id, row.number, cache.of_content(row.content_hash, lambda: _compile_stored(row.source))
    )


@tenancy.unit_of_work
def install(actor: Actor, packs: Sequence[str | Path], *, note: str = "") -> Model:
    """Publish these packs and what they require, beside those the tenant has; its overlay stays.

    Installing again what is installed changes nothing. Records the packs bring are made by the rooms that listen
    (``on_publish``).

    Raises:
        PackUnknown: a pack is not there.
        PackProblems: the packs do not compile.
    """
    fresh = load_with_requirements(packs)
    before = _current_row()
    kept = [each for each in _packs_of(before) if each.head.pack not in {pack.head.pack for pack in fresh}]
    overlay = dict(before.source.get("overlay") or {}) if before else {}
    return _publish(actor, [*fresh, *kept], overlay, note or f"install {', '.join(str(each) for each in packs)}")


@tenancy.unit_of_work
def publish(actor: Actor, overlay: Mapping[str, Any], *, note: str = "") -> Model:
    """Make ``overlay`` the tenant's own configuration over its packs, from the next unit of work on, everywhere.

    Raises:
        PackProblems: the overlay does not compile with the packs.
    """
    model = _publish(actor, _packs_of(_current_row()), overlay, note)
    ConfigDraft.objects.all().delete()
    return model


@tenancy.unit_of_work
def publish_draft(actor: Actor, *, version: int, note: str = "") -> Model:
    """Publish what is in the draft.

    Raises:
        VersionConflict: somebody changed the draft since it was read.
        PackProblems: it does not compile.
    """
    draft = ConfigDraft.objects.select_for_update().first()
    if draft is None or draft.version != version:
        raise VersionConflict(version, draft.version if draft else None)
    return publish(actor, draft.overlay, note=note)


@tenancy.reading
def draft(actor: Actor) -> tuple[dict[str, Any], int]:
    """The draft overlay and its version; what is published, with version 0, when nobody drafts."""
    row = ConfigDraft.objects.first()
    return (dict(row.overlay), row.version) if row else (dict(_overlay_of(_current_row())), 0)


@tenancy.unit_of_work
def save_draft(actor: Actor, overlay: Mapping[str, Any], *, version: int) -> list[Problem]:
    """Keep the draft, right or not, and return what is wrong with it.

    Raises:
        VersionConflict: somebody else saved since ``version`` was read.
    """
    row = ConfigDraft.objects.select_for_update().first()
    if (row.version if row else 0) != version:
        raise VersionConflict(version, row.version if row else 0)
    row = row or ConfigDraft(version=0)
    row.overlay, row.version = dict(overlay), row.version + 1
    row.updated_at, row.updated_by = current_clock().now(), actor.user_id
    row.save()
    return check(actor, overlay)


@tenancy.reading
def check(actor: Actor, overlay: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with an overlay over the tenant's packs; nothing is changed."""
    own, problems = read_overlay(overlay)
    return problems or examine(_packs_of(_current_row()), own)[1]


@tenancy.reading
def diff(actor: Actor, overlay: Mapping[str, Any]) -> list[Difference]:
    """What publishing the overlay would change, part by part.

    Raises:
        PackProblems: the overlay does not compile.
    """
    row = _current_row()
    if row is None:
        raise NothingPublished
    own, problems = read_overlay(overlay)
    if problems:
        raise PackProblems(problems)
    return differences(version(row.id), compile_packs(_packs_of(row), own))


@tenancy.reading
def diff_versions(actor: Actor, before: int, after: int) -> list[Difference]:
    """What changed between two published versions, by number."""
    return differences(version(_by_number(before).id), version(_by_number(after).id))


@tenancy.unit_of_work
def roll_back(actor: Actor, number: int, *, note: str = "") -> Model:
    """Publish an earlier version's packs and overlay again, as a new version; history stays."""
    row = _by_number(number)
    return _publish(actor, _packs_of(row), _overlay_of(row), note or f"roll back to {number}")


@tenancy.reading
def versions(actor: Actor) -> list[VersionInfo]:
    """All published versions, newest first."""
    now = context.current().config_version_id
    return [
        VersionInfo(
            row.id,
            row.number,
            row.published_at,
            row.published_by,
            row.note,
            {each["pack"]: each["version"] for each in row.source["packs"]},
            row.id == now,
        )
        for row in ConfigVersion.objects.order_by("-number")
    ]


def _publish(actor: Actor, packs: Sequence[schema.Pack], overlay: Mapping[str, Any], note: str) -> Model:
    """Compile, store, and switch the tenant; the same source again keeps the present version."""
    own, problems = read_overlay(overlay)
    if problems:
        raise PackProblems(problems)
    releases = {pack_hash(each): each for each in packs}
    source = {
        "packs": [
            {"pack": each.head.pack, "version": each.head.version, "hash": fingerprint}
            for fingerprint, each in releases.items()
        ],
        "overlay": dict(overlay),
    }
    content = hashlib.sha256(dumps(source).encode()).hexdigest()
    before = _current_row()
    if before is not None and before.content_hash == content:
        return version(before.id)
    model = cache.of_content(content, lambda: compile_packs(packs, own))
    _store_releases(releases)
    row = ConfigVersion.objects.create(
        number=_next_number(), source=source, content_hash=content, published_by=actor.user_id, note=note
    )
    tenancy.set_config_version(row.id)
    kept = cache.keep(actor.tenant_id, row.id, row.number, model)
    for listener in _listeners:
        listener(actor, kept)
    return kept


Listener = Callable[[Actor, Model], None]
_listeners: list[Listener] = []


def on_publish(listener: Listener) -> Listener:
    """Decorator: call ``listener(actor, model)`` in the publishing transaction, for records and indexes to follow."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def _store_releases(releases: Mapping[str, schema.Pack]) -> None:
    rows = [
        PackRelease(content_hash=fingerprint, pack=each.head.pack, pack_version=each.head.version, content=dump(each))
        for fingerprint, each in releases.items()
    ]
    PackRelease.objects.bulk_create(rows, ignore_conflicts=True)


def _next_number() -> int:
    """One after the last; the tenant's row is locked, so two publishers come one after the other."""
    tenancy.Tenant.objects.select_for_update().get(id=context.current().tenant_id)
    last = ConfigVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _current_row() -> ConfigVersion | None:
    version_id = context.current().config_version_id
    return ConfigVersion.objects.filter(id=version_id).first() if version_id else None


def _by_number(number: int) -> ConfigVersion:
    row = ConfigVersion.objects.filter(number=number).first()
    if row is None:
        raise VersionUnknown(number)
    return row


def _overlay_of(row: ConfigVersion | None) -> Mapping[str, Any]:
    return (row.source.get("overlay") or {}) if row else {}


def _packs_of(row: ConfigVersion | None) -> list[schema.Pack]:
    return _restore_all(row.source["packs"]) if row else []


def _restore_all(named: Iterable[Mapping[str, str]]) -> list[schema.Pack]:
    hashes = [each["hash"] for each in named]
    content = dict(PackRelease.objects.filter(content_hash__in=hashes).values_list("content_hash", "content"))
    return [restore(content[each]) for each in hashes]


def _compile_stored(source: Mapping[str, Any]) -> Model:
    own, problems = read_overlay(source.get("overlay") or {})
    if problems:
        raise PackProblems(problems)
    return compile_packs(_restore_all(source["packs"]), own)
