"""``/health``, ``/ready``, ``/metrics``, ``/runtime.json`` and the notice for a client that is not built."""

from __future__ import annotations

import hmac
import os
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kontor.kernel.text import Text
from kontor.runtime.http import gauges, health, metrics

_NOT_BUILT = Text(
    en="The web client is not built yet. Run «make web», then reload this page.",
    zh_hant="網頁介面尚未建置。請執行「make web」後重新整理本頁。",
)
_NOT_FOUND = Text(en="There is nothing at this address.", zh_hant="此網址沒有任何內容。")


@require_safe
def show_health(request: HttpRequest) -> JsonResponse:
    """Every component with its own status; 503 when one that matters has failed."""
    return _tell(*health.examine())


@require_safe
def show_readiness(request: HttpRequest) -> JsonResponse:
    """200 once requests can be served: the database answers and its tables are up to date."""
    return _tell(*health.examine(health.READINESS))


@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format. METRICS_TOKEN, where set, must come as bearer token."""
    if not _may_read_metrics(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    content = metrics.text() + generate_latest(gauges.registry())
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


@require_safe
def show_runtime(request: HttpRequest) -> JsonResponse:
    """Where the client finds live updates: LIVE_URL behind a proxy, else the next port of this host."""
    port = os.environ.get("LIVE_PORT", "")
    host = request.get_host().rsplit(":", 1)[0]
    beside = f"{'wss' if request.is_secure() else 'ws'}://{host}:{port}/live" if port else None
    return JsonResponse({"live": os.environ.get("LIVE_URL") or beside}, headers={"Cache-Control": "no-store"})


@require_safe
def show_missing_client(request: HttpRequest) -> HttpResponse:
    """What a browser sees before the client is built."""
    words = f"{_NOT_BUILT.en}\n\n{_NOT_BUILT.zh_hant}\n"
    return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "30"})


def show_not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    """The error envelope for an address nobody owns."""
    return _refuse(request, 404, "NOT_FOUND", _NOT_FOUND)


def show_server_error(request: HttpRequest) -> JsonResponse:
    """The error envelope for a broken promise of our own; the log has the rest."""
    text = Text(
        en="Something went wrong on our side. It has been recorded.", zh_hant="系統發生錯誤,已記錄,請稍後再試。"
    )
    return _refuse(request, 500, "INTERNAL_ERROR", text)


def _tell(status: health.Status, components: dict[str, Any]) -> JsonResponse:
    content = {"status": status.value, "components": components, "timestamp": datetime.now(UTC).isoformat()}
    code = 503 if status is health.Status.FAILED else 200
    return JsonResponse(content, status=code, headers={"Cache-Control": "no-store"})


def _refuse(request: HttpRequest, status: int, code: str, text: Text) -> JsonResponse:
    language = request.headers.get("Accept-Language", "en").split(",")[0].split(";")[0]
    error = {"code": code, "message": text.pick(language), "details": {}}
    return JsonResponse({"success": False, "error": error, "timestamp": datetime.now(UTC).isoformat()}, status=status)


def _may_read_metrics(request: HttpRequest) -> bool:
    wanted = os.environ.get("METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return not wanted or hmac.compare_digest(wanted.encode(), given.encode())
