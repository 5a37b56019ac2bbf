"""Sign-in through django-allauth, headless: applications, middleware, back ends and the token key."""

from __future__ import annotations

import hashlib
import hmac

APPS = (
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
)
MIDDLEWARE = ("allauth.account.middleware.AccountMiddleware",)
BACKENDS = (
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
)


def token_key(secret_key: str) -> str:
    """The key that signs access tokens, derived so that it is never the cookie key itself.

    One party both signs and verifies, so a symmetric key (HS256) is enough.
    """
    return hmac.new(secret_key.encode(), b"kontor access tokens", hashlib.sha256).hexdigest()
