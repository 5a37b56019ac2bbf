"""Give a supplier a link to one order."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings

from kontor.apps.procurement.models import SupplierLink
from kontor.apps.procurement.supplier_links import tokens
from kontor.apps.procurement.supplier_links.identity import identity_of
from kontor.engines.workflow.contracts import Document
from kontor.kernel.actor import Actor
from kontor.kernel.clock import current_clock


def give(actor: Actor, order: Document, *, sent_to: str, valid_days: int) -> str:
    """The address of the order's only living link; earlier ones end now."""
    now = current_clock().now()
    partner_id: UUID = order.values["partner"]
    SupplierLink.objects.filter(document_id=order.id, revoked_at=None).update(revoked_at=now)
    link = SupplierLink.objects.create(
        document_id=order.id,
        partner_id=partner_id,
        user_id=identity_of(partner_id, organisation_id=order.organisation_id, tenant_id=actor.tenant_id),
        sent_to=sent_to,
        created_at=now,
        expires_at=now + timedelta(days=valid_days),
    )
    return address(actor.tenant_id, link.id)


def address(tenant_id: UUID, link_id: UUID) -> str:
    """The link as the supplier opens it in a browser."""
    token = tokens.sign(tokens.LinkKey(tenant_id, link_id))
    return f"{settings.PUBLIC_URL.rstrip('/')}/portal/{token}"
