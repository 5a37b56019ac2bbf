"""Items: product → style → SKU. Stock always refers to the SKU. Units are referred to by their code."""

from typing import ClassVar

from django.db import models

from kontor.masterdata.models.record import MasterRecord, figure, key, once, reference


class Unit(MasterRecord):
    dimension = models.TextField(null=True)
    places = models.IntegerField(default=4)

    class Meta:
        db_table = "unit"
        constraints: ClassVar = [key("unit")]


class UnitConversion(MasterRecord):
    """One ``from_unit`` is ``factor`` / ``divisor`` of ``to_unit``; for one item, or (item None) for all."""

    item_id = reference()
    from_unit = models.TextField()
    to_unit = models.TextField()
    factor = figure(null=False)
    divisor = figure(default=1)

    class Meta:
        db_table = "unit_conversion"
        constraints: ClassVar = [
            once("unit_conversion", "item_id", "from_unit", "to_unit"),
            models.CheckConstraint(condition=models.Q(divisor__gt=0, factor__gt=0), name="unit_conversion_positive"),
        ]


class ItemCategory(MasterRecord):
    parent_id = reference()
    costing = models.TextField(default="moving_average")
    stock_account_id = reference()
    expense_account_id = reference()

    class Meta:
        db_table = "item_category"
        constraints: ClassVar = [once("item_category")]


class Product(MasterRecord):
    category_id = reference()

    class Meta:
        db_table = "product"
        constraints: ClassVar = [once("product")]


class Style(MasterRecord):
    product_id = models.UUIDField()

    class Meta:
        db_table = "style"
        constraints: ClassVar = [once("style")]


class Sku(MasterRecord):
    """``variant_key`` makes a variant one of a kind within its style (``colour=red|size=M``)."""

    style_id = reference()
    product_id = reference()
    category_id = reference()
    unit = models.TextField()
    specification = models.TextField(null=True)
    barcode = models.TextField(null=True)
    variant_key = models.TextField(null=True)
    is_stocked = models.BooleanField(default=True)
    is_lot_tracked = models.BooleanField(default=False)
    has_expiry = models.BooleanField(default=False)
    may_be_negative = models.BooleanField(default=False)
    supplier_id = reference()
    standard_price = figure()
    reorder_point = figure()
    fixed_location_id = reference()

    class Meta:
        db_table = "sku"
        constraints: ClassVar = [
            once("sku"),
            models.UniqueConstraint(
                fields=["tenant_id", "style_id", "variant_key"],
                condition=models.Q(deleted_at=None, variant_key__isnull=False),
                name="sku_variant_once",
            ),
        ]


class SupplierPrice(MasterRecord):
    """What a supplier asks for an item from ``min_quantity`` on, in ``currency``, while it is valid."""

    partner_id = models.UUIDField()
    item_id = models.UUIDField()
    unit = models.TextField(null=True)
    currency = models.TextField(null=True)
    min_quantity = figure(default=0)
    unit_price = figure(null=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    lead_days = models.IntegerField(null=True)

    class Meta:
        db_table = "supplier_price"
        constraints: ClassVar = [
            once("supplier_price", "item_id", "partner_id", "currency", "unit", "min_quantity", "valid_from"),
            models.CheckConstraint(condition=models.Q(unit_price__gte=0), name="supplier_price_not_negative"),
        ]
