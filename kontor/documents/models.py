"""Tables of documents. Written only by ``store/write.py``, set-based; these classes make the tables (P2, P15).

Columns hold what ledgers, flows and lists need; every other field lives in ``data`` (design.md §4).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.tenancy.models import NumericField, TenantModel


class DocumentRow(TenantModel):
    """A document's header. ``config_version_id``: the configuration it started with and keeps.

    ``decided_by`` names for each action who fired it, for four eyes. ``version`` grows with every command that
    changed the document or a line of it.
    """

    organisation_id = models.UUIDField()
    type_code = models.TextField()
    number = models.TextField()
    is_numbered = models.BooleanField(default=False)
    state = models.TextField()
    standard_status = models.TextField()
    document_date = models.DateField()
    accounting_date = models.DateField(null=True)
    partner_id = models.UUIDField(null=True)
    project_id = models.UUIDField(null=True)
    currency = models.TextField(null=True)
    rate = NumericField(null=True)
    total_amount = NumericField(null=True)
    title = models.TextField(null=True)
    data = models.JSONField(default=dict)
    decided_by = models.JSONField(default=dict)
    config_version_id = models.UUIDField()
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.UUIDField(null=True)
    delete_reason = models.TextField(null=True)

    class Meta:
        db_table = "document"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant_id", "type_code", "organisation_id", "number"], name="document_number_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant_id", "type_code", "-created_at", "-id"],
                condition=models.Q(deleted_at__isnull=True),
                name="document_newest",
            ),
            models.Index(
                fields=["tenant_id", "type_code", "state", "-created_at", "-id"],
                condition=models.Q(deleted_at__isnull=True),
                name="document_newest_in_state",
            ),
            models.Index(
                fields=["tenant_id", "type_code", "-document_date", "-id"],
                condition=models.Q(deleted_at__isnull=True),
                name="document_by_date",
            ),
            models.Index(fields=["tenant_id", "partner_id", "type_code"], name="document_of_partner"),
            models.Index(fields=["tenant_id", "project_id", "type_code"], name="document_of_project"),
        ]


class LineRow(TenantModel):
    """A line: the process object. ``type_code`` is its document's, so that queues of lines need no join to filter."""

    document_id = models.UUIDField()
    type_code = models.TextField()
    line_no = models.IntegerField()
    state = models.TextField()
    item_id = models.UUIDField(null=True)
    description = models.TextField(null=True)
    quantity = NumericField(null=True)
    unit = models.TextField(null=True)
    unit_price = NumericField(null=True)
    discount = NumericField(null=True)
    tax = models.TextField(null=True)
    amount = NumericField(null=True)
    location_id = models.UUIDField(null=True)
    project_id = models.UUIDField(null=True)
    partner_id = models.UUIDField(null=True)
    needed_date = models.DateField(null=True)
    data = models.JSONField(default=dict)
    decided_by = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "document_line"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "document_id", "line_no"], name="line_of_document"),
            models.Index(
                fields=["tenant_id", "type_code", "state", "-id"],
                condition=models.Q(deleted_at__isnull=True),
                name="line_in_state",
            ),
            models.Index(fields=["tenant_id", "item_id"], name="line_of_item"),
            models.Index(fields=["tenant_id", "project_id"], name="line_of_project"),
        ]


class FlowLinkRow(TenantModel):
    """One edge of a flow: how much of the source line stands in the target line.

    ``returned_*``: what a return gave back of it. A released link belongs to a target that was cancelled or removed;
    it stays for the history and counts for nothing.
    """

    flow = models.TextField()
    source_document_id = models.UUIDField()
    source_line_id = models.UUIDField()
    target_document_id = models.UUIDField()
    target_line_id = models.UUIDField()
    quantity = NumericField()
    amount = NumericField()
    returned_quantity = NumericField(default=0)
    returned_amount = NumericField(default=0)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "flow_link"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0)
                & models.Q(returned_quantity__gte=0)
                & models.Q(returned_quantity__lte=models.F("quantity")),
                name="flow_link_quantities",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "source_line_id", "flow"], name="flow_link_from"),
            models.Index(fields=["tenant_id", "target_line_id", "flow"], name="flow_link_to"),
            models.Index(fields=["tenant_id", "source_document_id"], name="flow_link_from_document"),
            models.Index(fields=["tenant_id", "target_document_id"], name="flow_link_to_document"),
        ]


class LineFlowRow(TenantModel):
    """Running sum per source line and flow: Σ (quantity − returned) over living links, kept in the same transaction."""

    line_id = models.UUIDField()
    flow = models.TextField()
    quantity = NumericField()
    amount = NumericField()

    class Meta:
        db_table = "line_flow"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "line_id", "flow"], name="line_flow_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="line_flow_not_negative"),
        ]
