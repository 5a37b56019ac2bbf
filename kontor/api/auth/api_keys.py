"""API keys: ``kontor_<tenant>_<key id>_<secret>``, of which only a hash of the secret is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.crypto import constant_time_compare

from kontor.api.errors import TokenInvalid
from kontor.api.models import ApiKey
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.kernel.errors import NotFound
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.tenancy.work import reading, unit_of_work

PREFIX = "kontor_"
_FORM = re.compile(r"^kontor_([0-9a-f]{32})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$")
_USE_SEEN_EVERY = timedelta(minutes=1)
_FIND = "SELECT * FROM kontor_api_key(%s, %s)"
_SEEN = "SELECT kontor_api_key_used(%s, %s)"
API_KEY = Text(en="API key", zh_hant="API 金鑰")


@dataclass(frozen=True, slots=True)
class VerifiedKey:
    """A key whose secret was right; ``permissions`` empty means all its user may do."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as its owner sees it; the secret is shown once, when it is made."""

    id: UUID
    name: str
    prefix: str
    permissions: tuple[str, ...]
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    revoked_at: datetime | None


@unit_of_work
def create(actor: Actor, name: str, permissions: Sequence[str], expires_at: datetime | None) -> tuple[KeyView, str]:
    """Make a key for the actor's own user; returns it with the full key, which is never shown again."""
    secret = secrets.token_urlsafe(32)
    key = ApiKey(
        id=new_id(),
        user_id=actor.user_id,
        name=name,
        prefix=secret[:4],
        secret_hash=hash_of(secret),
        permissions=list(permissions),
        expires_at=expires_at,
    )
    key.save(force_insert=True)
    return _view(key), f"{PREFIX}{actor.tenant_id.hex}_{key.id.hex}_{secret}"


@reading
def list_keys(actor: Actor) -> list[KeyView]:
    """The actor's own keys, newest first."""
    return [_view(key) for key in ApiKey.objects.filter(user_id=actor.user_id).order_by("-created_at")]


@unit_of_work
def revoke(actor: Actor, key_id: UUID) -> None:
    """End one of the actor's own keys; it stays listed.

    Raises:
        NotFound: the actor has no such key.
    """
    now = current_clock().now()
    found = ApiKey.objects.filter(id=key_id, user_id=actor.user_id)
    if not found.exists():
        raise NotFound(API_KEY, key_id)
    found.filter(revoked_at=None).update(revoked_at=now)


def verify(credential: str) -> VerifiedKey:
    """The key behind a credential; notes its use at most once a minute.

    Raises:
        TokenInvalid: malformed, unknown, revoked, expired or with a wrong secret; all look the same.
    """
    match = _FORM.match(credential)
    if match is None:
        raise TokenInvalid
    tenant_id, key_id = UUID(match[1]), UUID(match[2])
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [tenant_id, key_id])
        row = cursor.fetchone()
        if row is None:
            raise TokenInvalid
        secret_hash, user_id, permissions, expires_at, revoked_at, last_used_at = row
        now = current_clock().now()
        is_good = constant_time_compare(secret_hash, hash_of(match[3]))
        if not is_good or revoked_at is not None or (expires_at is not None and expires_at <= now):
            raise TokenInvalid
        if last_used_at is None or now - last_used_at > _USE_SEEN_EVERY:
            cursor.execute(_SEEN, [tenant_id, key_id])
    return VerifiedKey(key_id, tenant_id, user_id, frozenset(permissions))


def hash_of(secret: str) -> str:
    """SHA-256 suffices: the secret has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _view(key: ApiKey) -> KeyView:
    return KeyView(
        id=key.id,
        name=key.name,
        prefix=key.prefix,
        permissions=tuple(key.permissions),
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        created_at=key.created_at,
        revoked_at=key.revoked_at,
    )
