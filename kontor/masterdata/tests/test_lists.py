"""Lists of records: filters, order, text, labels, rights (P14, P5)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kontor.engines.access import api as access
from kontor.engines.lists.api import Condition, Query
from kontor.kernel.errors import NotFound, ValidationFailed
from kontor.kernel.expressions import parse
from kontor.masterdata import api as masterdata
from kontor.masterdata.errors import ReadOnlyEntity
from kontor.packaging import api as packaging
from kontor.tenancy import api as tenancy
from kontor.testing.builders import make_actor, make_organisation


@pytest.fixture
def partners(actor):
    rows = [("B", "Beta", "DE", "EUR"), ("A", "Alpha", "TW", "TWD"), ("C", "Gamma", "TW", "USD")]
    return [
        masterdata.create(actor, "partner", {"code": code, "name": name, "country": country, "currency": currency})
        for code, name, country, currency in rows
    ]


def codes(page):
    return [row["code"] for row in page.rows]


def test_a_list_sorts_filters_and_labels(actor, partners):
    query = Query(conditions=(Condition("country", "eq", "TW"),), sort=("-name",), with_total=True)
    page = masterdata.list_records(actor, "partner", query)
    assert (codes(page), page.total) == (["C", "A"], 2)
    assert page.rows[0]["currency__label"] == "USD US dollar"


def test_a_filter_is_an_expression(actor, partners):
    query = Query(filter=parse({"or": [{"==": [{"var": "currency"}, "EUR"]}, {"==": [{"var": "code"}, "A"]}]}))
    assert codes(masterdata.list_records(actor, "partner", query)) == ["A", "B"]


def test_text_finds_through_search(actor, partners):
    assert codes(masterdata.list_records(actor, "partner", Query(text="gamm"))) == ["C"]


def test_an_unknown_field_is_named(actor, partners):
    with pytest.raises(ValidationFailed) as error:
        masterdata.list_records(actor, "partner", Query(conditions=(Condition("contry", "eq", "TW"),)))
    assert "country" in error.value.message("en")


def test_names_come_in_the_readers_language(actor):
    chinese = actor.replace(language="zh-Hant")
    page = masterdata.list_records(chinese, "unit", Query(conditions=(Condition("code", "eq", "kg"),)))
    assert page.rows[0]["name"] == "公斤"


def test_deleted_records_are_gone(actor, partners):
    masterdata.delete(actor, "partner", partners[0].id, "double", 1)
    assert codes(masterdata.list_records(actor, "partner", Query())) == ["A", "C"]


def test_an_attribute_added_at_run_time_filters(actor):  # P1
    grade = {"name": "score", "type": "decimal", "label": {"en": "Score", "zh-Hant": "評分"}, "filterable": True}
    packaging.publish(actor, {"extensions": [{"extends": "partner", "fields": [grade]}]})
    for code, score in (("A", "1.5"), ("B", "10"), ("C", None)):
        masterdata.create(actor, "partner", {"code": code, "name": code, "score": score})
    query = Query(conditions=(Condition("score", "gt", "1.4"),), sort=("-score",))
    page = masterdata.list_records(actor, "partner", query)
    assert [(row["code"], row["score"]) for row in page.rows] == [("B", Decimal(10)), ("A", Decimal("1.5"))]


def test_list_and_record_agree_about_rights(company, actor):  # P5
    inside, outside = (make_organisation(company, code) for code in ("IN", "OUT"))
    role = {"role": "buyer", "label": {"en": "Buyer", "zh-Hant": "採購"}, "grants": [{"permissions": ["partner.*"]}]}
    packaging.publish(actor, {"access": [role]})
    buyer = make_actor(company)
    access.assign_role(actor, buyer.user_id, "buyer", organisation_id=inside.id)
    mine = masterdata.create(actor, "partner", {"code": "M", "name": "M", "organisation": inside.id})
    theirs = masterdata.create(actor, "partner", {"code": "T", "name": "T", "organisation": outside.id})
    assert codes(masterdata.list_records(buyer, "partner", Query())) == ["M"]
    assert masterdata.get(buyer, "partner", mine.id).values["code"] == "M"
    with pytest.raises(NotFound):
        masterdata.get(buyer, "partner", theirs.id)


def test_users_and_organisations_are_read_only_records(company, actor):  # P14
    ann = make_actor(company, name="Ann Engineer")
    page = masterdata.list_records(actor, "user", Query(text="engin"))
    assert [(row["id"], row["name"]) for row in page.rows] == [(ann.user_id, "Ann Engineer")]
    assert page.rows[0]["organisation__label"] == "CO Test company"
    assert masterdata.get(actor, "user", ann.user_id).values["name"] == "Ann Engineer"
    assert [row["code"] for row in masterdata.list_records(actor, "organisation", Query()).rows] == ["CO"]
    with tenancy.working(actor, read_only=True):
        assert masterdata.labels("user", [ann.user_id]) == {ann.user_id: "Ann Engineer"}
    with pytest.raises(ReadOnlyEntity):
        masterdata.change(actor, "user", ann.user_id, {"name": "X"}, 1)


def test_a_hidden_field_can_be_neither_seen_nor_set(company, actor, partners):  # P5
    hidden = [{"type": "partner", "field": "country", "access": "none"}]
    label = {"en": "Guest", "zh-Hant": "訪客"}
    role = {"role": "guest", "label": label, "grants": [{"permissions": ["partner.*"]}], "hidden_fields": hidden}
    packaging.publish(actor, {"access": [role]})
    guest = make_actor(company)
    access.assign_role(actor, guest.user_id, "guest")
    page = masterdata.list_records(guest, "partner", Query())
    assert page.rows and all("country" not in row for row in page.rows)
    with pytest.raises(ValidationFailed):
        masterdata.list_records(guest, "partner", Query(conditions=(Condition("country", "eq", "TW"),)))
    with pytest.raises(ValidationFailed) as error:
        masterdata.change(guest, "partner", partners[0].id, {"country": "TW"}, version=1)
    assert [each.code for each in error.value.problems] == ["FIELD_NOT_YOURS"]
