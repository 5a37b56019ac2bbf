"""Open a link: who acts, and on which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kontor.apps.procurement.errors import SupplierLinkExpired, SupplierLinkInvalid
from kontor.apps.procurement.models import SupplierLink
from kontor.apps.procurement.supplier_links import tokens
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock
from kontor.tenancy import api as tenancy
from kontor.tenancy.errors import TenantUnknown


@dataclass(frozen=True, slots=True)
class Opened:
    """``actor`` may do what the supplier role allows; the caller keeps it to ``document_id``."""

    actor: Actor
    document_id: UUID
    expires_at: datetime


def open_link(token: str, *, language: str, address: str | None) -> Opened:
    """Raises SupplierLinkInvalid or SupplierLinkExpired."""
    key = tokens.read(token)
    system = Actor.system(key.tenant_id)
    try:
        link = _use(system, key.link_id)
    except TenantUnknown as error:
        raise SupplierLinkInvalid from error
    actor = tenancy.actor_for(link.user_id, key.tenant_id, via="portal", language=language, address=address)
    return Opened(actor, link.document_id, link.expires_at)


@tenancy.unit_of_work
def _use(actor: Actor, link_id: UUID) -> SupplierLink:
    link = SupplierLink.objects.filter(id=link_id, revoked_at=None).first()
    if link is None:
        raise SupplierLinkInvalid
    now = current_clock().now()
    if link.expires_at <= now:
        raise SupplierLinkExpired(ended_at=link.expires_at)
    if link.opened_at is None:
        link.opened_at = now
        link.save(update_fields=["opened_at"])
    return link
