"""Giving and taking roles; every change is an event of the user it concerns."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from kontor.engines.access.contracts import Assignment
from kontor.engines.access.decisions import require
from kontor.engines.access.errors import AssignmentInvalid, RoleUnknown
from kontor.engines.access.holdings import key_of, model
from kontor.engines.access.models import RoleAssignment
from kontor.engines.events import api as events
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import NotFound
from kontor.kernel.registry import nearest
from kontor.kernel.text import Text
from kontor.tenancy import context
from kontor.tenancy.api import get_organisation, unit_of_work, user_labels

_DAYS = Text(en="its last day lies before its first", zh_hant="結束日早於起始日")
_NO_MEMBER = Text(en="the user is no member of this tenant", zh_hant="使用者不是此租戶的成員")
_ASSIGNMENT = Text(en="role assignment", zh_hant="角色指派")


@unit_of_work
def assign_role(
    actor: Actor,
    user_id: UUID,
    role: str,
    organisation_id: UUID | None = None,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Assignment:
    """Let a user hold a role in an organisation and below (the whole tenant without one), from today unless said.

    An assignment like it that is in force on its first day is returned instead of a second one.

    Raises:
        Forbidden: the actor may not assign roles.
        RoleUnknown, NotFound (organisation), AssignmentInvalid.
    """
    require(actor, "access.assign")
    _check_role(role)
    if organisation_id is not None:
        get_organisation(organisation_id)
    if user_id not in user_labels([user_id]):
        raise AssignmentInvalid(_NO_MEMBER, path="user_id")
    first = valid_from or current_clock().today(actor.timezone)
    if valid_to is not None and valid_to < first:
        raise AssignmentInvalid(_DAYS, path="valid_to")
    row = _same(user_id, role, organisation_id, first, valid_to)
    if row is None:
        row = RoleAssignment.objects.create(
            user_id=user_id, role=role, organisation_id=organisation_id, valid_from=first, valid_to=valid_to,
            created_by=actor.user_id,
        )  # fmt: skip
        _record(row, "role.assigned", {})
    return _shown(row)


@unit_of_work
def end_assignment(actor: Actor, assignment_id: UUID, *, last_day: date | None = None) -> None:
    """Let a role end: after ``last_day``, or at once (yesterday was the last day) when none is given.

    An assignment that would end before it began is removed; the event keeps it.

    Raises:
        Forbidden: the actor may not assign roles. NotFound: no such assignment.
    """
    require(actor, "access.assign")
    row = RoleAssignment.objects.select_for_update().filter(id=assignment_id).first()
    if row is None:
        raise NotFound(_ASSIGNMENT, assignment_id)
    before = _facts(row)
    row.valid_to = last_day or current_clock().today(actor.timezone) - timedelta(days=1)
    _record(row, "role.ended", before)
    if row.valid_to < row.valid_from:
        row.delete()
    else:
        row.save(update_fields=["valid_to"])


def assignments_of(user_id: UUID) -> list[Assignment]:
    """All assignments of a user in the current tenant, past and future ones too, by first day."""
    rows = RoleAssignment.objects.filter(user_id=user_id).order_by("valid_from", "id")
    return [_shown(row) for row in rows]


def holders_of(role: str, organisation_id: UUID | None = None) -> set[UUID]:
    """Users who hold a role today; with an organisation only those whose role reaches it."""
    today = current_clock().now().date()
    rows = RoleAssignment.objects.filter(role=role, valid_from__lte=today).exclude(valid_to__lt=today)
    if organisation_id is None:
        return {row.user_id for row in rows}
    above = {None, *get_organisation(organisation_id).path}
    return {row.user_id for row in rows if row.organisation_id in above}


def _check_role(role: str) -> None:
    configuration = model()
    known = tuple(configuration.roles) if configuration else ()
    if role not in known:
        raise RoleUnknown(role, known, nearest(role, known), path="role")


def _same(
    user_id: UUID, role: str, organisation_id: UUID | None, first: date, last: date | None
) -> RoleAssignment | None:
    rows = RoleAssignment.objects.filter(
        user_id=user_id, role=role, organisation_id=organisation_id, valid_from__lte=first, valid_to=last
    )
    return rows.first()


def _record(row: RoleAssignment, kind: str, before: dict[str, object]) -> None:
    """Tell the event store, and forget what this unit of work remembers of the user's roles."""
    events.append([events.NewEvent("user", row.user_id, kind, before, _facts(row), {"assignment": row.id})])
    context.current().forget(key_of(row.user_id))


def _facts(row: RoleAssignment) -> dict[str, object]:
    facts = {"role": row.role, "organisation": row.organisation_id, "from": row.valid_from, "to": row.valid_to}
    return {"roles": {str(row.id): facts}}


def _shown(row: RoleAssignment) -> Assignment:
    return Assignment(row.id, row.user_id, row.role, row.organisation_id, row.valid_from, row.valid_to)
