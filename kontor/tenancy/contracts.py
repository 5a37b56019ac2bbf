"""What tenancy answers with, beside its models."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TenantChoice:
    """A tenant a user may work in, and the organisation they are at home in there."""

    id: UUID
    code: str
    name: str
    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class Member:
    """A user as a tenant sees them; inactive when the membership or the user is."""

    user_id: UUID
    name: str
    email: str
    language: str
    organisation_id: UUID
    is_active: bool
