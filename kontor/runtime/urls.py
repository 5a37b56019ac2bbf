"""Addresses: operations here, sign-in by allauth under ``/_allauth/``, business under the API room, client last."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

if "kontor.tenancy" in settings.ROOMS:
    urlpatterns.append(path("_allauth/", include("allauth.headless.urls")))

# kontor/api/urls.py carries the whole prefix (``api/v1/``) itself.
if find_spec("kontor.api") is not None and find_spec("kontor.api.urls") is not None:
    urlpatterns.append(path("", include("kontor.api.urls")))
