"""SKUs from the dimensions of a style: size × colour, each once however often it is asked (P1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from uuid import UUID

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.masterdata import store
from kontor.masterdata.contracts import Generated
from kontor.masterdata.entities import current_model, entity_model
from kontor.masterdata.errors import StyleHasNoDimensions, TooMany
from kontor.masterdata.rows import values_of
from kontor.masterdata.services.write import create_many
from kontor.tenancy import api as tenancy

MOST_SKUS = 5_000


@tenancy.unit_of_work
def generate_skus(actor: Actor, style_id: UUID, *, unit: str | None = None) -> Generated:
    """Make a SKU for every combination of the style's dimensions that has none yet.

    ``dimensions`` of the style is ``{"size": ["S", "M"], "colour": ["red"]}``; codes are ``STYLE-S-red``. Unit and
    category come from the style, its product, or the tenant's default. The style's row is locked, so two
    who ask at once make each SKU once.

    Raises:
        NotFound: no such style; StyleHasNoDimensions; TooMany: more than 5,000 combinations.
    """
    access.require(actor, "sku.create")
    of = entity_model("style")
    row = store.load(of, [style_id], lock=True).get(style_id)
    if row is None:
        raise NotFound(of.label, style_id)
    style = values_of(of, row)
    combinations = list(_combinations(row["code"], style.get("dimensions")))
    skus = entity_model("sku")
    present = store.select(skus, "t.style_id = %s", [style_id], columns=["id", "code", "variant_key"])
    by_key = {each["variant_key"]: each for each in present if each["variant_key"]}
    fresh = [each for each in combinations if variant_key(each) not in by_key]
    shared = _shared(row, style, unit)
    made = create_many(actor, "sku", [_sku(row, each, shared) for each in fresh], trusted=True)
    ids = {each["code"]: each["id"] for each in present} | {record.values["code"]: record.id for record in made}
    return Generated(len(made), len(combinations) - len(fresh), ids)


def variant_key(variant: Mapping[str, str]) -> str:
    """What makes a variant one of a kind within its style, whatever the order of its dimensions."""
    return "|".join(f"{name}={variant[name]}" for name in sorted(variant))


def _combinations(style: str, dimensions: Any) -> Iterator[dict[str, str]]:
    if not isinstance(dimensions, Mapping) or not dimensions:
        raise StyleHasNoDimensions(style)
    names = list(dimensions)
    values = [list(dict.fromkeys(str(each) for each in dimensions[name])) for name in names]
    total = 1
    for each in values:
        total *= len(each)
    if total > MOST_SKUS:
        raise TooMany(total, MOST_SKUS)
    for chosen in product(*values):
        yield dict(zip(names, chosen, strict=True))


def _shared(row: store.Row, style: Mapping[str, Any], unit: str | None) -> dict[str, Any]:
    products = entity_model("product")
    of_product = store.load(products, [row["product_id"]]).get(row["product_id"], {})
    return {
        "style": row["id"],
        "product": row["product_id"],
        "category": of_product.get("category_id"),
        "unit": unit or style.get("unit") or current_model().settings.get("default_unit"),
    }


def _sku(row: store.Row, variant: Mapping[str, str], shared: Mapping[str, Any]) -> dict[str, Any]:
    suffix = "-".join(variant.values())
    return {
        **shared,
        "code": f"{row['code']}-{suffix}",
        "name": f"{row['name']} {' '.join(variant.values())}",
        "variants": dict(variant),
        "variant_key": variant_key(variant),
    }
