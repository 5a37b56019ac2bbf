"""Access and refresh tokens over allauth's JWT strategy, with reuse detection (Q1).

A sign-in is one session; its refresh tokens are its family. Each refresh token works once. One that comes a second
time was stolen from, or by, somebody: the session is deleted, and with it every access and refresh token of the family.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from allauth.headless.tokens.strategies.jwt import internal
from allauth.headless.tokens.strategies.jwt.strategy import JWTTokenStrategy
from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection, transaction
from django.http import HttpRequest

from kontor.api.errors import RefreshTokenReused, TokenInvalid

#: Session key and token claim: the tenant the user switched to.
TENANT = "tenant"

_LOCK = "SELECT 1 FROM django_session WHERE session_key = %s FOR UPDATE"


class TokenStrategy(JWTTokenStrategy):
    """allauth's strategy, but the family dies with a replayed refresh token, and tokens name the chosen tenant."""

    def create_access_token(self, request: HttpRequest) -> str | None:
        user = cast(AbstractBaseUser, request.user)
        return access_token(user, request.session)

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        try:
            return rotate(refresh_token)
        except (TokenInvalid, RefreshTokenReused):
            return None


def access_token(user: AbstractBaseUser, session: SessionBase) -> str:
    """A new access token of a sign-in, valid for an hour unless configured otherwise."""
    tenant = session.get(TENANT)
    return str(internal.create_access_token(user, session, {TENANT: tenant} if tenant else {}))


def rotate(refresh_token: str) -> tuple[str, str]:
    """A new access token and the next refresh token; the old one is used up.

    The session row is locked, so of two calls with one token exactly one succeeds and the other is a replay.

    Raises:
        TokenInvalid: expired, signed out, not ours.
        RefreshTokenReused: used before; the whole sign-in has ended.
    """
    payload = internal.decode_token(refresh_token, "refresh")
    session_key = internal.session_key_from_sid(payload["sid"]) if payload else None
    if not payload or not session_key:
        raise TokenInvalid
    with transaction.atomic():
        pair = _rotate_locked(payload, session_key)
        if pair is None:
            end_session(session_key)
    if pair is None:
        raise RefreshTokenReused
    return pair


def _rotate_locked(payload: dict[str, Any], session_key: str) -> tuple[str, str] | None:
    """The next pair, or None when this token was used before."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [session_key])
    session = internal.get_token_session(payload)
    user = internal.validate_token_user(payload, session) if session is not None else None
    if session is None or user is None:
        raise TokenInvalid
    if payload["jti"] not in internal.get_refresh_token_state(session):
        return None
    internal.invalidate_refresh_token(session, payload)
    following = internal.create_refresh_token(user, session)
    session.modified = True
    session.save()
    return access_token(user, session), str(following)


def session_key_of(token: str) -> str | None:
    """The session an access or refresh token belongs to, when the signature and date are good."""
    payload = internal.decode_token(token, "access") or internal.decode_token(token, "refresh")
    key = internal.session_key_from_sid(payload["sid"]) if payload else None
    return key or None


def choose_tenant(token: str, tenant_id: UUID) -> tuple[str, str]:
    """Remember the tenant in the sign-in; a new access and refresh token of the same family.

    Raises:
        TokenInvalid: the sign-in has ended.
    """
    payload = internal.decode_token(token, "access")
    session_key = internal.session_key_from_sid(payload["sid"]) if payload else None
    if not payload or not session_key:
        raise TokenInvalid
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [session_key])
        session = internal.get_token_session(payload)
        user = internal.validate_token_user(payload, session) if session is not None else None
        if session is None or user is None:
            raise TokenInvalid
        session[TENANT] = str(tenant_id)
        following = internal.create_refresh_token(user, session)
        session.save()
        return access_token(user, session), str(following)


def end_session(session_key: str) -> None:
    """Revoke a sign-in: every token of the family is dead from the next request on."""
    from allauth.headless.internal.sessionkit import session_store

    session_store(session_key).flush()
    UserSession.objects.filter(session_key=session_key).delete()
