"""Who acts, for whom, from where, and in which chain of causes (P7)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kontor.kernel.ids import new_id

#: The user id of the platform itself, where no person acts.
SYSTEM_USER_ID = UUID(int=0)

#: Ways an actor reaches the system.
WAYS = frozenset({"session", "api_key", "portal", "job", "import", "system"})


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting user inside one tenant; every command takes it and every event records it.

    ``organisation_id`` is the organisation the user works in at the moment, ``on_behalf_of`` the colleague
    a deputy stands in for, ``address`` the network address. One ``correlation_id`` joins everything one
    request set in motion; ``causation_id`` names the event that caused this action. ``permissions`` narrows
    what the user may do to these patterns (a scoped API key); None leaves everything the user's roles allow.
    """

    user_id: UUID
    tenant_id: UUID
    organisation_id: UUID | None = None
    language: str = "en"
    timezone: str = "UTC"
    address: str | None = None
    via: str = "session"
    correlation_id: UUID = field(default_factory=new_id)
    causation_id: UUID | None = None
    on_behalf_of: UUID | None = None
    name: str = ""
    permissions: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.via not in WAYS:
            raise ValueError(f"an actor comes via one of {sorted(WAYS)}, not {self.via!r}")

    @classmethod
    def system(cls, tenant_id: UUID, **changes: Any) -> Actor:
        """The platform itself acting in a tenant: scheduled jobs, migrations, set-up."""
        return cls(**{"user_id": SYSTEM_USER_ID, "tenant_id": tenant_id, "via": "system", "name": "System", **changes})

    @property
    def is_system(self) -> bool:
        """True where no person acts."""
        return self.user_id == SYSTEM_USER_ID

    def replace(self, **changes: Any) -> Actor:
        """The same actor with some facts changed."""
        return dataclasses.replace(self, **changes)
