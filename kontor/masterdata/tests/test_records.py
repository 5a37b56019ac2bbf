"""Records: created, changed, read and deleted by what the entity says (P14, P15)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontor.engines.events import api as events
from kontor.engines.search import api as search
from kontor.kernel.errors import Forbidden, NotFound, ReasonRequired, ValidationFailed, VersionConflict
from kontor.kernel.ids import new_id
from kontor.masterdata import api as masterdata
from kontor.masterdata.errors import EntityUnknown, KeptByCode, RecordInUse, WouldCircle
from kontor.tenancy import api as tenancy
from kontor.testing.builders import make_actor, make_tenant


def problems(error):
    return {(each.path, each.code) for each in error.value.problems}


def test_packs_bring_their_records_once(company, actor):  # P12
    from kontor.packaging import api as packaging

    with tenancy.working(actor, read_only=True):
        units = masterdata.fetch("unit", ["pcs", "kg"])
        assert units["pcs"]["name"] == "Piece"
        assert masterdata.fetch("tax", ["VAT5"])["VAT5"]["rate"] == Decimal("0.05")
    packaging.publish(actor, {"settings": {"colour": "blue"}})
    with tenancy.working(actor, read_only=True):
        assert len(masterdata.find_by_key("unit", ["pcs"])) == 1


def test_names_read_in_the_readers_language(company, actor):
    with tenancy.working(actor.replace(language="zh-Hant"), read_only=True):
        assert masterdata.labels("unit", ["pcs"])["pcs"] == "pcs 個"
    with tenancy.working(actor, read_only=True):
        assert masterdata.labels("unit", ["pcs"])["pcs"] == "pcs Piece"


def test_create_read_change(actor):
    made = masterdata.create(actor, "partner", {"code": "ACME", "name": "Acme", "country": "tw", "currency": "TWD"})
    assert (made.version, made.values["country"], made.values["currency"]) == (1, "TW", "TWD")
    changed = masterdata.change(actor, "partner", made.id, {"email": "a@Example.COM", "name": "Acme Ltd"}, version=1)
    assert (changed.version, changed.values["email"]) == (2, "a@example.com")
    again = masterdata.get(actor, "partner", made.id)
    assert (again.values["name"], again.values["currency"]) == ("Acme Ltd", "TWD")
    with tenancy.working(actor, read_only=True):
        kinds = [each.kind for each in events.history(made.id)]
    assert kinds == ["partner.changed", "partner.created"]
    assert [hit.record_id for hit in search.find(actor, "Acme")] == [made.id]


def test_saving_what_is_there_changes_nothing(actor):
    made = masterdata.create(actor, "partner", {"code": "A", "name": "A"})
    assert masterdata.change(actor, "partner", made.id, {"name": "A"}, version=1).version == 1


def test_a_stale_version_shows_both_values(actor):  # P15
    made = masterdata.create(actor, "partner", {"code": "A", "name": "A"})
    masterdata.change(actor, "partner", made.id, {"name": "B"}, version=1)
    with pytest.raises(VersionConflict) as error:
        masterdata.change(actor, "partner", made.id, {"name": "C"}, version=1)
    assert error.value.fields == [{"field": "name", "yours": "C", "theirs": "B"}]


def test_every_problem_is_told_with_its_path(actor):
    raw = {"name": "", "country": "XX", "email": "nobody", "currency": "ZZZ", "payment_terms": str(new_id()), "x": 1}
    with pytest.raises(ValidationFailed) as error:
        masterdata.create(actor, "partner", raw)
    assert problems(error) == {
        ("code", "REQUIRED"),
        ("name", "REQUIRED"),
        ("country", "COUNTRY_UNKNOWN"),
        ("email", "WRONG_TYPE"),
        ("currency", "REFERENCE_UNKNOWN"),
        ("payment_terms", "REFERENCE_UNKNOWN"),
        ("x", "UNKNOWN_FIELD"),
    }


@pytest.mark.parametrize(
    ("country", "number", "good"),
    [
        ("TW", "04595257", True),
        ("TW", "04595258", False),
        ("DE", "DE136695976", True),
        ("DE", "136695979", False),
        ("", "anything", True),
    ],
)
def test_tax_numbers_are_checked_by_country(actor, country, number, good):  # P14
    values = {"code": "P", "name": "P", "country": country, "tax_number": number}
    if good:
        assert masterdata.create(actor, "partner", values).values["tax_number"]
        return
    with pytest.raises(ValidationFailed) as error:
        masterdata.create(actor, "partner", values)
    assert problems(error) == {("tax_number", "TAX_NUMBER_INVALID")}


def test_an_iban_is_checked(actor):
    account = {"code": "DE89 3704 0044 0532 0130 00", "name": "Acme", "is_iban": True, "bic": "COBADEFFXXX"}
    assert masterdata.create(actor, "partner_bank_account", account).values["code"] == "DE89370400440532013000"
    with pytest.raises(ValidationFailed) as error:
        masterdata.create(actor, "partner_bank_account", {**account, "code": "DE89 3704 0044 0532 0130 01"})
    assert problems(error) == {("code", "IBAN_INVALID")}


def test_a_code_is_taken_once_among_the_living(actor):
    first = masterdata.create(actor, "partner", {"code": "A", "name": "A"})
    with pytest.raises(ValidationFailed) as error:
        masterdata.create(actor, "partner", {"code": "A", "name": "B"})
    assert problems(error) == {("code", "NOT_UNIQUE")}
    masterdata.delete(actor, "partner", first.id, "double", 1)
    assert masterdata.create(actor, "partner", {"code": "A", "name": "B"}).values["name"] == "B"


def test_two_of_one_batch_cannot_share_a_code(actor):
    same = {"code": "A", "name": "A"}
    with pytest.raises(ValidationFailed) as error:
        masterdata.create_many(actor, "partner", [same, same], paths=["rows[0].", "rows[1]."])
    assert problems(error) == {("rows[0].code", "NOT_UNIQUE"), ("rows[1].code", "NOT_UNIQUE")}


def test_deleting_needs_a_reason_and_hides(actor):  # P15
    made = masterdata.create(actor, "partner", {"code": "A", "name": "A"})
    with pytest.raises(ReasonRequired):
        masterdata.delete(actor, "partner", made.id, " ", 1)
    masterdata.delete(actor, "partner", made.id, "mistake", 1)
    with pytest.raises(NotFound):
        masterdata.get(actor, "partner", made.id)
    assert made.id not in [hit.record_id for hit in search.find(actor, "A")]


def test_what_is_used_cannot_be_deleted(actor):  # P15
    partner = masterdata.create(actor, "partner", {"code": "A", "name": "A"})
    masterdata.create(actor, "partner_contact", {"name": "Bob", "partner": partner.id})
    with pytest.raises(RecordInUse) as error:
        masterdata.delete(actor, "partner", partner.id, "gone", 1)
    assert error.value.used_by == "Contact"
    assert masterdata.get(actor, "partner", partner.id).version == 1


def test_what_documents_name_by_code_stays(actor):
    with tenancy.working(actor, read_only=True):
        unit = masterdata.find_by_key("unit", ["pcs"])["pcs"]
    with pytest.raises(KeptByCode):
        masterdata.delete(actor, "unit", unit, "no pieces any more", None)


def test_a_tree_has_no_circles(actor):
    top = masterdata.create(actor, "item_category", {"code": "T", "name": "T"})
    below = masterdata.create(actor, "item_category", {"code": "B", "name": "B", "parent": top.id})
    with pytest.raises(WouldCircle):
        masterdata.change(actor, "item_category", top.id, {"parent": below.id}, version=1)


def test_an_unknown_entity_is_named(actor):
    with pytest.raises(EntityUnknown):
        masterdata.create(actor, "unicorn", {"code": "A"})


def test_another_tenants_record_does_not_exist(actor):  # P15
    from kontor.packaging import api as packaging

    other = make_tenant()
    packaging.install(other.system, ["platform"])
    theirs = masterdata.create(other.system, "partner", {"code": "X", "name": "X"})
    with pytest.raises(NotFound):
        masterdata.get(actor, "partner", theirs.id)
    with pytest.raises(ValidationFailed) as error:
        masterdata.create(actor, "partner_contact", {"name": "Eve", "partner": theirs.id})
    assert problems(error) == {("partner", "REFERENCE_UNKNOWN")}


def test_rights_are_asked(company, actor):  # P5
    nobody = make_actor(company)
    with pytest.raises(Forbidden):
        masterdata.create(nobody, "partner", {"code": "A", "name": "A"})
    made = masterdata.create(actor, "partner", {"code": "A", "name": "A"})
    with pytest.raises(NotFound):
        masterdata.get(nobody, "partner", made.id)


def test_a_tenant_adds_an_entity_and_a_field_at_run_time(company, actor):  # P1
    from kontor.packaging import api as packaging

    label = {"en": "Machine", "zh-Hant": "機台"}
    power = {"name": "power", "type": "decimal", "label": {"en": "Power", "zh-Hant": "功率"}, "filterable": True}
    serial = {"name": "serial", "type": "text", "label": {"en": "Serial", "zh-Hant": "序號"}, "unique": True}
    names = [
        {"name": name, "type": "text", "label": {"en": name, "zh-Hant": name}, "required": True}
        for name in ("code", "name")
    ]
    machine = {
        "entity": "machine",
        "label": label,
        "plural": label,
        "app": "masterdata",
        "fields": [*names, power, serial],
    }
    grade = {"name": "grade", "type": "text", "label": {"en": "Grade", "zh-Hant": "等級"}}
    packaging.publish(
        actor, {"entities": [machine], "extensions": [{"extends": "partner", "fields": [grade]}]}, note="machines"
    )
    made = masterdata.create(actor, "machine", {"code": "M1", "name": "Mill", "power": "7.5", "serial": "S-1"})
    assert masterdata.get(actor, "machine", made.id).values["power"] == Decimal("7.5")
    with pytest.raises(ValidationFailed) as error:
        masterdata.create(actor, "machine", {"code": "M2", "name": "Mill", "serial": "s-1"})
    assert problems(error) == {("serial", "NOT_UNIQUE")}
    assert masterdata.create(actor, "partner", {"code": "A", "name": "A", "grade": "gold"}).values["grade"] == "gold"
