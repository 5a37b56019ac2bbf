"""A small pack in a folder, to be broken in one place by each test."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml


def label(word: str) -> dict[str, str]:
    return {"en": word, "zh-Hant": word}


def field(name: str, type_code: str = "text", **options: Any) -> dict[str, Any]:
    return {"name": name, "type": type_code, "label": label(name), **options}


DOCUMENT: dict[str, Any] = {
    "document": "order",
    "label": label("Order"),
    "plural": label("Orders"),
    "app": "shop",
    "numbering": {"pattern": "O-{yyyy}-{seq:4}"},
    "workflow": "order",
    "line_workflow": "order_line",
    "header": [
        field("title", required=True),
        field("partner", "reference", to="partner"),
        field("total_amount", "money", formula={"sum": [{"var": "lines"}, {"var": "amount"}]}),
    ],
    "lines": [
        field("quantity", "quantity"),
        field("unit_price", "decimal"),
        field("amount", "money", formula={"*": [{"var": "line.quantity"}, {"var": "line.unit_price"}]}),
    ],
}
WORKFLOW: dict[str, Any] = {
    "workflow": "order",
    "label": label("Order"),
    "initial": "draft",
    "states": [
        {"state": "draft", "label": label("Draft"), "standard": "draft", "editable": True},
        {"state": "done", "label": label("Done"), "standard": "completed"},
    ],
    "actions": [{"action": "finish", "label": label("Finish"), "from": ["draft"], "to": "done"}],
}
LINE_WORKFLOW: dict[str, Any] = {**deepcopy(WORKFLOW), "workflow": "order_line"}
PARTNER: dict[str, Any] = {
    "entity": "partner",
    "label": label("Partner"),
    "plural": label("Partners"),
    "app": "shop",
    "fields": [field("code", required=True), field("name", required=True), field("city", filterable=True)],
    "list": {"columns": ["code", "city"], "filters": ["city"]},
}
ROLE: dict[str, Any] = {
    "role": "clerk",
    "label": label("Clerk"),
    "grants": [{"permissions": ["order.*", "partner.read"]}],
}


def parts() -> dict[str, Any]:
    """A correct pack, part by part: folder → list of parts."""
    return deepcopy(
        {
            "documents": [DOCUMENT],
            "workflows": [WORKFLOW, LINE_WORKFLOW],
            "entities": [PARTNER],
            "access": [ROLE],
        }
    )


def write_pack(folder: Path, given: dict[str, Any], name: str = "shop", **head: Any) -> Path:
    """The pack as files; returns its folder."""
    root = folder / name
    root.mkdir(parents=True)
    whole = {"pack": name, "version": "1.0", "label": label(name), **head}
    (root / "pack.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))
    for kind, each in given.items():
        (root / kind).mkdir()
        text = each if isinstance(each, str) else yaml.safe_dump(each, allow_unicode=True, sort_keys=False)
        (root / kind / "all.yaml").write_text(text)
    return root
