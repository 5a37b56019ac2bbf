"""Live updates: who is told what (P8)."""

from __future__ import annotations

import asyncio
import queue
from contextlib import suppress
from typing import Any
from uuid import UUID

import orjson
import pytest

from kontor.kernel import live
from kontor.kernel.ids import new_id
from kontor.kernel.live import Change
from kontor.runtime.live import asgi, messages
from kontor.runtime.live.hub import RESYNC, Hub, Subscriber
from kontor.runtime.live.publishing import Publisher

TENANT, OTHER_TENANT, AMY, BEN = (new_id() for _ in range(4))


def _change(tenant: UUID = TENANT, user: UUID | None = None) -> Change:
    return Change(tenant, "requisition", new_id(), "approve", user)


def _told(subscriber: Subscriber) -> list[dict]:
    found = []
    while not subscriber.queue.empty():
        found.append(subscriber.queue.get_nowait())
    return found


def test_hints_survive_the_journey():
    changes = [_change(), _change(user=AMY)]
    assert messages.unpack(next(messages.pack(changes))) == changes


def test_a_message_never_exceeds_what_notify_carries():
    changes = [Change(TENANT, "purchase_order_with_a_long_name", new_id(), "an_action", AMY) for _ in range(500)]
    packed = list(messages.pack(changes))
    assert max(len(each.encode()) for each in packed) < 8000
    assert [each for message in packed for each in messages.unpack(message)] == changes


def test_the_same_hint_travels_once():
    change = _change()
    assert messages.unpack(next(messages.pack([change, change]))) == [change]


@pytest.mark.parametrize("message", ["", "{}", "[[1,2]]", '[["x","y","z","a",null]]', "nonsense"])
def test_a_foreign_message_is_passed_over(message):
    assert messages.unpack(message) == []


def test_a_hint_reaches_its_tenant_only():
    hub, mine, foreign = Hub(), Subscriber(TENANT, AMY), Subscriber(OTHER_TENANT, AMY)
    hub.add(mine)
    hub.add(foreign)
    change = _change()
    hub.dispatch([change])
    assert [each["record_id"] for each in _told(mine)] == [str(change.record_id)]
    assert _told(foreign) == []


def test_a_personal_hint_reaches_its_person_only():
    hub, amy, ben = Hub(), Subscriber(TENANT, AMY), Subscriber(TENANT, BEN)
    hub.add(amy)
    hub.add(ben)
    hub.dispatch([_change(user=BEN)])
    assert (_told(amy), len(_told(ben))) == ([], 1)


def test_who_cannot_keep_up_is_told_to_read_again():
    hub, slow = Hub(), Subscriber(TENANT, AMY)
    hub.add(slow)
    hub.dispatch([_change() for _ in range(201)])
    assert _told(slow) == [RESYNC]


def test_who_left_is_told_nothing_and_leaves_no_trace():
    hub, gone = Hub(), Subscriber(TENANT, AMY)
    hub.add(gone)
    hub.remove(gone)
    hub.dispatch([_change()])
    assert (_told(gone), hub.count()) == ([], 0)


def test_publishing_gathers_and_outlives_a_broken_line(monkeypatch):
    monkeypatch.setattr("kontor.runtime.live.publishing._RETRY_SECONDS", 0.01)
    sent: queue.Queue[str] = queue.Queue()
    attempts = []

    def connect():
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("no line")
        return sent.put

    publisher = Publisher(connect)
    publisher([_change()])
    second = _change()
    while sent.empty():
        publisher([second])
        with suppress(queue.Empty):
            assert second in messages.unpack(sent.get(timeout=0.5))
            break
    assert len(attempts) >= 2


def test_without_a_carrier_hints_go_nowhere():
    live.carry_no_more()
    live.publish([_change()])
    assert not live.is_carried()


class _Browser:
    """The other end of a WebSocket."""

    def __init__(self, hello: dict | None, **headers: str) -> None:
        self.said: list[dict] = [{"type": "websocket.connect"}]
        if hello is not None:
            self.said.append({"type": "websocket.receive", "text": orjson.dumps(hello).decode()})
        self.heard: list[dict] = []
        self.leave = asyncio.Event()
        encoded = [(name.encode(), value.encode()) for name, value in {"host": "erp:8001", **headers}.items()]
        self.scope = {"type": "websocket", "path": "/live", "headers": encoded, "client": ("10.0.0.1", 1)}

    async def receive(self) -> dict:
        if self.said:
            return self.said.pop(0)
        await self.leave.wait()
        return {"type": "websocket.disconnect"}

    async def send(self, message: dict) -> None:
        self.heard.append(orjson.loads(message["text"]) if "text" in message else message)

    def close_code(self) -> int | None:
        return next((each["code"] for each in self.heard if each.get("type") == "websocket.close"), None)


@pytest.fixture
def quiet_line(monkeypatch):
    async def nothing(hub: Hub) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asgi, "listen", nothing)
    monkeypatch.setattr(asgi, "hub", Hub())
    monkeypatch.setattr(asgi, "_background", set())


async def _visit(browser: _Browser, *, then=None) -> None:
    visit = asyncio.create_task(asgi.application(browser.scope, browser.receive, browser.send))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if visit.done() or {"type": "ready"} in browser.heard:
            break
    if then is not None:
        then()
        await asyncio.sleep(0.05)
    browser.leave.set()
    await asyncio.wait_for(visit, 5)
    for task in asgi._background:
        task.cancel()


def test_a_person_with_a_valid_token_is_told_of_changes(quiet_line, monkeypatch):
    monkeypatch.setattr(asgi, "_subscriber", lambda hello, scope: Subscriber(TENANT, AMY))
    browser, change = _Browser({"token": "good"}), _change()
    asyncio.run(_visit(browser, then=lambda: asgi.hub.dispatch([change])))
    assert browser.heard[0]["type"] == "websocket.accept"
    assert [each["type"] for each in browser.heard[1:]] == ["ready", "change"]
    assert asgi.hub.count() == 0


@pytest.mark.usefixtures("database")
def test_a_token_that_is_not_ours_closes_the_line(quiet_line):  # Q1
    browser = _Browser({"token": "forged", "tenant": "acme"})
    asyncio.run(_visit(browser))
    assert browser.close_code() == 4401


def test_a_foreign_page_is_not_served(quiet_line):  # Q1
    browser = _Browser({"token": "good"}, origin="https://evil.example")
    asyncio.run(_visit(browser))
    assert browser.close_code() == 4403


def test_the_state_of_the_process_is_told(quiet_line):
    browser = _Browser(None)
    browser.scope = {"type": "http", "path": "/health"}
    asyncio.run(asgi.application(browser.scope, browser.receive, browser.send))
    assert browser.heard[0]["status"] == 200
    assert orjson.loads(browser.heard[1]["body"]) == {"status": "ok", "listeners": 0}


def test_a_recorded_event_becomes_a_hint_when_it_is_committed(monkeypatch):
    from kontor.engines.events.contracts import Event
    from kontor.runtime.live import recording

    carried: list[Change] = []
    later: list = []
    monkeypatch.setattr("kontor.kernel.live.publish", carried.extend)
    monkeypatch.setattr("kontor.tenancy.context.current", lambda: type("Work", (), {"tenant_id": TENANT}))
    monkeypatch.setattr("kontor.tenancy.context.on_commit", later.append)
    nothing: dict[str, Any] = dict.fromkeys(Event.__dataclass_fields__)
    record = new_id()
    recording._announce([Event(**{**nothing, "aggregate_type": "sku", "aggregate_id": record, "kind": "changed"})])
    assert carried == []
    later[0]()
    assert carried == [Change(TENANT, "sku", record, "changed")]
