"""Suite over every entity of the platform pack, merely because it exists (P14, P2)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kontor.engines.exports import api as exports
from kontor.engines.imports import api as imports
from kontor.engines.lists.api import Condition, Query
from kontor.masterdata import api as masterdata
from kontor.masterdata.entities import ORGANISATION, USER
from kontor.masterdata.keys import with_ids
from kontor.packaging import api as packaging
from kontor.packaging.folders import PROJECT_PACKS
from kontor.packaging.loader import load_pack
from kontor.tenancy import api as tenancy
from kontor.testing.builders import make_tenant

ENTITIES = [each.entity for each in load_pack(Path(PROJECT_PACKS / "platform")).entities]


SAMPLES = (
    ("item_category", {"code": "BOLTS", "name": {"en": "Bolts", "zh-Hant": "螺栓"}, "costing": "fifo"}),
    ("product", {"code": "BOLT", "name": "Bolt", "category": "BOLTS"}),
    ("style", {"code": "BOLT-M", "name": "Metric bolt", "product": "BOLT", "dimensions": {"size": ["M6", "M8"]}}),
    ("partner", {"code": "ACME", "name": "甲公司", "kinds": ["supplier", "customer"], "country": "TW",
                 "tax_number": "04595257", "currency": "TWD", "payment_terms": "EOM30", "tax": "VAT5",
                 "credit_limit": "1000000.50", "phone": "+886 4 2359-0000", "notes": "=not a formula"}),
    ("partner_address", {"name": "Head office", "partner": "ACME", "kind": "office", "country": "TW"}),
    ("partner_contact", {"name": "林小姐", "partner": "ACME", "email": "lin@acme.tw"}),
    ("partner_bank_account", {"code": "DE89370400440532013000", "name": "Acme", "partner": "ACME", "is_iban": True}),
    ("sku", {"code": "BOLT-M8", "name": "Bolt M8", "unit": "pcs", "category": "BOLTS", "supplier": "ACME",
             "standard_price": "2.5", "variants": {"size": "M8"}, "is_lot_tracked": True}),
    ("unit_conversion", {"item": "BOLT-M8", "from_unit": "box", "to_unit": "pcs", "factor": "100"}),
    ("supplier_price", {"partner": "ACME", "item": "BOLT-M8", "unit": "pcs", "currency": "TWD", "min_quantity": "100",
                        "unit_price": "2.1234", "valid_from": "2026-01-01", "lead_days": 7}),
    ("exchange_rate", {"currency": "USD", "base_currency": "TWD", "rate_date": "2026-11-20", "rate": "31.755"}),
    ("cost_centre", {"code": "RD", "name": "Research"}),
    ("project", {"code": "P7", "name": "Line 7", "budget": "2500000", "currency": "TWD", "start_date": "2026-01-05"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def tenant_with_records(database):
    tenant = make_tenant()
    packaging.install(tenant.system, ["platform", "accounting_tw"])
    for entity, values in SAMPLES:
        with tenancy.working(tenant.system):
            [record] = with_ids(packaging.current(tenant.id).entities[entity], [values])
            masterdata.create(tenant.system, entity, record)
    return tenant.system


@pytest.fixture
def of(tenant_with_records, entity):
    with tenancy.working(tenant_with_records, read_only=True):
        return packaging.current(tenant_with_records.tenant_id).entities[entity]


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_field_sorts_filters_and_shows(tenant_with_records, entity, of):
    for name, field in of.fields.items():
        if field.is_column or field.is_indexed:
            asked = Query(sort=(f"-{name}",), conditions=(Condition(name, "isnull", False),), page_size=3)
            sortable = field.type.index_kind is not None
            page = masterdata.list_records(tenant_with_records, entity, asked if sortable else Query(page_size=3))
            assert all(name in row for row in page.rows)
    for view in of.entity.list.views:
        masterdata.list_records(tenant_with_records, entity, Query(filter=view.filter, sort=view.sort))


@pytest.mark.parametrize("entity", [each for each in ENTITIES if each not in (USER, ORGANISATION)])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_unchanged(tenant_with_records, entity, of, format):  # P10
    actor = tenant_with_records
    names = [name for name, field in of.fields.items() if not field.is_computed and field.field.editable_when is None]
    rows = list(exports.all_rows(lambda query: masterdata.list_records(actor, entity, query), Query()))
    assert rows, "say in SAMPLES what a record of it looks like"
    file = exports.export(actor, rows, exports.columns_for(of.fields, names, "en"), format, title=entity)
    with file.stream as stream:
        report = imports.preview(actor, entity, io.BytesIO(stream.read()), file.name)
    assert ([each.details("en") for each in report.problems], report.unchanged) == ([], len(rows))
