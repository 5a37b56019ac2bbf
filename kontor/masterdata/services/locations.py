"""The storage tree: bulk generation, virtual ends of moves, and places with room (R7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.engines.access import api as access
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.masterdata import store
from kontor.masterdata.contracts import FreeLocation, Generated
from kontor.masterdata.entities import entity_model
from kontor.masterdata.errors import TooMany
from kontor.masterdata.services.write import create, create_many
from kontor.tenancy import api as tenancy
from kontor.tenancy import context

VIRTUAL_KINDS = ("supplier", "consumption", "loss", "customer", "transit")
MOST_LOCATIONS = 50_000

Occupancy = Callable[[Collection[UUID]], Mapping[UUID, Decimal]]
"""Location ids → quantity on hand there, in base units; empty ones may be left out."""
ItemPlaces = Callable[[UUID], Collection[UUID]]
"""Item id → locations where it lies."""

_occupancy: list[Occupancy] = []
_item_places: list[ItemPlaces] = []


def stock_known_by(occupancy: Occupancy, item_places: ItemPlaces) -> None:
    """The stock ledger tells how full places are, and where an item lies."""
    _occupancy[:], _item_places[:] = [occupancy], [item_places]


def virtual_location(kind: str) -> UUID:
    """The place goods of this kind of move come from or go to: supplier, consumption, loss, customer or transit.

    Raises:
        NotFound: the pack ``platform`` is not installed, or no location has the kind.
    """
    known = context.current().remember("masterdata.virtual_locations", _virtual_locations)
    if kind not in known:
        raise NotFound(entity_model("location").label, kind)
    return known[kind]


def _virtual_locations() -> dict[str, UUID]:
    rows = store.select(entity_model("location"), "t.is_virtual", [], columns=["id", "kind"], tail="ORDER BY t.id DESC")
    return {row["kind"]: row["id"] for row in rows}


@tenancy.unit_of_work
def generate_locations(
    actor: Actor,
    site: str,
    zones: Sequence[str],
    shelves: Sequence[str],
    levels: Sequence[str] = (),
    positions: Sequence[str] = (),
    *,
    capacity: Decimal | None = None,
    category_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> Generated:
    """Build a storage tree in a few statements: every zone has every shelf, every shelf every level, and so on.

    Codes join the parts below the site: ``Z1-A-3-L``. Places that exist already stay as they are, so sending the same
    twice makes nothing new. ``capacity`` and ``category_id`` go to the lowest places.

    Raises:
        TooMany: more than 50,000 places.
    """
    steps = [
        (kind, names)
        for kind, names in zip(("zone", "shelf", "level", "bin"), (zones, shelves, levels, positions), strict=True)
        if names
    ]
    total = _count(steps)
    if total > MOST_LOCATIONS:
        raise TooMany(total, MOST_LOCATIONS)
    access.require(actor, "location.create")
    of = entity_model("location")
    root = store.ids_by_column(of, "code", [site]).get(site)
    if root is None:
        root = create(
            actor, "location", {"code": site, "name": site, "kind": "site", "organisation": organisation_id}
        ).id
    known: dict[str, UUID] = {}
    parents: dict[str, UUID] = {"": root}
    made, existing = 0, 0
    for depth, (kind, names) in enumerate(steps):
        codes = {f"{prefix}-{name}" if prefix else name: prefix for prefix in parents for name in names}
        present = store.ids_by_column(of, "code", list(codes))
        fresh = [code for code in codes if code not in present]
        lowest = depth == len(steps) - 1
        extra: dict[str, Any] = {"capacity": capacity, "category": category_id} if lowest else {}
        records = [
            {
                "code": code, "name": code, "kind": kind, "parent": parents[codes[code]], "order_no": at + 1,
                "organisation": organisation_id, **extra,
            }
            for at, code in enumerate(codes)
            if code in set(fresh)
        ]  # fmt: skip
        created = create_many(actor, "location", records, trusted=True)
        parents = {**{record.values["code"]: record.id for record in created}, **present}
        known |= parents
        made, existing = made + len(created), existing + len(present)
    return Generated(made, existing, known)


def _count(steps: Sequence[tuple[str, Sequence[str]]]) -> int:
    total, width = 0, 1
    for _, names in steps:
        width *= len(names)
        total += width
    return total


_CANDIDATES = """
SELECT l.id, l.code, l.path, l.capacity, l.category_id
FROM location l
WHERE l.tenant_id = %(tenant)s AND l.deleted_at IS NULL AND l.is_active AND l.kind = ANY(%(kinds)s)
  AND (l.category_id IS NULL OR l.category_id = %(category)s)
  AND (%(within)s::text IS NULL OR l.path = %(within)s OR starts_with(l.path, %(within)s || '/'))
  AND (%(text)s::text IS NULL OR position(lower(%(text)s) IN lower(l.code || ' ' || l.name || ' ' || l.path)) > 0)
ORDER BY l.order_no, l.path
LIMIT %(most)s
"""
_WIDEST = 2_000


@tenancy.reading
def free_locations(
    actor: Actor,
    *,
    item_id: UUID | None = None,
    quantity: Decimal = Decimal(0),
    within: UUID | None = None,
    text: str | None = None,
    kinds: Sequence[str] = ("bin",),
    empty_only: bool = False,
    limit: int = 20,
) -> list[FreeLocation]:
    """Places with room for ``quantity`` more, best first, each with its reason.

    First where the item lies already, then its fixed bin, then empty places in walking order, then others with room.
    Places kept for another category are left out. ``within`` looks below one location only.
    """
    access.require(actor, "location.read")
    item = _item(item_id)
    candidates = _candidates(item, within, text, kinds)
    fixed = item.get("fixed_location_id") if item else None
    ids = [row[0] for row in candidates]
    occupied = _occupancy[0](ids) if _occupancy else {}
    together = set(_item_places[0](item_id)) if _item_places and item_id is not None else set()
    found = list(_with_room(candidates, occupied, together, fixed, quantity, empty_only=empty_only))
    order = {"same_item": 0, "fixed": 1, "empty": 2, "room": 3}
    return sorted(found, key=lambda each: order[each.reason])[:limit]


def _with_room(
    candidates: Sequence[Sequence[Any]],
    occupied: Mapping[UUID, Decimal],
    together: set[UUID],
    fixed: UUID | None,
    quantity: Decimal,
    *,
    empty_only: bool,
) -> Iterator[FreeLocation]:
    for location_id, code, path, capacity, _ in candidates:
        taken = occupied.get(location_id, Decimal(0))
        if (capacity is not None and capacity - taken < quantity) or (empty_only and taken > 0):
            continue
        if location_id in together:
            reason = "same_item"
        elif location_id == fixed:
            reason = "fixed"
        else:
            reason = "empty" if taken <= 0 else "room"
        yield FreeLocation(location_id, code, path, capacity, taken, reason)


def _item(item_id: UUID | None) -> store.Row:
    if item_id is None:
        return {}
    of = entity_model("sku")
    rows = store.select(of, "t.id = %s", [item_id], columns=["category_id", "fixed_location_id"])
    if not rows:
        raise NotFound(of.label, item_id)
    return rows[0]


def _candidates(
    item: Mapping[str, Any], within: UUID | None, text: str | None, kinds: Sequence[str]
) -> list[tuple[Any, ...]]:
    of = entity_model("location")
    root = store.select(of, "t.id = %s", [within], columns=["path"]) if within else []
    if within and not root:
        raise NotFound(of.label, within)
    parameters = {
        "tenant": context.current().tenant_id, "kinds": list(kinds), "category": item.get("category_id"),
        "within": root[0]["path"] if root else None, "text": text or None, "most": _WIDEST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, parameters)
        return list(cursor.fetchall())
