"""Packs as JSON in the database and back, numbers exact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kontor.packaging import schema
from kontor.packaging.loader import MAPPING_KINDS, PART_KINDS, Places, parse_pack
from kontor.packaging.problems import PackProblems, Problem
from kontor.packaging.sources import OVERLAY


class ExactEncoder(json.JSONEncoder):
    """Writes a Decimal as a JSON number; PostgreSQL's jsonb keeps its digits."""

    def default(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return super().default(value)


class ExactDecoder(json.JSONDecoder):
    """Reads numbers with a point as Decimal."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


def dump(pack: schema.Pack) -> dict[str, Any]:
    """A pack as plain JSON values; ``restore`` reads them back to an equal pack."""
    plain: dict[str, Any] = pack.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    return plain


def restore(content: Mapping[str, Any], name: str = "") -> schema.Pack:
    """The pack of stored content.

    Raises:
        PackProblems: the content does not fit the schema any more.
    """
    pack, problems = parse_pack(_as_lists(content), Places(name or content.get("head", {}).get("pack", "pack")))
    if pack is None:
        raise PackProblems(problems)
    return pack


def read_overlay(overlay: Mapping[str, Any]) -> tuple[schema.Pack | None, list[Problem]]:
    """A tenant's overlay: parts like a pack's without a head. None and no problems when it is empty."""
    if not any(overlay.get(kind) for kind in (*PART_KINDS, *MAPPING_KINDS)) and set(overlay) <= {"head", "templates"}:
        return None, []
    head = {"pack": OVERLAY, "version": "0", "label": {"en": "Own configuration", "zh-Hant": "自訂設定"}}
    return parse_pack({**overlay, "head": head}, Places(OVERLAY))


def _as_lists(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(each) if isinstance(each, tuple) else each for name, each in content.items()}
