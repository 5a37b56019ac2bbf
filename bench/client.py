"""A signed-in user of the public API."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import httpx

PAGE = 200


class Refused(RuntimeError):
    """The API said no; carries the envelope's code and sentence."""

    def __init__(self, call: str, status: int, error: dict[str, Any]) -> None:
        self.status, self.code = status, error.get("code")
        super().__init__(f"{call}: {status} {self.code}: {error.get('message')} {error.get('details')}")


class Counter:
    """How many requests were made, over all users and threads."""

    def __init__(self) -> None:
        self._lock, self.requests = threading.Lock(), 0

    def add(self) -> None:
        with self._lock:
            self.requests += 1


class Client:
    """One user; safe to use from several threads. ``transport`` reaches a server without a socket, as tests do."""

    def __init__(
        self,
        address: str,
        email: str,
        password: str,
        counter: Counter | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(base_url=f"{address}/api/v1", timeout=120, transport=transport)
        self._counter = counter or Counter()
        tokens = self.post("/auth/login", {"email": email, "password": password})
        self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    def get(self, path: str, **query: Any) -> Any:
        return self._envelope("GET", path, params=query)["data"]

    def post(self, path: str, body: Any) -> Any:
        """Every write carries a key of its own, as a careful client does."""
        return self._envelope("POST", path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})["data"]

    def upload(self, name: str, content: bytes) -> Any:
        """Store a file; its facts with ``id``."""
        return self._envelope("POST", "/files", files={"file": (name, content, "text/csv")})["data"]

    def every(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """All rows of a list, page after page."""
        page = 1
        while True:
            reply = self._envelope("GET", path, params={**query, "page": page, "page_size": PAGE})
            yield from reply["data"]
            if not reply["pagination"]["has_more"]:
                return
            page += 1

    def _envelope(self, method: str, path: str, **facts: Any) -> dict[str, Any]:
        response = self._http.request(method, path, **facts)
        self._counter.add()
        body: dict[str, Any] = response.json()
        if not body.get("success"):
            raise Refused(f"{method} {path}", response.status_code, body.get("error", {}))
        return body
