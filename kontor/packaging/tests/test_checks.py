"""Every mistake in a pack has an id, a place and a hint, and all are told at once (P12)."""

from __future__ import annotations

import pytest

from kontor.packaging.api import check_folder
from kontor.packaging.tests.builders import field, label, parts, write_pack


def found(tmp_path, given, **head):
    return check_folder(write_pack(tmp_path, given, **head))


def ids(problems):
    return {(each.check, each.subject) for each in problems}


def test_a_correct_pack_has_no_mistakes(tmp_path):
    assert found(tmp_path, parts()) == []


def change(given, *steps):
    """Set the value at the end of a path inside the parts."""
    *path, last, value = steps
    for step in path:
        given = given[step]
    given[last] = value


HEADER = ("documents", 0, "header")
ACTION = ("workflows", 0, "actions", 0)
MISTAKES = [
    ((*HEADER, 0, "type", "txet"), "fields.E001", "order.header.title"),
    ((*HEADER, 0, "max_lenght", 3), "fields.E002", "order.header.title"),
    ((*HEADER, 0, "name", "partner"), "fields.E003", "order.header.partner"),
    ((*HEADER, 1, "to", "partnr"), "fields.E005", "order.header.partner"),
    (("documents", 0, "lines", 0, "type", "text"), "fields.E006", "order.lines.quantity"),
    ((*HEADER, 1, "to", "user"), "fields.E006", "order.header.partner"),
    ((*HEADER, 2, "round", "line_amuont"), "fields.E007", "order.header.total_amount"),
    (("documents", 0, "lines", 0, "default", "many"), "fields.E008", "order.lines.quantity"),
    ((*HEADER, 2, "required", True), "fields.E010", "order.header.total_amount"),
    ((*HEADER, 0, "name", "state"), "names.E001", "order.header.state"),
    (("documents", 0, "numbering", "pattern", "O-{yyyy}"), "numbering.E001", "order.numbering"),
    (("documents", 0, "numbering", "pattern", "O-{yyyy}{day}-{seq:4}"), "numbering.E002", "order.numbering"),
    (("documents", 0, "numbering", "pattern", "O-{seq:4}"), "numbering.E006", "order.numbering"),
    (("documents", 0, "numbering", "at", "finsh"), "numbering.E004", "order.numbering"),
    (("documents", 0, "list", {"columns": ["titel"]}), "layouts.E001", "order.list.columns"),
    (("entities", 0, "fields", 2, "filterable", False), "layouts.E002", "partner.list.filters.city"),
    (("documents", 0, "workflow", "ordr"), "workflows.E001", "order"),
    (("workflows", 0, "initial", "drft"), "workflows.E003", "workflows.order"),
    ((*ACTION, "to", "dne"), "workflows.E003", "workflows.order.actions.finish"),
    ((*ACTION, "from", ["done"]), "workflows.E004", "workflows.order.states.done"),
    ((*ACTION, "required", ["titel"]), "workflows.E005", "workflows.order.actions.finish"),
    ((*ACTION, "distinct_from", ["aprove"]), "workflows.E006", "workflows.order.actions.finish"),
    ((*ACTION, "lines", [{"action": "fnish"}]), "workflows.E006", "workflows.order.actions.finish.lines"),
    ((*ACTION, "inputs", [field("title", "date")]), "workflows.E007", "workflows.order.actions.finish"),
    ((*ACTION, "show_when", {"var": "titel"}), "expressions.E001", "workflows.order.actions.finish"),
    ((*HEADER, 0, "required_when", {"var": "partner.ctiy"}), "expressions.E001", "order.header.title"),
    (("access", 0, "grants", 0, "permissions", ["order.finsh"]), "access.E001", "access.clerk"),
    (
        ("access", 0, "hidden_fields", [{"type": "order", "field": "x", "access": "none"}]),
        "access.E003",
        "access.clerk",
    ),
]


@pytest.mark.parametrize(("mistake", "check", "subject"), MISTAKES, ids=[str(each[1]) for each in MISTAKES])
def test_each_mistake_is_found_by_its_check(tmp_path, mistake, check, subject):
    given = parts()
    change(given, *mistake)
    problems = found(tmp_path, given)
    assert (check, subject) in ids(problems)
    told = next(each for each in problems if (each.check, each.subject) == (check, subject))
    assert told.place.startswith("shop/") and told.place.rpartition(":")[2].isdigit()
    assert told.text.en and told.text.zh_hant


def test_all_mistakes_are_told_at_once(tmp_path):
    given = parts()
    change(given, *HEADER, 0, "type", "txet")
    change(given, *HEADER, 1, "to", "partnr")
    change(given, *ACTION, "to", "dne")
    assert {"fields.E001", "fields.E005", "workflows.E003"} <= {each.check for each in found(tmp_path, given)}


def test_a_hint_names_what_was_meant(tmp_path):
    given = parts()
    change(given, *HEADER, 2, "type", "mony")
    told = next(each for each in found(tmp_path, given) if each.check == "fields.E001")
    assert told.hint.en == "Hint: did you mean “money”?"
    assert told.line("zh-Hant").endswith("提示:是否為「money」?")


def test_formulas_in_a_circle_are_found(tmp_path):
    given = parts()
    given["documents"][0]["lines"] += [
        field("a", "decimal", formula={"+": [{"var": "line.b"}, 1]}),
        field("b", "decimal", formula={"+": [{"var": "line.a"}, 1]}),
    ]
    assert ("fields.E011", "order.lines.a") in ids(found(tmp_path, given))


def test_a_line_cannot_read_a_total_computed_after_it(tmp_path):
    given = parts()
    share = field("share", "decimal", formula={"/": [{"var": "line.amount"}, {"var": "total_amount"}]})
    given["documents"][0]["lines"].append(share)
    assert ("expressions.E002", "order.lines.share") in ids(found(tmp_path, given))


def test_a_dead_end_is_a_warning(tmp_path):
    given = parts()
    change(given, "workflows", 0, "states", 1, "standard", "in_progress")
    told = [each for each in found(tmp_path, given) if each.check == "workflows.W001"]
    assert [each.severity for each in told] == ["warning"]


def test_a_text_in_one_language_only_is_a_mistake(tmp_path):
    given = parts()
    change(given, *HEADER, 0, "label", {"en": "Title"})
    assert {each.check for each in found(tmp_path, given)} == {"labels.E001"}


def test_a_code_given_twice_is_a_mistake(tmp_path):
    given = parts()
    given["entities"].append(given["entities"][0])
    assert ("packs.E013", "partner") in ids(found(tmp_path, given))


def test_unknown_keys_and_folders_are_mistakes(tmp_path):
    given = parts()
    change(given, "documents", 0, "headr", [])
    given["workflow"] = []
    problems = found(tmp_path, given)
    assert {each.check for each in problems} == {"packs.E004", "packs.E007"}
    hints = {each.hint.en for each in problems}
    assert hints == {"Hint: did you mean “header”?", "Hint: did you mean “workflows”?"}


def test_broken_yaml_names_file_and_line(tmp_path):
    given = {**parts(), "rules": "- rule: x\n  on: [order\n- y: 1\n"}
    [told] = found(tmp_path, given)
    assert (told.check, told.place) == ("packs.E002", "shop/rules/all.yaml:3")


def test_a_key_given_twice_is_a_mistake(tmp_path):
    [told] = found(tmp_path, {**parts(), "settings": "a: 1\nb: 2\na: 3\n"})
    assert told.place == "shop/settings/all.yaml:3"


def test_a_missing_requirement_is_named(tmp_path):
    [told] = found(tmp_path, parts(), requires=["platfrom"])
    assert told.check == "packs.E012"


def test_the_words_of_yaml_are_plain(tmp_path):
    """``on`` stays a word, dates stay text, numbers with a point are exact."""
    from decimal import Decimal

    from kontor.packaging.loader import load_pack

    text = "on: yes\nday: 2026-11-20\nrate: 0.10\nopen: true\n"
    settings = load_pack(write_pack(tmp_path, {**parts(), "settings": text})).settings
    assert settings == {"on": "yes", "day": "2026-11-20", "rate": Decimal("0.10"), "open": True}


def test_the_packs_of_the_project_have_no_mistakes():
    from kontor.packaging.folders import PROJECT_PACKS

    assert [each.line() for each in check_folder(PROJECT_PACKS) if each.severity == "error"] == []


def test_extensions_add_fields_states_and_actions(tmp_path):
    from kontor.packaging.compile import compile_packs
    from kontor.packaging.loader import load_pack

    extension = {
        "extends": "order",
        "header": [field("colour")],
        "states": [{"state": "held", "label": label("Held"), "standard": "in_progress"}],
        "actions": [
            {"action": "hold", "label": label("Hold"), "from": ["draft"], "to": "held"},
            {"action": "release", "label": label("Release"), "from": ["held"], "to": "draft"},
        ],
        "list": {"columns": ["colour"]},
    }
    base = load_pack(write_pack(tmp_path, parts()))
    more = load_pack(write_pack(tmp_path, {"extensions": [extension]}, "more", requires=["shop"]))
    model = compile_packs([more, base])
    order = model.documents["order"]
    assert list(order.header) == ["title", "partner", "total_amount", "colour"]
    assert [each.action for each in order.workflow.actions_from("draft")] == ["finish", "hold"]
    assert order.type.list.columns == ("colour",)
    assert order.workflow.actions["hold"].permission == "order.hold"
    assert order.line_workflow is not None
    assert order.line_workflow.actions["finish"].permission == "order.line.finish"


def test_roles_of_several_packs_add_up(tmp_path):
    from kontor.packaging.compile import compile_packs
    from kontor.packaging.loader import load_pack

    base = load_pack(write_pack(tmp_path, parts()))
    clerk = {"role": "clerk", "label": label("Clerk"), "grants": [{"permissions": ["partner.create"]}]}
    more = load_pack(write_pack(tmp_path, {"access": [clerk]}, "more"))
    grants = compile_packs([base, more]).roles["clerk"].grants
    assert [each.permissions for each in grants] == [("order.*", "partner.read"), ("partner.create",)]


def test_what_roles_and_menus_name_is_a_permission(tmp_path):  # P5
    """An administrator with ``*`` must see every menu, also those of rooms that declare no words."""
    from kontor.packaging.compile import compile_packs
    from kontor.packaging.loader import load_pack

    item = {"screen": "stock_query", "label": label("Stock"), "permission": "stock.read"}
    app = {"app": "shop", "label": label("Shop"), "icon": "x", "items": [item]}
    model = compile_packs([load_pack(write_pack(tmp_path, {**parts(), "navigation": [app]}))])
    assert {"stock.read", "order.finish", "order.create", "partner.import"} <= set(model.permissions)
