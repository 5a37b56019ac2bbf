"""The web application as granian loads it: the client's files in front, Django behind."""

from __future__ import annotations

import os
from typing import cast

from django.core.wsgi import get_wsgi_application

from kontor.runtime.http.client import Application as WSGIApplication
from kontor.runtime.http.client import Client

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.runtime.settings")

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402  (settings are readable only once Django is set up)

application = Client(cast(WSGIApplication, _django), settings.BUILD_DIR)
