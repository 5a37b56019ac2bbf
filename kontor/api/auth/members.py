"""From a credential to an actor in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.headless.internal.sessionkit import session_store
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils.crypto import constant_time_compare

from kontor.tenancy.models import User

_SIGNED_IN = "SELECT * FROM kontor_signed_in(%s, %s, %s)"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A user as a member of one tenant; ``session_data`` is None without a live session."""

    session_data: str | None
    password: str
    name: str
    email: str
    language: str
    tenant_id: UUID | None
    organisation_id: UUID | None
    timezone: str


def signed_in(user_id: UUID, tenant_id: UUID | None, session_key: str | None) -> MemberFacts | None:
    """An active user, their membership in ``tenant_id`` (or their oldest) and their session; None: no such user."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED_IN, [session_key, user_id, tenant_id])
        row = cursor.fetchone()
    return MemberFacts(*row) if row else None


def is_live(facts: MemberFacts, user_id: UUID) -> bool:
    """Whether the session belongs to this user and to their present password: a changed password ends sign-ins."""
    if facts.session_data is None:
        return False
    session: dict[str, Any] = session_store().decode(facts.session_data)
    if session.get(SESSION_KEY) != str(user_id) or BACKEND_SESSION_KEY not in session:
        return False
    user = User(id=user_id, password=facts.password)
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
