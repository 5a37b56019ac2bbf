"""The one table of its own that procurement has."""

from django.db import models

from kontor.tenancy.models import TenantModel, now


class SupplierLink(TenantModel):
    """A signed link by which a supplier answers one order without signing in (R4).

    The token is not kept: it is this row's id, signed. ``user_id`` is the identity the supplier acts under.
    """

    document_id = models.UUIDField()
    partner_id = models.UUIDField()
    user_id = models.UUIDField()
    sent_to = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supplier_link"
        indexes = [models.Index(fields=["tenant_id", "document_id"], name="supplier_link_document")]
