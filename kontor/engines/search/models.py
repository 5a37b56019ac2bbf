"""The table behind the search box."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kontor.tenancy.models import TenantModel, now


class SearchEntry(TenantModel):
    """What a record is found by; ``id`` is the record's own. Written by ``api.index`` only."""

    type_code = models.CharField(max_length=63)
    title = models.TextField()
    subtitle = models.TextField(default="")
    organisation_id = models.UUIDField(null=True)
    terms = SearchVectorField()
    updated_at = models.DateTimeField(default=now)

    class Meta:
        db_table = "search_entry"
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["terms"], name="search_entry_terms")]
