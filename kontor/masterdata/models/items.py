"""Items: product → style → SKU. Stock always refers to the SKU. Units are referred to by their code."""

from django.db import models

from kontor.masterdata.models.record import MasterRecord, figure, reference


class Unit(MasterRecord):
    dimension = models.TextField(null=True)
    places = models.IntegerField(default=4)

    class Meta:
        db_table = "unit"


class UnitConversion(MasterRecord):
    """One ``from_unit`` is ``factor`` times ``to_unit``; for one item, or (item None) for all."""

    item_id = reference()
    from_unit = models.TextField()
    to_unit = models.TextField()
    factor = models.DecimalField(max_digits=30, decimal_places=12)

    class Meta:
        db_table = "unit_conversion"


class ItemCategory(MasterRecord):
    parent_id = reference()
    costing = models.TextField(default="moving_average")
    stock_account_id = reference()
    expense_account_id = reference()

    class Meta:
        db_table = "item_category"


class Product(MasterRecord):
    category_id = reference()

    class Meta:
        db_table = "product"


class Style(MasterRecord):
    product_id = models.UUIDField()

    class Meta:
        db_table = "style"


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
    supplier_id = reference()
    standard_price = figure()
    reorder_point = figure(4)
    fixed_location_id = reference()

    class Meta:
        db_table = "sku"


class SupplierPrice(MasterRecord):
    """What a supplier asks for an item from ``min_quantity`` on, in ``currency``, while it is valid."""

    partner_id = models.UUIDField()
    item_id = models.UUIDField()
    unit = models.TextField(null=True)
    currency = models.TextField(null=True)
    min_quantity = models.DecimalField(max_digits=24, decimal_places=6, default=0)
    unit_price = models.DecimalField(max_digits=24, decimal_places=6)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    lead_days = models.IntegerField(null=True)

    class Meta:
        db_table = "supplier_price"
        indexes = [models.Index(fields=["tenant_id", "item_id", "partner_id"], name="supplier_price_item")]
