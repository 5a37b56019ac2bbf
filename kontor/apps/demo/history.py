"""A believable year: purchases of every kind, most of them finished, the latest at every step of the way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kontor.apps.demo.company import Company
from kontor.apps.demo.items import Item
from kontor.apps.demo.masterdata import Catalogue
from kontor.apps.demo.walk import Walk
from kontor.kernel.progress import Progress

CHAINS = 72
SEED = 88
REQUESTERS = ("lin", "tsai", "ho", "su")
STEPS = (
    "draft", "request", "question", "request", "approve", "request", "approve", "order", "purchase", "purchase",
    "confirm", "propose", "ship", "ship", "receive", "receive", "put_away", "accept", "issue", "hold", "post",
    "propose_payment",
)  # fmt: skip
"""Where the latest purchases stand, so that every screen has something to show."""

TITLES = {
    "S001": "組裝用螺絲扣件補充", "S002": "主軸箱軸承", "S003": "X/Y 軸線性滑軌與螺桿", "S004": "伺服馬達與驅動器",
    "S005": "控制箱電控元件", "S006": "床台鋼材", "S007": "換刀機構氣動元件", "S008": "產線耗材補充",
    "S009": "辦公用品", "S010": "主軸單元採購", "S011": "減速機採購", "S012": "視覺檢測感測器",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One purchase to tell: who wants what, when, and how far it gets (None: paid)."""

    requester: str
    supplier: str
    title: str
    picks: tuple[tuple[Item, Decimal], ...]
    starts_on: date
    project: str | None
    urgent: bool
    ends_at: str | None


def live_through(company: Company, catalogue: Catalogue, today: date, chains: int, progress: Progress) -> None:
    """Tell every story, oldest first, each on its own days."""
    for story in stories(catalogue, today, chains):
        Walk(company, catalogue, story, today).go()
        progress.advance()


def stories(catalogue: Catalogue, today: date, chains: int) -> Iterator[Story]:
    """The same stories for the same day and number."""
    chance = random.Random(SEED)
    suppliers = sorted(catalogue.by_supplier)
    finished = max(chains - len(STEPS), 0)
    for at in range(chains):
        supplier = suppliers[at % len(suppliers)]
        is_recent = at >= finished
        lead = catalogue.lead_days[supplier]
        ago = lead + 12 + chance.randrange(4) if is_recent else 360 - at * (300 // max(finished, 1)) + lead // 4
        yield Story(
            requester=REQUESTERS[at % len(REQUESTERS)],
            supplier=supplier,
            title=TITLES[supplier],
            picks=tuple(_picks(chance, catalogue.by_supplier[supplier])),
            starts_on=today - timedelta(days=ago),
            project=chance.choice([*catalogue.projects, None]),
            urgent=chance.random() < 0.15,
            ends_at=STEPS[at - finished] if is_recent else None,
        )


def _picks(chance: random.Random, items: object) -> Iterator[tuple[Item, Decimal]]:
    offered = list(items)  # type: ignore[call-overload]
    for item in chance.sample(offered, min(len(offered), chance.randint(1, 4))):
        most = 200 if item.price < 20 else 40 if item.price < 500 else 6
        yield item, Decimal(chance.randint(1, most))
