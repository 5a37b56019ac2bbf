"""Addresses of the API; everything under ``/api/`` answers in the envelope, unknown addresses too."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from kontor.api.assembly import assembled
from kontor.api.http.gateway import guard_all, guarded


def _unknown(request: HttpRequest) -> HttpResponse:
    raise Http404(request.path)


_routes, _app_name, _namespace = assembled().urls

urlpatterns = [
    path("api/v1/", include((guard_all(_routes), _app_name), namespace=_namespace)),
    re_path(r"^api(?:/|$)", guarded(_unknown)),
]
