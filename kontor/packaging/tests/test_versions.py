"""Versions: publish at run time, documents keep theirs, roll back, diff (P12)."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.kernel.errors import VersionConflict
from kontor.packaging import api as packaging
from kontor.packaging import cache
from kontor.packaging.compile import compile_packs, pack_hash
from kontor.packaging.errors import NothingPublished, PackUnknown, VersionUnknown
from kontor.packaging.loader import load_pack
from kontor.packaging.problems import PackProblems
from kontor.packaging.stored import ExactDecoder, ExactEncoder, dump, restore
from kontor.packaging.tests.builders import field, parts, write_pack
from kontor.tenancy import api as tenancy
from kontor.tenancy import context
from kontor.testing.builders import make_tenant
from kontor.testing.parallel import run_parallel

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path, parts())


@pytest.fixture
def actor():
    return make_tenant().system


def current(actor):
    with tenancy.working(actor, read_only=True):
        return packaging.current(actor.tenant_id)


def grade(name="grade"):
    return {"extensions": [{"extends": "partner", "fields": [field(name)]}]}


def test_nothing_is_published_at_first(actor):
    with pytest.raises(NothingPublished):
        current(actor)


def test_publishing_is_seen_by_the_next_unit_of_work(actor, pack):
    packaging.install(actor, [pack])
    assert "grade" not in current(actor).entities["partner"].fields
    packaging.publish(actor, grade(), note="grades")
    model = current(actor)
    assert "grade" in model.entities["partner"].fields
    assert [(each.number, each.note, each.is_current) for each in packaging.versions(actor)] == [
        (2, "grades", True),
        (1, f"install {pack}", False),
    ]


def test_a_unit_of_work_keeps_the_version_it_began_with(actor, pack):
    packaging.install(actor, [pack])
    with tenancy.working(actor):
        before = packaging.current(actor.tenant_id).version_id
        run_parallel([lambda: packaging.publish(actor, grade())])
        assert packaging.current(actor.tenant_id).version_id == before
    assert current(actor).version_id != before


def test_a_warm_process_asks_nothing(actor, pack, django_assert_num_queries):
    packaging.install(actor, [pack])
    current(actor)
    with tenancy.working(actor, read_only=True), django_assert_num_queries(0):
        packaging.current(actor.tenant_id)


def test_a_cold_process_compiles_what_was_stored(actor, pack):
    packaging.install(actor, [pack])
    packaging.publish(actor, grade())
    before = current(actor)
    cache.forget()
    after = current(actor)
    assert after is not before
    assert (after.version_id, after.content_hash) == (before.version_id, before.content_hash)
    assert list(after.entities["partner"].fields) == list(before.entities["partner"].fields)


def test_an_old_version_still_runs_although_the_folder_changed(actor, pack):
    first = packaging.install(actor, [pack])
    (pack / "entities" / "all.yaml").unlink()
    document = parts()["documents"][0]
    document["header"] = [each for each in document["header"] if each["name"] != "partner"]
    import yaml

    (pack / "documents" / "all.yaml").write_text(yaml.safe_dump(document))
    (pack / "access" / "all.yaml").unlink()
    packaging.install(actor, [pack])
    assert "partner" not in current(actor).entities
    cache.forget()
    assert first.version_id is not None
    with tenancy.working(actor, read_only=True):
        assert "partner" in packaging.version(first.version_id).entities


def test_installing_again_changes_nothing(actor, pack):
    assert packaging.install(actor, [pack]).version_id == packaging.install(actor, [pack]).version_id


def test_what_does_not_compile_is_not_published(actor, pack):
    packaging.install(actor, [pack])
    before = current(actor).version_id
    with pytest.raises(PackProblems) as error:
        packaging.publish(actor, {"extensions": [{"extends": "partner", "fields": [field("x", "mony")]}]})
    assert [each.check for each in error.value.problems] == ["fields.E001"]
    assert "“mony”" in error.value.message("en")
    assert current(actor).version_id == before


def test_roll_back_publishes_the_old_source_anew(actor, pack):
    packaging.install(actor, [pack])
    packaging.publish(actor, grade())
    packaging.roll_back(actor, 1)
    assert "grade" not in current(actor).entities["partner"].fields
    assert [each.number for each in packaging.versions(actor)] == [3, 2, 1]
    with pytest.raises(VersionUnknown):
        packaging.roll_back(actor, 9)


def test_a_diff_names_each_change(actor, pack):
    packaging.install(actor, [pack])
    told = {(each.change, each.path) for each in packaging.diff(actor, grade())}
    assert told == {("added", "entities.partner.fields.grade")}
    packaging.publish(actor, grade())
    assert {(each.change, each.path) for each in packaging.diff_versions(actor, 2, 1)} == {
        ("removed", "entities.partner.fields.grade")
    }


def test_a_draft_may_be_wrong_until_it_is_published(actor, pack):
    packaging.install(actor, [pack])
    problems = packaging.save_draft(actor, {"extensions": [{"extends": "partnr", "fields": []}]}, version=0)
    assert [each.check for each in problems] == ["extensions.E001"]
    with pytest.raises(VersionConflict):
        packaging.save_draft(actor, grade(), version=0)
    assert packaging.save_draft(actor, grade(), version=1) == []
    assert packaging.draft(actor) == (grade(), 2)
    packaging.publish_draft(actor, version=2)
    assert "grade" in current(actor).entities["partner"].fields
    assert packaging.draft(actor) == (grade(), 0)


def publish_number(actor, name):
    return packaging.publish(actor, grade(name)).number


def test_two_who_publish_at_once_get_numbers_in_a_row(actor, pack):
    packaging.install(actor, [pack])
    results = run_parallel([partial(publish_number, actor, f"g{at}") for at in range(4)])
    assert sorted(map(str, results)) == ["2", "3", "4", "5"]


def test_another_tenants_version_does_not_exist(actor, pack):  # P15
    theirs = packaging.install(make_tenant().system, [pack])
    packaging.install(actor, [pack])
    assert theirs.version_id is not None
    with tenancy.working(actor, read_only=True), pytest.raises(VersionUnknown):
        packaging.version(theirs.version_id)


def test_an_unknown_pack_is_named(actor):
    with pytest.raises(PackUnknown):
        packaging.install(actor, ["unicorns"])


def test_versions_are_never_changed(actor, pack):  # P7
    from django.db import DatabaseError

    from kontor.packaging.models import ConfigVersion

    packaging.install(actor, [pack])
    with pytest.raises(DatabaseError), tenancy.working(actor):
        ConfigVersion.objects.update(note="forged")


@pytest.mark.parametrize("name", ["platform", "procurement", "accounting_tw"])
def test_a_stored_pack_compiles_to_the_same(name):
    import json

    from kontor.packaging.folders import PROJECT_PACKS

    original = load_pack(PROJECT_PACKS / name)
    again = restore(json.loads(json.dumps(dump(original), cls=ExactEncoder), cls=ExactDecoder))
    assert pack_hash(again) == pack_hash(original)


def test_an_overlay_replaces_a_part_of_equal_code(pack):
    from kontor.packaging.stored import read_overlay

    role = {"role": "clerk", "label": {"en": "C", "zh-Hant": "員"}, "grants": [{"permissions": ["partner.*"]}]}
    own, problems = read_overlay({"access": [role], "settings": {"limits": [1]}})
    assert problems == []
    model = compile_packs([load_pack(pack)], own)
    assert [each.permissions for each in model.roles["clerk"].grants] == [("partner.*",)]
    assert context.find() is None
