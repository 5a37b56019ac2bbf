"""“Why can (not) this user do that?” (P5)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kontor.engines.access.contracts import Considered, Explanation
from kontor.engines.access.decisions import considered, decide
from kontor.engines.access.grants import HeldGrant, covers
from kontor.engines.access.holdings import grants_for, model, roles_of
from kontor.kernel.actor import Actor
from kontor.kernel.expressions import ExpressionError
from kontor.kernel.expressions import explain as trace_of


def explain(actor: Actor, permission: str, record: Mapping[str, Any] | None = None) -> Explanation:
    """The decision for an actor, every grant that speaks about it with its verdict, and what would change the answer.

    ``would_allow`` names roles the actor does not hold whose grants cover the permission.
    """
    grants = grants_for(actor, permission)
    held = tuple(dict.fromkeys(each.role.role for each in roles_of(actor)))
    decision = decide(actor, permission, grants, record)
    return Explanation(
        decision,
        tuple(_consider(each, permission, record) for each in grants),
        held,
        () if decision.allowed else _roles_that_would(permission, held),
    )


def _consider(grant: HeldGrant, permission: str, record: Mapping[str, Any] | None) -> Considered:
    if record is None:
        return considered(grant, permission, True if grant.covers_everything else None)
    return considered(grant, permission, grant.holds(record), _trace(grant, record))


def _trace(grant: HeldGrant, record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if grant.when is None:
        return None
    try:
        return trace_of(grant.when, {**record, **grant.facts}).to_mapping()
    except ExpressionError as problem:
        return {"error": problem.code, "message": problem.message()}


def _roles_that_would(permission: str, held: tuple[str, ...]) -> tuple[str, ...]:
    configuration = model()
    if configuration is None:
        return ()
    return tuple(
        code
        for code, role in configuration.roles.items()
        if code not in held
        and any(
            grant.effect == "allow" and any(covers(pattern, permission) for pattern in grant.permissions)
            for grant in role.grants
        )
    )
