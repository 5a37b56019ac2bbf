"""Authentication of every request: an access token or an API key becomes the acting user."""

from __future__ import annotations

from uuid import UUID

from allauth.headless.tokens.strategies.jwt import internal
from django.http import HttpRequest

from kontor.api.auth import api_keys, members
from kontor.api.auth.tokens import TENANT
from kontor.api.errors import TokenInvalid, Unauthenticated
from kontor.api.http import rates
from kontor.api.http.addresses import address_of
from kontor.api.http.languages import language_of
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.tenancy.api import find_tenant
from kontor.tenancy.errors import NotAMember


def authenticate(request: HttpRequest) -> Actor:
    """The actor behind a request; also found as ``request.auth``.

    Raises:
        Unauthenticated: no credential came.
        TokenInvalid: it is expired, revoked or not ours.
        NotAMember: ``X-Tenant`` names a tenant the user does not belong to.
        RateLimited: the user asks too often.
    """
    credential = credential_of(request)
    if credential is None:
        raise Unauthenticated
    if credential.startswith(api_keys.PREFIX):
        actor = _by_key(request, credential)
    else:
        actor = _by_token(request, credential)
    rates.ensure_user_may(actor.user_id)
    return actor


def credential_of(request: HttpRequest) -> str | None:
    """The bearer token or API key that came with the request."""
    if key := request.headers.get("X-API-Key"):
        return key
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None


def _by_token(request: HttpRequest, token: str) -> Actor:
    payload = internal.decode_token(token, "access")
    session_key = internal.session_key_from_sid(payload["sid"]) if payload else None
    user_id = _uuid(payload["sub"]) if payload else None
    if payload is None or not session_key or user_id is None:
        raise TokenInvalid
    chosen = payload.get(TENANT)
    tenant_id = asked_tenant(request) or (_uuid(chosen) if isinstance(chosen, str) else None)
    facts = members.signed_in(user_id, tenant_id, session_key)
    if facts is None or not members.is_live(facts, user_id):
        raise TokenInvalid
    return _actor(request, user_id, facts, via="session")


def _by_key(request: HttpRequest, credential: str) -> Actor:
    key = api_keys.verify(credential)
    asked = asked_tenant(request)
    if asked not in (None, key.tenant_id):
        raise NotAMember(asked)
    facts = members.signed_in(key.user_id, key.tenant_id, None)
    if facts is None:
        raise TokenInvalid
    actor = _actor(request, key.user_id, facts, via="api_key")
    return actor.replace(permissions=key.permissions) if key.permissions else actor


def _actor(request: HttpRequest, user_id: UUID, facts: members.MemberFacts, *, via: str) -> Actor:
    if facts.tenant_id is None:
        raise NotAMember(request.headers.get("X-Tenant", "")[:63] or None)
    return Actor(
        user_id=user_id,
        tenant_id=facts.tenant_id,
        organisation_id=facts.organisation_id,
        language=language_of(request, facts.language),
        timezone=facts.timezone,
        address=address_of(request),
        via=via,
        correlation_id=getattr(request, "correlation_id", None) or new_id(),
        name=facts.name,
    )


def asked_tenant(request: HttpRequest) -> UUID | None:
    """The tenant named by ``X-Tenant`` (id or code), or None; an unknown one is answered like a foreign one."""
    named = request.headers.get("X-Tenant", "").strip()
    if not named:
        return None
    found = _uuid(named) or (find_tenant(named) if len(named) <= 63 else None)
    if found is None:
        raise NotAMember(named[:63])
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
