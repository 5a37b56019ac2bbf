"""Moves, adjustments, balances, cost pools, layers, lots and reservations (S1, S2, S3)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate

# Balances and cost pools are updated again and again: half-empty pages keep the new version beside the old one.
ROOM_FOR_UPDATES = """
ALTER TABLE stock_balance SET (fillfactor = 50);
ALTER TABLE stock_cost SET (fillfactor = 50);
ALTER TABLE stock_layer SET (fillfactor = 70);
"""

COMPANY = {"company_id": "organisation"}
ITEM = {"item_id": "sku"}
PLACE = COMPANY | ITEM | {"location_id": "location", "project_id": "project"}
MOVE = (
    COMPANY
    | ITEM
    | {
        "source_location_id": "location",
        "target_location_id": "location",
        "project_id": "project",
        "reverses_id": "stock_move",
    }
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_initial"),
        ("masterdata", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StockAdjustment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("move_id", models.UUIDField()),
                ("company_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("adjustment_date", models.DateField()),
                ("value", models.DecimalField(decimal_places=8, max_digits=28)),
            ],
            options={
                "db_table": "stock_adjustment",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "company_id", "item_id", "adjustment_date"],
                        include=("value",),
                        name="stock_adjustment_by_item",
                    ),
                    models.Index(fields=["tenant_id", "move_id"], name="stock_adjustment_by_move"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value", 0), _negated=True), name="stock_adjustment_not_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockBalance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("location_id", models.UUIDField()),
                ("lot", models.TextField(default="")),
                ("project_id", models.UUIDField(null=True)),
                ("on_hand", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("reserved", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("last_move_date", models.DateField(null=True)),
                ("may_be_negative", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "stock_balance",
                "indexes": [
                    models.Index(fields=["tenant_id", "location_id", "item_id"], name="stock_balance_by_location")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "item_id", "location_id", "lot", "project_id", "company_id"),
                        name="stock_balance_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("may_be_negative", True), ("on_hand__gte", 0), _connector="OR"),
                        name="stock_balance_never_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reserved__gte", 0)), name="stock_balance_reserved_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("may_be_negative", True), ("on_hand__gte", models.F("reserved")), _connector="OR"
                        ),
                        name="stock_balance_promises_only_what_it_holds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockCost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("quantity", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ("value", models.DecimalField(decimal_places=8, default=0, max_digits=28)),
                ("last_unit_cost", models.DecimalField(decimal_places=10, default=0, max_digits=30)),
                ("last_move_date", models.DateField(null=True)),
                ("costing", models.TextField(default="")),
            ],
            options={
                "db_table": "stock_cost",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "item_id", "company_id"), name="stock_cost_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("quantity", 0), _negated=True), ("value", 0), _connector="OR"),
                        name="stock_cost_nothing_is_worth_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity", 0),
                            models.Q(("quantity__gt", 0), ("value__gte", 0)),
                            models.Q(("quantity__lt", 0), ("value__lte", 0)),
                            _connector="OR",
                        ),
                        name="stock_cost_signs_agree",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLayer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("move_id", models.UUIDField()),
                ("layer_date", models.DateField()),
                ("quantity_left", models.DecimalField(decimal_places=6, max_digits=24)),
                ("value_left", models.DecimalField(decimal_places=8, max_digits=28)),
                ("is_open", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "stock_layer",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["tenant_id", "company_id", "item_id", "layer_date", "id"],
                        name="stock_layer_open_by_age",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_open", True), ("quantity_left__gt", 0), ("value_left__gte", 0)),
                            models.Q(("is_open", False), ("quantity_left", 0), ("value_left", 0)),
                            _connector="OR",
                        ),
                        name="stock_layer_open_while_something_is_left",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockLot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("item_id", models.UUIDField()),
                ("lot", models.TextField()),
                ("expiry_date", models.DateField(null=True)),
            ],
            options={
                "db_table": "stock_lot",
                "indexes": [models.Index(fields=["tenant_id", "expiry_date"], name="stock_lot_by_expiry")],
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "item_id", "lot"), name="stock_lot_once")],
            },
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("lot", models.TextField(default="")),
                ("project_id", models.UUIDField(null=True)),
                ("source_location_id", models.UUIDField()),
                ("target_location_id", models.UUIDField()),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=24)),
                ("direction", models.SmallIntegerField()),
                ("value", models.DecimalField(decimal_places=8, max_digits=28)),
                ("move_date", models.DateField()),
                ("reverses_id", models.UUIDField(null=True)),
                ("source_type", models.TextField(default="")),
                ("source_document_id", models.UUIDField(null=True)),
                ("source_line_id", models.UUIDField(null=True)),
                ("posted_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("posted_by", models.UUIDField()),
            ],
            options={
                "db_table": "stock_move",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "company_id", "item_id", "move_date", "id"],
                        include=("direction", "quantity", "value"),
                        name="stock_move_by_item",
                    ),
                    models.Index(
                        fields=["tenant_id", "source_location_id", "item_id", "move_date"], name="stock_move_out_of"
                    ),
                    models.Index(
                        fields=["tenant_id", "target_location_id", "item_id", "move_date"], name="stock_move_into"
                    ),
                    models.Index(fields=["tenant_id", "source_document_id"], name="stock_move_by_document"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="stock_move_quantity_positive"
                    ),
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="stock_move_value_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", (-1, 0, 1))), name="stock_move_direction_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_location_id", models.F("target_location_id")), _negated=True),
                        name="stock_move_leads_elsewhere",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses_id__isnull", False)),
                        fields=("tenant_id", "reverses_id"),
                        name="stock_move_reversed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockReservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("key", models.TextField()),
                ("company_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("location_id", models.UUIDField()),
                ("lot", models.TextField(default="")),
                ("project_id", models.UUIDField(null=True)),
                ("quantity", models.DecimalField(decimal_places=6, max_digits=24)),
                ("quantity_left", models.DecimalField(decimal_places=6, max_digits=24)),
                ("valid_until", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("created_by", models.UUIDField()),
            ],
            options={
                "db_table": "stock_reservation",
                "indexes": [
                    models.Index(fields=["tenant_id", "key"], name="stock_reservation_by_key"),
                    models.Index(fields=["tenant_id", "item_id", "location_id"], name="stock_reservation_by_place"),
                    models.Index(fields=["tenant_id", "valid_until"], name="stock_reservation_by_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity_left__gte", 0), ("quantity_left__lte", models.F("quantity"))),
                        name="stock_reservation_within_its_quantity",
                    )
                ],
            },
        ),
        migrations.RunSQL(ROOM_FOR_UPDATES, migrations.RunSQL.noop),
        Isolate("stock_move", append_only=True, references=MOVE),
        Isolate("stock_adjustment", append_only=True, references={"move_id": "stock_move"}),
        Isolate("stock_balance", references=PLACE),
        Isolate("stock_cost", references=COMPANY | ITEM),
        Isolate("stock_layer", references={"move_id": "stock_move"}),
        Isolate("stock_lot", references=ITEM),
        Isolate("stock_reservation", references=PLACE),
    ]
