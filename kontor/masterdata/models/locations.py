"""The storage tree: site → zone → shelf → level → bin, and the virtual places goods come from and go to."""

from typing import ClassVar

from django.db import models

from kontor.masterdata.models.record import MasterRecord, figure, once, reference


class Location(MasterRecord):
    """``path`` names every ancestor by code, parted by slashes.

    ``kind``: site, zone, shelf, level, bin, receiving; virtual: supplier, consumption, loss, customer, transit.
    ``capacity`` in base units of what lies there; None: no limit. ``category`` keeps a place for one item category.
    """

    parent_id = reference()
    kind = models.TextField()
    path = models.TextField(default="")
    is_virtual = models.BooleanField(default=False)
    capacity = figure()
    category_id = reference()
    allows_negative = models.BooleanField(default=False)
    order_no = models.IntegerField(default=0)

    class Meta:
        db_table = "location"
        constraints: ClassVar = [once("location")]
        indexes: ClassVar = [
            models.Index(fields=["tenant_id", "parent_id"], name="location_parent"),
            models.Index(fields=["tenant_id", "kind", "order_no"], name="location_kind"),
        ]
