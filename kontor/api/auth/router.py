"""``/auth``: a thin face over allauth's sign-in flows, refresh tokens and API keys."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.account.views import LoginView
from allauth.headless.mfa.views import AuthenticateView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kontor.api.auth import api_keys, tokens
from kontor.api.auth.bearer import asked_tenant, credential_of
from kontor.api.auth.people import me, profile
from kontor.api.auth.replies import raise_refusal
from kontor.api.errors import TokenInvalid
from kontor.api.http.envelope import Reply
from kontor.api.requests import actor_of, set_header
from kontor.tenancy.api import actor_for, tenants_of
from kontor.tenancy.errors import NotAMember

router = Router(tags=["Sign-in"])

Secret = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
_login = LoginView.as_api_view(client="app")
_second_factor = AuthenticateView.as_api_view(client="app")


class Strict(BaseModel):
    """A body whose unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid")


class Login(Strict):
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    password: Secret


class LoginCode(Strict):
    session_token: Secret
    code: Annotated[str, StringConstraints(min_length=4, max_length=32)]


class Refresh(Strict):
    refresh_token: Secret


class Logout(Strict):
    refresh_token: Secret | None = None


class TenantSwitch(Strict):
    tenant: Annotated[str, StringConstraints(min_length=1, max_length=63)]


class NewApiKey(Strict):
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    permissions: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=200)] = []
    expires_at: datetime | None = None


@router.post("/auth/login", auth=None, operation_id="login", summary="Sign in with e-mail and password")
def login(request: HttpRequest, body: Login) -> dict[str, Any]:
    """Answers 401 SECOND_FACTOR_NEEDED with a ``session_token`` when the user has a second factor."""
    return _signed_in(_ask_allauth(request, _login), request)


@router.post("/auth/login/code", auth=None, operation_id="login_code", summary="Finish signing in with a code")
def login_code(request: HttpRequest, body: LoginCode) -> dict[str, Any]:
    """A TOTP or recovery code for the ``session_token`` that ``/auth/login`` gave."""
    set_header(request, "X-Session-Token", body.session_token)
    return _signed_in(_ask_allauth(request, _second_factor), request)


@router.post("/auth/refresh", auth=None, operation_id="refresh", summary="Exchange a refresh token")
def refresh(request: HttpRequest, body: Refresh) -> dict[str, Any]:
    """Each refresh token works once; a second use ends the whole sign-in."""
    access, following = tokens.rotate(body.refresh_token)
    return _pair(access, following)


@router.post("/auth/logout", auth=None, operation_id="logout", summary="Sign out")
def logout(request: HttpRequest, body: Logout | None = None) -> dict[str, Any]:
    """Revokes every token of this sign-in. Signing out twice is no mistake."""
    for token in (credential_of(request), body.refresh_token if body else None):
        if token and not token.startswith(api_keys.PREFIX) and (key := tokens.session_key_of(token)):
            tokens.end_session(key)
    return {}


@router.get("/auth/me", operation_id="me", summary="Who am I, where, and what may I do")
def who_am_i(request: HttpRequest) -> dict[str, Any]:
    return me(actor_of(request))


@router.post("/auth/tenant", operation_id="switch_tenant", summary="Work in another tenant")
def switch_tenant(request: HttpRequest, body: TenantSwitch) -> dict[str, Any]:
    """New tokens of this sign-in that carry the chosen tenant (id or code); the old access token keeps its own."""
    actor = actor_of(request)
    set_header(request, "X-Tenant", body.tenant)
    chosen = actor_for(actor.user_id, asked_tenant(request), language=actor.language, address=actor.address)
    token = credential_of(request)
    if token is None or token.startswith(api_keys.PREFIX):
        raise TokenInvalid
    access, following = tokens.choose_tenant(token, chosen.tenant_id)
    return {**_pair(access, following), **me(chosen)}


@router.get("/auth/api-keys", operation_id="list_api_keys", summary="My API keys")
def list_api_keys(request: HttpRequest) -> list[api_keys.KeyView]:
    return api_keys.list_keys(actor_of(request))


@router.post("/auth/api-keys", operation_id="create_api_key", summary="Make an API key")
def create_api_key(request: HttpRequest, body: NewApiKey) -> Any:
    """The full key is in this reply and nowhere else."""
    view, key = api_keys.create(actor_of(request), body.name, body.permissions, body.expires_at)
    return Reply({"key": key, "api_key": view}, status=201)


@router.delete("/auth/api-keys/{uuid:key_id}", operation_id="revoke_api_key", summary="Revoke an API key")
def revoke_api_key(request: HttpRequest, key_id: UUID) -> dict[str, Any]:
    api_keys.revoke(actor_of(request), key_id)
    return {}


def _ask_allauth(request: HttpRequest, view: Any) -> dict[str, Any]:
    """The body of allauth's good answer.

    Raises:
        CredentialsWrong, SecondFactorNeeded, CodeWrong, RateLimited, ValidationFailed: as allauth decided.
    """
    set_header(request, "Authorization", None)
    try:
        response: HttpResponse = view(request)
    except ImmediateHttpResponse as immediate:
        response = immediate.response
    answer = json.loads(response.content) if response.content else {}
    if response.status_code != 200:
        raise_refusal(response.status_code, answer)
    return dict(answer)


def _signed_in(answer: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    meta = answer["meta"]
    user_id = UUID(answer["data"]["user"]["id"])
    tenants = tenants_of(user_id)
    if not tenants:
        raise NotAMember
    return {**_pair(meta["access_token"], meta["refresh_token"]), "user": profile(user_id), "tenants": tenants}


def _pair(access: str, following: str) -> dict[str, Any]:
    return {
        "access_token": access,
        "refresh_token": following,
        "token_type": "Bearer",
        "expires_in": settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN,
    }
