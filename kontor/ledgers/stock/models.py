"""Tables of the stock ledger. Moves and adjustments are the truth; balances, pools and layers are derived from them.

Everything is read and written by the statements in ``store/``; the models declare the tables.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kontor.ledgers.stock.contracts import NO_LOT, QUANTITY_PLACES, VALUE_PLACES
from kontor.ledgers.stock.costing.base import UNIT_COST_PLACES
from kontor.tenancy.models import TenantModel, now


def quantity_field(**options: object) -> models.DecimalField[Any, Any]:
    """A quantity in the item's base unit."""
    return models.DecimalField(max_digits=24, decimal_places=QUANTITY_PLACES, **options)  # type: ignore[arg-type]


def value_field(**options: object) -> models.DecimalField[Any, Any]:
    """A value in the company's currency."""
    return models.DecimalField(max_digits=28, decimal_places=VALUE_PLACES, **options)  # type: ignore[arg-type]


class StockMove(TenantModel):
    """Goods went from one location to another. Append-only; a mistake is corrected by its mirror image."""

    company_id = models.UUIDField()
    item_id = models.UUIDField()
    lot = models.TextField(default=NO_LOT)
    project_id = models.UUIDField(null=True)
    source_location_id = models.UUIDField()
    target_location_id = models.UUIDField()
    quantity = quantity_field()
    direction = models.SmallIntegerField()
    value = value_field()
    move_date = models.DateField()
    reverses_id = models.UUIDField(null=True)
    source_type = models.TextField(default="")
    source_document_id = models.UUIDField(null=True)
    source_line_id = models.UUIDField(null=True)
    posted_at = models.DateTimeField(default=now)
    posted_by = models.UUIDField()

    class Meta:
        db_table = "stock_move"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_move_quantity_positive"),
            models.CheckConstraint(condition=Q(value__gte=0), name="stock_move_value_not_negative"),
            models.CheckConstraint(condition=Q(direction__in=(-1, 0, 1)), name="stock_move_direction_known"),
            models.CheckConstraint(
                condition=~Q(source_location_id=models.F("target_location_id")), name="stock_move_leads_elsewhere"
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "reverses_id"],
                condition=Q(reverses_id__isnull=False),
                name="stock_move_reversed_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant_id", "company_id", "item_id", "move_date", "id"],
                include=["direction", "quantity", "value"],
                name="stock_move_by_item",
            ),
            models.Index(fields=["tenant_id", "source_location_id", "item_id", "move_date"], name="stock_move_out_of"),
            models.Index(fields=["tenant_id", "target_location_id", "item_id", "move_date"], name="stock_move_into"),
            models.Index(fields=["tenant_id", "source_document_id"], name="stock_move_by_document"),
        ]


class StockAdjustment(TenantModel):
    """A value difference of a move, dated when the books learnt of it. Append-only; signed."""

    move_id = models.UUIDField()
    company_id = models.UUIDField()
    item_id = models.UUIDField()
    adjustment_date = models.DateField()
    value = value_field()

    class Meta:
        db_table = "stock_adjustment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(value=0), name="stock_adjustment_not_zero"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant_id", "company_id", "item_id", "adjustment_date"],
                include=["value"],
                name="stock_adjustment_by_item",
            ),
            models.Index(fields=["tenant_id", "move_id"], name="stock_adjustment_by_move"),
        ]


class StockBalance(TenantModel):
    """How much is where, and how much of it is promised. Derived from moves and reservations."""

    company_id = models.UUIDField()
    item_id = models.UUIDField()
    location_id = models.UUIDField()
    lot = models.TextField(default=NO_LOT)
    project_id = models.UUIDField(null=True)
    on_hand = quantity_field(default=0)
    reserved = quantity_field(default=0)
    last_move_date = models.DateField(null=True)
    may_be_negative = models.BooleanField(default=False)

    class Meta:
        db_table = "stock_balance"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tenant_id", "item_id", "location_id", "lot", "project_id", "company_id"],
                nulls_distinct=False,
                name="stock_balance_once",
            ),
            models.CheckConstraint(
                condition=Q(may_be_negative=True) | Q(on_hand__gte=0), name="stock_balance_never_negative"
            ),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_balance_reserved_not_negative"),
            models.CheckConstraint(
                condition=Q(may_be_negative=True) | Q(on_hand__gte=models.F("reserved")),
                name="stock_balance_promises_only_what_it_holds",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "location_id", "item_id"], name="stock_balance_by_location"),
        ]


class StockCost(TenantModel):
    """All of one item in one company and what it is worth; its row lock puts the costing of the item in order."""

    company_id = models.UUIDField()
    item_id = models.UUIDField()
    quantity = quantity_field(default=0)
    value = value_field(default=0)
    last_unit_cost = models.DecimalField(max_digits=30, decimal_places=UNIT_COST_PLACES, default=0)
    last_move_date = models.DateField(null=True)
    costing = models.TextField(default="")

    class Meta:
        db_table = "stock_cost"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "item_id", "company_id"], name="stock_cost_once"),
            models.CheckConstraint(condition=~Q(quantity=0) | Q(value=0), name="stock_cost_nothing_is_worth_nothing"),
            models.CheckConstraint(
                condition=Q(quantity=0) | Q(quantity__gt=0, value__gte=0) | Q(quantity__lt=0, value__lte=0),
                name="stock_cost_signs_agree",
            ),
        ]


class StockLayer(TenantModel):
    """What is left of a receipt under a layered costing method; ``is_open`` while anything is."""

    company_id = models.UUIDField()
    item_id = models.UUIDField()
    move_id = models.UUIDField()
    layer_date = models.DateField()
    quantity_left = quantity_field()
    value_left = value_field()
    is_open = models.BooleanField(default=True)

    class Meta:
        db_table = "stock_layer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(is_open=True, quantity_left__gt=0, value_left__gte=0)
                | Q(is_open=False, quantity_left=0, value_left=0),
                name="stock_layer_open_while_something_is_left",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["tenant_id", "company_id", "item_id", "layer_date", "id"],
                condition=Q(is_open=True),
                name="stock_layer_open_by_age",
            ),
        ]


class StockLot(TenantModel):
    """A lot of an item and the day it expires."""

    item_id = models.UUIDField()
    lot = models.TextField()
    expiry_date = models.DateField(null=True)

    class Meta:
        db_table = "stock_lot"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant_id", "item_id", "lot"], name="stock_lot_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "expiry_date"], name="stock_lot_by_expiry"),
        ]


class StockReservation(TenantModel):
    """A promise: part of one balance is kept for the holder of ``key``."""

    key = models.TextField()
    company_id = models.UUIDField()
    item_id = models.UUIDField()
    location_id = models.UUIDField()
    lot = models.TextField(default=NO_LOT)
    project_id = models.UUIDField(null=True)
    quantity = quantity_field()
    quantity_left = quantity_field()
    valid_until = models.DateField(null=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.UUIDField()

    class Meta:
        db_table = "stock_reservation"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(quantity_left__gte=0, quantity_left__lte=models.F("quantity")),
                name="stock_reservation_within_its_quantity",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant_id", "key"], name="stock_reservation_by_key"),
            models.Index(fields=["tenant_id", "item_id", "location_id"], name="stock_reservation_by_place"),
            models.Index(fields=["tenant_id", "valid_until"], name="stock_reservation_by_end"),
        ]
