"""Tables of master data (P14)."""

import django.contrib.postgres.fields
from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate, Reference

COMMON = [
    ("id", models.UUIDField(default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
    ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
    ("organisation_id", models.UUIDField(null=True)),
    ("code", models.TextField()),
    ("name", models.TextField()),
    ("names", models.JSONField(null=True)),
    ("is_active", models.BooleanField(default=True)),
    ("data", models.JSONField(default=dict)),
    ("version", models.IntegerField(default=1)),
    ("created_at", models.DateTimeField(default=kontor.tenancy.models.now)),
    ("created_by", models.UUIDField()),
    ("updated_at", models.DateTimeField(default=kontor.tenancy.models.now)),
    ("updated_by", models.UUIDField()),
    ("deleted_at", models.DateTimeField(null=True)),
    ("deleted_by", models.UUIDField(null=True)),
    ("deletion_reason", models.TextField(null=True)),
]

PERSON = Reference("user_account", shared=True)
#: Tables in an order that lets each refer to those before it, with their references by id.
TABLES = {
    "currency": {},
    "unit": {},
    "account": {"parent_id": "account"},
    "payment_terms": {},
    "tax": {"account_id": "account"},
    "exchange_rate": {},
    "partner": {"payment_terms_id": "payment_terms"},
    "partner_address": {"partner_id": "partner"},
    "partner_contact": {"partner_id": "partner"},
    "partner_bank_account": {"partner_id": "partner"},
    "item_category": {"parent_id": "item_category", "stock_account_id": "account", "expense_account_id": "account"},
    "location": {"parent_id": "location", "category_id": "item_category"},
    "product": {"category_id": "item_category"},
    "style": {"product_id": "product"},
    "sku": {
        "style_id": "style",
        "product_id": "product",
        "category_id": "item_category",
        "supplier_id": "partner",
        "fixed_location_id": "location",
    },
    "unit_conversion": {"item_id": "sku"},
    "supplier_price": {"partner_id": "partner", "item_id": "sku"},
    "cost_centre": {"parent_id": "cost_centre", "owner_id": PERSON},
    "project": {"manager_id": PERSON},
    "record": {},
}

#: Columns that hold the code of a currency, unit or tax.
KEYS = {
    "exchange_rate": {"currency": "currency", "base_currency": "currency"},
    "partner": {"currency": "currency", "tax": "tax"},
    "partner_bank_account": {"currency": "currency"},
    "sku": {"unit": "unit"},
    "unit_conversion": {"from_unit": "unit", "to_unit": "unit"},
    "supplier_price": {"unit": "unit", "currency": "currency"},
    "project": {"currency": "currency"},
}


def by_key(table: str, column: str, target: str) -> str:
    """A reference by code stays inside the tenant too."""
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_in_tenant" FOREIGN KEY (tenant_id, "{column}") '
        f'REFERENCES "{target}" (tenant_id, code) DEFERRABLE INITIALLY IMMEDIATE'
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                *COMMON,
                ("parent_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("control", models.TextField(null=True)),
            ],
            options={
                "db_table": "account",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="account_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CostCentre",
            fields=[
                *COMMON,
                ("parent_id", models.UUIDField(null=True)),
                ("owner_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "cost_centre",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="cost_centre_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Currency",
            fields=[
                *COMMON,
                ("places", models.IntegerField(default=2)),
            ],
            options={
                "db_table": "currency",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="currency_key")],
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                *COMMON,
                ("currency", models.TextField()),
                ("base_currency", models.TextField()),
                ("rate_date", models.DateField()),
                ("rate", kontor.tenancy.models.NumericField()),
            ],
            options={
                "db_table": "exchange_rate",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "currency", "base_currency", "rate_date"),
                        name="exchange_rate_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="exchange_rate_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemCategory",
            fields=[
                *COMMON,
                ("parent_id", models.UUIDField(null=True)),
                ("costing", models.TextField(default="moving_average")),
                ("stock_account_id", models.UUIDField(null=True)),
                ("expense_account_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "item_category",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="item_category_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                *COMMON,
                ("parent_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("path", models.TextField(default="")),
                ("is_virtual", models.BooleanField(default=False)),
                ("capacity", kontor.tenancy.models.NumericField(null=True)),
                ("category_id", models.UUIDField(null=True)),
                ("allows_negative", models.BooleanField(default=False)),
                ("order_no", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "location",
                "indexes": [
                    models.Index(fields=["tenant_id", "parent_id"], name="location_parent"),
                    models.Index(fields=["tenant_id", "kind", "order_no"], name="location_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="location_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                *COMMON,
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("country", models.TextField(null=True)),
                ("tax_number", models.TextField(null=True)),
                ("email", models.TextField(null=True)),
                ("phone", models.TextField(null=True)),
                ("language", models.TextField(null=True)),
                ("currency", models.TextField(null=True)),
                ("payment_terms_id", models.UUIDField(null=True)),
                ("tax", models.TextField(null=True)),
                ("credit_limit", kontor.tenancy.models.NumericField(null=True)),
                ("is_tax_exempt", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "partner",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="partner_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerAddress",
            fields=[
                *COMMON,
                ("partner_id", models.UUIDField()),
                ("kind", models.TextField(null=True)),
                ("street", models.TextField(null=True)),
                ("city", models.TextField(null=True)),
                ("postal_code", models.TextField(null=True)),
                ("country", models.TextField(null=True)),
            ],
            options={
                "db_table": "partner_address",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="partner_address_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerBankAccount",
            fields=[
                *COMMON,
                ("partner_id", models.UUIDField(null=True)),
                ("is_iban", models.BooleanField(default=False)),
                ("bank_code", models.TextField(null=True)),
                ("bic", models.TextField(null=True)),
                ("currency", models.TextField(null=True)),
                ("is_default", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "partner_bank_account",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="partner_bank_account_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerContact",
            fields=[
                *COMMON,
                ("partner_id", models.UUIDField()),
                ("email", models.TextField(null=True)),
                ("phone", models.TextField(null=True)),
                ("position", models.TextField(null=True)),
            ],
            options={
                "db_table": "partner_contact",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="partner_contact_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentTerms",
            fields=[
                *COMMON,
                ("days", models.IntegerField(default=30)),
                ("from_month_end", models.BooleanField(default=False)),
                ("discount_percent", kontor.tenancy.models.NumericField(null=True)),
                ("discount_days", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "payment_terms",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="payment_terms_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                *COMMON,
                ("category_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "product",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="product_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                *COMMON,
                ("budget", kontor.tenancy.models.NumericField(null=True)),
                ("currency", models.TextField(null=True)),
                ("manager_id", models.UUIDField(null=True)),
                ("start_date", models.DateField(null=True)),
                ("end_date", models.DateField(null=True)),
            ],
            options={
                "db_table": "project",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="project_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                *COMMON,
                ("entity", models.TextField()),
            ],
            options={
                "db_table": "record",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "entity", "code"),
                        name="record_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sku",
            fields=[
                *COMMON,
                ("style_id", models.UUIDField(null=True)),
                ("product_id", models.UUIDField(null=True)),
                ("category_id", models.UUIDField(null=True)),
                ("unit", models.TextField()),
                ("variant_key", models.TextField(null=True)),
                ("specification", models.TextField(null=True)),
                ("barcode", models.TextField(null=True)),
                ("is_stocked", models.BooleanField(default=True)),
                ("is_lot_tracked", models.BooleanField(default=False)),
                ("has_expiry", models.BooleanField(default=False)),
                ("may_be_negative", models.BooleanField(default=False)),
                ("supplier_id", models.UUIDField(null=True)),
                ("standard_price", kontor.tenancy.models.NumericField(null=True)),
                ("reorder_point", kontor.tenancy.models.NumericField(null=True)),
                ("fixed_location_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "sku",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="sku_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None), ("variant_key__isnull", False)),
                        fields=("tenant_id", "style_id", "variant_key"),
                        name="sku_variant_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Style",
            fields=[
                *COMMON,
                ("product_id", models.UUIDField()),
            ],
            options={
                "db_table": "style",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "code"),
                        name="style_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierPrice",
            fields=[
                *COMMON,
                ("partner_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("unit", models.TextField(null=True)),
                ("currency", models.TextField(null=True)),
                ("min_quantity", kontor.tenancy.models.NumericField(default=0)),
                ("unit_price", kontor.tenancy.models.NumericField()),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("lead_days", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "supplier_price",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "item_id", "partner_id", "currency", "unit", "min_quantity", "valid_from"),
                        name="supplier_price_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit_price__gte", 0)), name="supplier_price_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tax",
            fields=[
                *COMMON,
                ("rate", kontor.tenancy.models.NumericField(default=0)),
                ("is_exempt", models.BooleanField(default=False)),
                ("account_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "tax",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="tax_key")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                *COMMON,
                ("dimension", models.TextField(null=True)),
                ("places", models.IntegerField(default=4)),
            ],
            options={
                "db_table": "unit",
                "constraints": [models.UniqueConstraint(fields=("tenant_id", "code"), name="unit_key")],
            },
        ),
        migrations.CreateModel(
            name="UnitConversion",
            fields=[
                *COMMON,
                ("item_id", models.UUIDField(null=True)),
                ("from_unit", models.TextField()),
                ("to_unit", models.TextField()),
                ("factor", kontor.tenancy.models.NumericField()),
                ("divisor", kontor.tenancy.models.NumericField(default=1)),
            ],
            options={
                "db_table": "unit_conversion",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("tenant_id", "item_id", "from_unit", "to_unit"),
                        name="unit_conversion_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("divisor__gt", 0), ("factor__gt", 0)), name="unit_conversion_positive"
                    ),
                ],
            },
        ),
        *(
            Isolate(table, references={"organisation_id": "organisation", **references})
            for table, references in TABLES.items()
        ),
        *(
            migrations.RunSQL(by_key(table, column, target), migrations.RunSQL.noop)
            for table, columns in KEYS.items()
            for column, target in columns.items()
        ),
    ]
