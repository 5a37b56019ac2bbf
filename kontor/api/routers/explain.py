"""``/explain``: why one may, or may not (P5)."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from kontor.api.requests import actor_of
from kontor.documents import api as documents
from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.jsonvalues import to_json
from kontor.tenancy.api import actor_for, reading

router = Router(tags=["Rights"])


@router.get("/explain", operation_id="explain", summary="Why may I, or may I not")
def explain(
    request: HttpRequest,
    permission: Annotated[str | None, Query(max_length=200)] = None,
    document: UUID | None = None,
    action: Annotated[str | None, Query(max_length=63)] = None,
    user: UUID | None = None,
) -> Any:
    """For a permission, or for an action on a document: every grant looked at, what decided, and what would change it.

    ``user`` asks for somebody else; that needs the permission ``access.explain``.
    """
    actor = actor_of(request)
    asked = actor
    if user is not None and user != actor.user_id:
        _require_explain(actor)
        asked = actor_for(user, actor.tenant_id, language=actor.language)
    if document is not None and action:
        return to_json(documents.explain(asked, document, action))
    return _explain_permission(asked, permission or "")


@reading
def _require_explain(actor: Actor) -> None:
    access.require(actor, "access.explain")


@reading
def _explain_permission(actor: Actor, permission: str) -> dict[str, Any]:
    told = access.explain(actor, permission)
    return {
        "permission": permission,
        "allowed": told.decision.allowed,
        "reason": told.decision.reason.pick(actor.language),
        "considered": [
            {
                "role": each.role,
                "role_label": each.role_label.to_mapping(),
                "effect": each.effect,
                "pattern": each.pattern,
                "scope": each.scope,
                "organisation_id": each.organisation_id,
                "holds": each.holds,
                "why": each.why.pick(actor.language),
                "trace": each.trace,
            }
            for each in told.considered
        ],
        "roles": told.roles,
        "would_allow": told.would_allow,
    }
