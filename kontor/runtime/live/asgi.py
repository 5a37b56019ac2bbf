"""The live process: WebSocket at ``/live``, its state at ``/health``.

A browser connects, sends ``{"token": …, "tenant": …}`` and is answered ``{"type": "ready"}``; then come ``change``
and ``resync`` messages and a ``ping`` every half minute. A token that stops being valid closes the line with 4401.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.runtime.settings")
django.setup()

from django.conf import settings  # noqa: E402  (settings are readable only once Django is set up)
from django.db import connections  # noqa: E402
from django.http import HttpRequest  # noqa: E402

from kontor.kernel.errors import DomainError  # noqa: E402
from kontor.runtime.live.hub import Hub, Subscriber  # noqa: E402
from kontor.runtime.live.listening import listen  # noqa: E402

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HELLO_SECONDS = 10.0
PING_SECONDS = 30.0
_CHECK_EVERY_PINGS = 10
_UNAUTHENTICATED, _FOREIGN_ORIGIN = 4401, 4403

hub = Hub()
_background: set[asyncio.Task[None]] = set()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """ASGI entry."""
    if not _background:
        _background.add(asyncio.get_running_loop().create_task(listen(hub)))
    if scope["type"] == "websocket":
        await _websocket(scope, receive, send)
    elif scope["type"] == "http":
        await _http(scope, send)


async def _http(scope: Message, send: Send) -> None:
    is_health = scope["path"] == "/health"
    content = {"status": "ok", "listeners": hub.count()} if is_health else {"status": "not found"}
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200 if is_health else 404, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(content)})


async def _websocket(scope: Message, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    if not _is_own_origin(_headers(scope)):
        await send({"type": "websocket.close", "code": _FOREIGN_ORIGIN})
        return
    hello = await _hello(receive)
    subscriber = await asyncio.to_thread(_subscriber, hello, scope)
    if subscriber is None:
        await send({"type": "websocket.close", "code": _UNAUTHENTICATED})
        return
    hub.add(subscriber)
    try:
        await _send_json(send, {"type": "ready"})
        await _talk(subscriber, hello, scope, receive, send)
    finally:
        hub.remove(subscriber)


async def _talk(subscriber: Subscriber, hello: Message, scope: Message, receive: Receive, send: Send) -> None:
    """Pass messages on until the browser leaves or its token ends."""
    leaving = asyncio.ensure_future(_until_gone(receive))
    pings = 0
    try:
        while not leaving.done():
            waiting = asyncio.ensure_future(subscriber.queue.get())
            await asyncio.wait({waiting, leaving}, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                await _send_json(send, waiting.result())
                continue
            waiting.cancel()
            if leaving.done():
                return
            pings += 1
            if pings % _CHECK_EVERY_PINGS == 0 and await asyncio.to_thread(_subscriber, hello, scope) is None:
                await send({"type": "websocket.close", "code": _UNAUTHENTICATED})
                return
            await _send_json(send, {"type": "ping"})
    finally:
        leaving.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def _hello(receive: Receive) -> Message:
    """The first message; empty when none comes in time or it is no object."""
    try:
        message = await asyncio.wait_for(receive(), HELLO_SECONDS)
        content = orjson.loads(message.get("text") or message.get("bytes") or b"{}")
    except (TimeoutError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _subscriber(hello: Message, scope: Message) -> Subscriber | None:
    """Who the token speaks for, judged by the API's own authentication; None when it is not valid."""
    from kontor.api.auth.bearer import authenticate

    request = HttpRequest()
    request.method, request.path = "GET", "/live"
    request.META = {
        "HTTP_AUTHORIZATION": f"Bearer {hello.get('token', '')}",
        "HTTP_X_TENANT": str(hello.get("tenant") or ""),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
    }
    try:
        actor = authenticate(request)
        return Subscriber(actor.tenant_id, actor.user_id) if actor.user_id else None
    except DomainError:
        return None
    finally:
        connections.close_all()


def _headers(scope: Message) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _is_own_origin(headers: dict[str, str]) -> bool:
    """Browsers name the page that connects; programs name none. The port may differ, the host may not."""
    origin = headers.get("origin")
    if not origin or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    return urlsplit(origin).hostname == urlsplit(f"//{headers.get('host', '')}").hostname


async def _send_json(send: Send, content: Message) -> None:
    await send({"type": "websocket.send", "text": orjson.dumps(content).decode()})
