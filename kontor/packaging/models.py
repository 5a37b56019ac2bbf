"""Tables of packaging: content of packs, published versions of a tenant, and its draft."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.packaging.stored import ExactDecoder, ExactEncoder
from kontor.tenancy.models import TenantModel, now


class PackRelease(models.Model):
    """One pack as it was read, under the hash of its content; shared by all tenants, never changed.

    Versions name releases by hash, so a tenant's old documents run on the packs they were made with, whatever the
    folders on disk say today.
    """

    content_hash = models.CharField(primary_key=True, max_length=64)
    pack = models.CharField(max_length=63)
    pack_version = models.CharField(max_length=40)
    content = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    created_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "pack_release"


class ConfigVersion(TenantModel):
    """A published configuration. ``source`` is ``{"packs": [{pack, version, hash}], "overlay": {…}}``."""

    number = models.IntegerField()
    source = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=now)
    published_by = models.UUIDField()
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "config_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "number"], name="config_version_number_once"),
        ]


class ConfigDraft(TenantModel):
    """The overlay somebody is working on; one per tenant, checked and published when it is right."""

    overlay = models.JSONField(default=dict, encoder=ExactEncoder, decoder=ExactDecoder)
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField(default=now)
    updated_by = models.UUIDField()

    class Meta:
        db_table = "config_draft"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id"], name="config_draft_once"),
        ]
