"""allauth's refusals in Kontor's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from kontor.api.errors import CodeWrong, CredentialsWrong, SecondFactorNeeded
from kontor.kernel.errors import FieldProblem, RateLimited, ValidationFailed
from kontor.kernel.text import Text

_WRONG_PASSWORD = frozenset(
    {"email_password_mismatch", "username_password_mismatch", "invalid_login", "account_inactive"}
)
_THROTTLED = frozenset({"too_many_login_attempts", "rate_limited"})
_WRONG_CODE = frozenset({"incorrect_code", "invalid_code"})
_WRONG = Text(en="{field} is not valid", zh_hant="「{field}」的格式不正確")
RETRY_SECONDS = 60


def raise_refusal(status: int, answer: Mapping[str, Any]) -> NoReturn:
    """Raise what an unsuccessful answer means; allauth says throttling with 400 or 429, we always with 429."""
    codes = {str(error.get("code")) for error in answer.get("errors", ())}
    if status == 429 or codes & _THROTTLED:
        raise RateLimited(RETRY_SECONDS)
    if codes & _WRONG_CODE:
        raise CodeWrong
    if status == 400 and codes and not codes & _WRONG_PASSWORD:
        raise ValidationFailed(tuple(_problem(error) for error in answer["errors"]))
    flows = answer.get("data", {}).get("flows", ()) if isinstance(answer.get("data"), Mapping) else ()
    if any(flow.get("id") == "mfa_authenticate" and flow.get("is_pending") for flow in flows):
        raise SecondFactorNeeded(str(answer.get("meta", {}).get("session_token", "")))
    raise CredentialsWrong


def _problem(error: Mapping[str, Any]) -> FieldProblem:
    field = str(error.get("param", ""))
    return FieldProblem(field, str(error.get("code", "WRONG_VALUE")).upper(), _WRONG, {"field": field})
