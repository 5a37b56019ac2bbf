"""One Idempotency-Key, one execution: the reply is stored in the transaction of the work and given again (P15).

A repetition with the same key gets the stored reply; two at once wait for one another, because the second insert of
the key blocks until the first transaction ends. A refused request stores nothing, so it may be corrected and repeated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kontor.api.errors import IdempotencyKeyReused, MalformedRequest
from kontor.kernel.actor import Actor
from kontor.kernel.ids import new_id
from kontor.kernel.jsonvalues import dumps
from kontor.kernel.text import Text
from kontor.tenancy.work import unit_of_work

LONGEST_KEY = 200
LARGEST_REPLY = 4 * 1024 * 1024
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")

KEY_TOO_LONG = Text(en="the Idempotency-Key is longer than 200 characters", zh_hant="冪等鍵超過 200 個字元")

_CLAIM = """
INSERT INTO idempotency_record (id, tenant_id, user_id, key, request_hash, headers, created_at)
VALUES (%s, %s, %s, %s, %s, '{}', clock_timestamp())
ON CONFLICT (tenant_id, user_id, key) DO NOTHING RETURNING id
"""
_KEPT = """
SELECT request_hash, status, headers, body FROM idempotency_record WHERE tenant_id = %s AND user_id = %s AND key = %s
"""
_KEEP = "UPDATE idempotency_record SET status = %s, headers = %s::jsonb, body = %s WHERE tenant_id = %s AND id = %s"

Answer = Callable[[HttpRequest, Any], HttpResponse]


def once_per_key(answer: Answer) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator for endpoints; ``answer`` turns their result into the finished reply."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def endpoint(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            key = request.headers.get("Idempotency-Key")
            actor = getattr(request, "auth", None)
            if request.method != "POST" or not key or not isinstance(actor, Actor):
                return view(request, *args, **kwargs)
            if len(key) > LONGEST_KEY:
                raise MalformedRequest(KEY_TOO_LONG)
            return _once(actor, key, fingerprint(request), lambda: finished(request, view(request, *args, **kwargs)))

        return endpoint

    def finished(request: HttpRequest, result: Any) -> HttpResponseBase:
        return result if isinstance(result, HttpResponseBase) else answer(request, result)

    return decorate


@unit_of_work
def _once(actor: Actor, key: str, request_hash: str, perform: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Perform and keep the reply, or give the kept one.

    Raises:
        IdempotencyKeyReused: the key was used for a different request.
    """
    owner: list[Any] = [actor.tenant_id, actor.user_id, key]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [new_id(), *owner, request_hash])
        claimed = cursor.fetchone()
        if claimed is None:
            cursor.execute(_KEPT, owner)
            return _replay(key, request_hash, cursor.fetchone())
    response = perform()
    _keep(actor, claimed[0], response)
    return response


def _keep(actor: Actor, record_id: UUID, response: HttpResponseBase) -> None:
    """Store a good reply; a file or a very large reply is not stored, its key only stops a second execution."""
    body = response.content if isinstance(response, HttpResponse) and len(response.content) <= LARGEST_REPLY else b""
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [response.status_code, dumps(headers), body, actor.tenant_id, record_id])


def _replay(key: str, request_hash: str, kept: tuple[Any, ...]) -> HttpResponse:
    known_hash, status, headers, body = kept
    if known_hash != request_hash:
        raise IdempotencyKeyReused(key)
    response = HttpResponse(bytes(body or b""), status=status)
    for name, value in (json.loads(headers) if isinstance(headers, str) else headers).items():
        response.headers[name] = value
    response.headers["Idempotency-Replayed"] = "true"
    return response


def fingerprint(request: HttpRequest) -> str:
    """A hash over everything that makes this request itself: path, query, body or form and files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode("utf-8", "replace"))
    if (request.content_type or "").startswith("multipart/"):
        digest.update(dumps(dict(request.POST.lists())).encode())
        for name in sorted(request.FILES):
            file = cast("UploadedFile[Any]", request.FILES[name])
            digest.update(f"\n{name} {file.name}\n".encode("utf-8", "replace"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
