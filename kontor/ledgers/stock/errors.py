"""Every way the stock ledger refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class InsufficientStock(DomainError):
    """The location holds less free stock than the move asks for (S1)."""

    code: ClassVar = "INSUFFICIENT_STOCK"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="SKU {sku_code} has only {available} {unit} available at {location}; {requested} requested",
        zh_hant="料號 {sku_code} 於儲位 {location} 可用數量僅 {available} {unit}，需求 {requested}",
    )

    sku_code: str
    location: str
    unit: str
    requested: Decimal
    available: Decimal
    lot: str = ""


@dataclass(eq=False)
class InsufficientStockOnDate(DomainError):
    """There is enough today, but the back-dated move would make a past day negative (S1)."""

    code: ClassVar = "INSUFFICIENT_STOCK_ON_DATE"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="SKU {sku_code} at {location}: only {available} {unit} free as of {move_date}; {requested} requested",
        zh_hant="料號 {sku_code} 於儲位 {location}：以 {move_date} 計僅可領 {available} {unit}，需求 {requested}",
    )

    sku_code: str
    location: str
    unit: str
    requested: Decimal
    available: Decimal
    move_date: date


@dataclass(eq=False)
class QuantityInvalid(DomainError):
    """A move's quantity is not positive or finer than the ledger keeps."""

    code: ClassVar = "STOCK_QUANTITY_INVALID"
    template: ClassVar = Text(
        en="SKU {sku_code}: the quantity {quantity} must be greater than zero with at most {places} decimals",
        zh_hant="料號 {sku_code}：數量 {quantity} 必須大於零，且小數最多 {places} 位",
    )

    sku_code: str
    quantity: Decimal
    places: int


@dataclass(eq=False)
class ItemNotStocked(DomainError):
    """Stock always refers to an SKU that exists (P14)."""

    code: ClassVar = "ITEM_NOT_STOCKED"
    template: ClassVar = Text(en="There is no stock item {item_id}", zh_hant="找不到庫存料號 {item_id}")

    item_id: UUID


@dataclass(eq=False)
class LocationUnknown(DomainError):
    """The move names a location that does not exist for this tenant."""

    code: ClassVar = "LOCATION_UNKNOWN"
    template: ClassVar = Text(en="There is no location {location_id}", zh_hant="找不到儲位 {location_id}")

    location_id: UUID


@dataclass(eq=False)
class MoveOutsideStock(DomainError):
    """Neither end of the move is a place where the company keeps stock, or both ends are the same place."""

    code: ClassVar = "MOVE_OUTSIDE_STOCK"
    template: ClassVar = Text(
        en="A stock move leads from one location to another, at least one of them in stock: {source} → {target}",
        zh_hant="庫存異動須由一個儲位移至另一儲位，且至少一端為庫內儲位：{source} → {target}",
    )

    source: str
    target: str


@dataclass(eq=False)
class LotRequired(DomainError):
    """The item is tracked by lot and the move names none (S3)."""

    code: ClassVar = "LOT_REQUIRED"
    template: ClassVar = Text(
        en="SKU {sku_code} is tracked by lot: name the lot", zh_hant="料號 {sku_code} 採批號管理，請填批號"
    )

    sku_code: str


@dataclass(eq=False)
class LotExpiryDiffers(DomainError):
    """The lot is known with another expiry date (S3)."""

    code: ClassVar = "LOT_EXPIRY_DIFFERS"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="Lot {lot} of SKU {sku_code} expires on {known}, not on {given}",
        zh_hant="料號 {sku_code} 批號 {lot} 的有效期限為 {known}，而非 {given}",
    )

    sku_code: str
    lot: str
    known: date
    given: date


@dataclass(eq=False)
class UnitCostInvalid(DomainError):
    """Goods cannot enter at a negative cost."""

    code: ClassVar = "UNIT_COST_INVALID"
    template: ClassVar = Text(
        en="SKU {sku_code} cannot enter at the cost {unit_cost}", zh_hant="料號 {sku_code} 不可以成本 {unit_cost} 入庫"
    )

    sku_code: str
    unit_cost: Decimal


@dataclass(eq=False)
class ReservationUnknown(DomainError):
    """No open reservation under this key."""

    code: ClassVar = "RESERVATION_UNKNOWN"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no open reservation {key}", zh_hant="找不到有效的保留 {key}")

    key: str


@dataclass(eq=False)
class CostingUnknown(DomainError):
    """The item's category names a costing method nobody offers."""

    code: ClassVar = "COSTING_UNKNOWN"
    template: ClassVar = Text(
        en="SKU {sku_code}: there is no costing method “{costing}”",
        zh_hant="料號 {sku_code}：沒有成本計算方法「{costing}」",
    )

    sku_code: str
    costing: str


@dataclass(eq=False)
class CostingFixed(DomainError):
    """The costing method of an item with stock cannot change: its layers and its average would not agree (S2)."""

    code: ClassVar = "COSTING_FIXED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="SKU {sku_code} is in stock under {present}; issue all of it before costing by {wanted}",
        zh_hant="料號 {sku_code} 目前以「{present}」計價且有庫存，須先出清才能改用「{wanted}」",
    )

    sku_code: str
    present: str
    wanted: str


@dataclass(eq=False)
class AlreadyReversed(DomainError):
    """The move has a mirror image already."""

    code: ClassVar = "STOCK_MOVE_ALREADY_REVERSED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(en="The stock move {move_id} is already reversed", zh_hant="庫存異動 {move_id} 已沖銷")

    move_id: UUID
