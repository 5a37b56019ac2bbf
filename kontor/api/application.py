"""One NinjaAPI out of every room's router."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from kontor.api.http.bodies import StrictParser
from kontor.api.http.envelope import JSON, EnvelopeRenderer, Reply, failure, pagination_of, success
from kontor.api.http.failures import as_refusal
from kontor.api.http.languages import language_of


class KontorAPI(NinjaAPI):
    """Speaks in envelopes. Endpoints return plain data, a ``Reply``, a page, or a finished response (files)."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        reply = data if isinstance(data, Reply) else _page(data) or Reply(data)
        given = temporal_response.status_code if temporal_response is not None else status
        response = HttpResponse(
            success(reply.data, reply.pagination),
            status=reply.status if reply.status != 200 else given or 200,
            content_type=JSON,
        )
        for name, value in reply.headers.items():
            response.headers[name] = value
        return response

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        preferred = getattr(getattr(request, "auth", None), "language", None)
        return failure(as_refusal(exc, request), language_of(request, preferred))


def _page(data: Any) -> Reply | None:
    """A page of a list, told by its rows: data and pagination apart."""
    if not (hasattr(data, "rows") and hasattr(data, "has_more")):
        return None
    return Reply(data.rows, pagination_of(data))


def build() -> KontorAPI:
    """A fresh API with no routes, default authentication and the house's manners."""
    from kontor.api.auth.bearer import authenticate

    return KontorAPI(
        title="Kontor",
        version="1.0.0",
        description="Open-source ERP platform. Every reply is an envelope; every refusal has a code.",
        auth=[authenticate],
        parser=StrictParser(),
        renderer=EnvelopeRenderer(),
        openapi_url=None,
        docs_url=None,
        urls_namespace="kontor-api",
    )
