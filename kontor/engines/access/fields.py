"""Fields an actor does not see, sees masked, or may only read (P5)."""

from __future__ import annotations

from kontor.engines.access.contracts import FIELD_RIGHTS, FieldAccess, FieldRight
from kontor.engines.access.grants import covers
from kontor.engines.access.holdings import HeldRole, roles_of
from kontor.kernel.actor import Actor

_RANK = {right: place for place, right in enumerate(FIELD_RIGHTS)}


def field_access(actor: Actor, type_code: str) -> FieldAccess:
    """The actor's rights on the fields of a type.

    A role restricts what it names; another role that lets the actor read the type and does not restrict the field
    gives it back. Among roles the widest right holds.
    """
    if actor.is_system:
        return FieldAccess(type_code)
    roles = roles_of(actor)
    named = {hidden.field for held in roles for hidden in held.role.hidden_fields if hidden.type == type_code}
    if not named:
        return FieldAccess(type_code)
    speaking = [held for held in roles if _restricts(held, type_code) or _reads(held, type_code)]
    return FieldAccess(type_code, {name: right for name in named if (right := _widest(speaking, type_code, name))})


def _widest(roles: list[HeldRole], type_code: str, name: str) -> FieldRight:
    rights: list[FieldRight] = []
    for held in roles:
        stated = [each.access for each in held.role.hidden_fields if (each.type, each.field) == (type_code, name)]
        if stated:
            rights.append(max(stated, key=_RANK.__getitem__))
        elif _reads(held, type_code):
            rights.append("write")
    return min(rights, key=_RANK.__getitem__)


def _restricts(held: HeldRole, type_code: str) -> bool:
    return any(each.type == type_code for each in held.role.hidden_fields)


def _reads(held: HeldRole, type_code: str) -> bool:
    permission = f"{type_code}.read"
    return any(
        grant.effect == "allow" and any(covers(pattern, permission) for pattern in grant.permissions)
        for grant in held.role.grants
    )
