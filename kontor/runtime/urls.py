"""Addresses: operations here, sign-in by allauth under ``/_allauth/``, business under the API room."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from kontor.runtime.http import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", views.show_health),
    path("ready", views.show_readiness),
    path("metrics", views.show_metrics),
    path("runtime.json", views.show_runtime),
    path("_allauth/", include("allauth.headless.urls")),
    path("", include("kontor.api.urls")),  # carries its whole prefix (``api/v1/``) itself
]

# The built client answers before Django is asked; what arrives here is a page of a client that is not built.
if not (settings.BUILD_DIR / "index.html").exists():
    urlpatterns.append(re_path(r"^(?!api/|_allauth/)[^.]*$", views.show_missing_client))

handler404 = views.show_not_found
handler500 = views.show_server_error
