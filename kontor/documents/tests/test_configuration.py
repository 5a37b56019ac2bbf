"""Documents keep the configuration they started with; new ones get the new one (P2, P12)."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kontor.documents import api
from kontor.documents.contracts import Take
from kontor.documents.tests.conftest import PACK, Trade, ids, line
from kontor.engines.lists.api import Condition, Query
from kontor.engines.workflow.errors import WrongState
from kontor.kernel.errors import ValidationFailed
from kontor.packaging import api as packaging


def publish(trade: Trade, folder: Path, change) -> None:
    """The pack once more, with one file changed."""
    import shutil

    target = folder / "trade"
    if not target.exists():
        shutil.copytree(PACK, target)
    change(target)
    packaging.install(trade.tenant.system, [target])


def edit(path: Path, change) -> None:
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(parts)
    path.write_text(yaml.safe_dump(parts, allow_unicode=True), encoding="utf-8")


def new_field(folder: Path) -> None:
    def add(parts):
        label = {"en": "Colour", "zh-Hant": "顏色"}
        parts[0]["header"].append({"name": "colour", "type": "text", "label": label, "filterable": True})

    edit(folder / "documents" / "all.yaml", add)


def close_only_drafts(folder: Path) -> None:
    def move(parts):
        for action in parts[0]["actions"]:
            if action["action"] == "close":
                action["from"] = ["draft"]

    edit(folder / "workflows" / "all.yaml", move)


def test_a_new_field_works_everywhere_at_once(trade: Trade, tmp_path: Path):  # P1, P2
    old = trade.request()
    with pytest.raises(ValidationFailed):
        trade.request(colour="red")
    publish(trade, tmp_path, new_field)
    red = trade.request(colour="red")
    found = api.list_documents(trade.ann, "request", Query(conditions=(Condition("colour", "eq", "red"),)))
    assert [row["id"] for row in found.rows] == [red.id]
    assert api.change(trade.ann, red.id, version=1, values={"colour": "blue"}).values["colour"] == "blue"
    with pytest.raises(ValidationFailed):
        api.change(trade.ann, old.id, version=1, values={"colour": "blue"})


def test_running_documents_keep_their_workflow(trade: Trade, tmp_path: Path):  # P12
    old = trade.submitted(line(), line("nut"))
    publish(trade, tmp_path, close_only_drafts)
    new = trade.submitted()
    with pytest.raises(WrongState):
        api.fire(trade.bob, new.id, "close", inputs={"priority": 1}, comment="x")
    closed = api.fire(trade.bob, old.id, "close", inputs={"priority": 1}, comment="x")
    assert closed.config_version_id != new.config_version_id


def test_lines_of_old_and_new_versions_flow_together(trade: Trade, tmp_path: Path):  # P12
    old = trade.approved(line("bolt", "4"))
    publish(trade, tmp_path, new_field)
    new = trade.approved(line("bolt", "6"))
    [order] = trade.buy(Take(ids(old)[0]), Take(ids(new)[0]))
    assert [str(each.values["quantity"]) for each in order.lines] == ["10"]
    decided = api.fire_lines_each(trade.bob, "request", "refuse", [*ids(old), *ids(new)], comment="late")
    assert [each.error.code if each.error else None for each in decided.results] == ["WRONG_STATE", "WRONG_STATE"]
