"""The attribute index: set-based, tenant by tenant, unique values refused with their path (P1, P15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.engines.attributes import api as attributes
from kontor.engines.attributes.tests.fields import field, fields_of
from kontor.kernel.errors import ValidationFailed
from kontor.kernel.ids import new_id
from kontor.tenancy import api as tenancy
from kontor.testing.builders import make_tenant
from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")

FIELDS = fields_of(
    field("serial", unique=True),
    field("weight", "decimal", filterable=True, unique=True),
    field("day", "date", sortable=True),
    field("note"),
)


def record(**values):
    return attributes.IndexedRecord(new_id(), values)


def rows(record_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attribute, v_text, v_number, v_date FROM attribute_index WHERE record_id = %s ORDER BY attribute",
            [record_id],
        )
        return cursor.fetchall()


def write(actor, records, **options):
    with tenancy.working(actor):
        attributes.write_index("machine", FIELDS, records, **options)


def test_only_flagged_fields_with_a_value_are_written(tenant):
    made = record(serial="S-1", weight=Decimal("7.5"), day=date(2026, 11, 20), note="x")
    write(tenant.system, [made], new=True)
    with tenancy.working(tenant.system, read_only=True):
        found = rows(made.record_id)
    assert [(row[0], row[1], row[2]) for row in found] == [
        ("day", None, None),
        ("serial", "S-1", None),
        ("weight", None, 7.5),
    ]
    assert found[0][3].isoformat() == "2026-11-20T00:00:00+00:00"


def test_a_change_replaces_and_clears_only_what_is_named(tenant):
    made = record(serial="S-1", weight=Decimal(7))
    write(tenant.system, [made], new=True)
    write(tenant.system, [attributes.IndexedRecord(made.record_id, {"serial": None})])
    with tenancy.working(tenant.system, read_only=True):
        assert [row[0] for row in rows(made.record_id)] == ["weight"]


def test_a_thousand_records_take_the_same_statements_as_one(tenant):
    def statements(count):
        records = [record(serial=f"{count}-{at}", weight=Decimal(count * 10_000 + at)) for at in range(count)]
        with tenancy.working(tenant.system), CaptureQueriesContext(connection) as captured:
            attributes.write_index("machine", FIELDS, records, new=True)
        return len(captured)

    assert statements(1) == statements(1000)


@pytest.mark.parametrize("again", ["S-1", "s-1"])
def test_a_unique_value_is_taken_once(tenant, again):
    write(tenant.system, [record(serial="S-1")], new=True)
    other = attributes.IndexedRecord(new_id(), {"serial": again}, path="lines[3].")
    with pytest.raises(ValidationFailed) as error:
        write(tenant.system, [other], new=True)
    assert [(each.path, each.code) for each in error.value.problems] == [("lines[3].serial", "NOT_UNIQUE")]


def test_equal_numbers_are_equal_however_they_are_spelt(tenant):
    write(tenant.system, [record(weight=Decimal("7.50"))], new=True)
    with pytest.raises(ValidationFailed):
        write(tenant.system, [record(weight=Decimal("7.5"))], new=True)


def test_two_of_one_batch_cannot_share_a_unique_value(tenant):
    with pytest.raises(ValidationFailed):
        write(tenant.system, [record(serial="S"), record(serial="S")], new=True)


def test_a_record_keeps_its_own_value_and_frees_it_when_removed(tenant):
    made = record(serial="S-1")
    write(tenant.system, [made], new=True)
    write(tenant.system, [made])
    with tenancy.working(tenant.system):
        attributes.remove_from_index("machine", [made.record_id])
    write(tenant.system, [record(serial="S-1")], new=True)


def test_of_two_at_once_one_gets_the_value(tenant):
    def claim():
        write(tenant.system, [record(serial="S-1")], new=True)
        return "taken"

    results = run_parallel([claim] * 4)
    assert [str(each) for each in results].count("taken") == 1
    assert all(isinstance(each, ValidationFailed) for each in results if each != "taken")


def test_tenants_do_not_meet(tenant):  # P15
    write(tenant.system, [record(serial="S-1")], new=True)
    other = make_tenant()
    made = record(serial="S-1")
    write(other.system, [made], new=True)
    with tenancy.working(tenant.system, read_only=True):
        assert rows(made.record_id) == []
