"""How the API itself can refuse, before or around any business action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class RouteNotFound(DomainError):
    """No endpoint by this address."""

    code: ClassVar = "ROUTE_NOT_FOUND"
    kind: ClassVar = ErrorKind.NOT_FOUND
    template: ClassVar = Text(en="There is no address {address}", zh_hant="找不到網址 {address}")

    address: str = ""


@dataclass(eq=False)
class MethodNotAllowed(DomainError):
    """The address exists but does not understand this method; answered with status 405."""

    code: ClassVar = "METHOD_NOT_ALLOWED"
    kind: ClassVar = ErrorKind.MALFORMED
    template: ClassVar = Text(
        en="{method} is not possible here; try {allowed}", zh_hant="此處不支援 {method};可用:{allowed}"
    )
    status: ClassVar = 405

    method: str
    allowed: tuple[str, ...] = ()


@dataclass(eq=False)
class MalformedRequest(DomainError):
    """The request cannot be read: broken JSON, wrong encoding, a NUL character, too deep, numbers beyond reason."""

    code: ClassVar = "MALFORMED_REQUEST"
    kind: ClassVar = ErrorKind.MALFORMED
    template: ClassVar = Text(en="The request cannot be read: {reason}", zh_hant="無法讀取請求內容:{reason}")

    reason: Text | str


@dataclass(eq=False)
class BodyTooLarge(DomainError):
    """More bytes than one request may carry; ``limit`` is in bytes."""

    code: ClassVar = "BODY_TOO_LARGE"
    kind: ClassVar = ErrorKind.TOO_LARGE
    template: ClassVar = Text(
        en="The request is too large; at most {limit} bytes are accepted", zh_hant="請求內容過大,上限為 {limit} 位元組"
    )

    limit: int


@dataclass(eq=False)
class Unauthenticated(DomainError):
    """Nobody is signed in, or the token is no longer good."""

    code: ClassVar = "UNAUTHENTICATED"
    kind: ClassVar = ErrorKind.UNAUTHENTICATED
    template: ClassVar = Text(en="Please sign in", zh_hant="請先登入")


@dataclass(eq=False)
class TokenInvalid(DomainError):
    """The access or refresh token is expired, revoked or not ours."""

    code: ClassVar = "TOKEN_INVALID"
    kind: ClassVar = ErrorKind.UNAUTHENTICATED
    template: ClassVar = Text(
        en="Your sign-in has expired or was ended; please sign in again", zh_hant="登入已過期或已登出,請重新登入"
    )


@dataclass(eq=False)
class RefreshTokenReused(DomainError):
    """A refresh token was used twice: one of the two users stole it, so the whole sign-in ends (Q1)."""

    code: ClassVar = "REFRESH_TOKEN_REUSED"
    kind: ClassVar = ErrorKind.UNAUTHENTICATED
    template: ClassVar = Text(
        en="This sign-in was ended because its refresh token was used twice; please sign in again",
        zh_hant="更新權杖被重複使用,為安全起見已結束此次登入,請重新登入",
    )


@dataclass(eq=False)
class CredentialsWrong(DomainError):
    """E-mail and password do not belong together; never says which of the two is wrong."""

    code: ClassVar = "CREDENTIALS_WRONG"
    kind: ClassVar = ErrorKind.UNAUTHENTICATED
    template: ClassVar = Text(en="E-mail or password is wrong", zh_hant="電子郵件或密碼錯誤")


@dataclass(eq=False)
class SecondFactorNeeded(DomainError):
    """The password was right; send a code with this ``session_token`` to ``/auth/login/code``."""

    code: ClassVar = "SECOND_FACTOR_NEEDED"
    kind: ClassVar = ErrorKind.UNAUTHENTICATED
    template: ClassVar = Text(en="Please enter the code of your second factor", zh_hant="請輸入雙重驗證碼")

    session_token: str = ""


@dataclass(eq=False)
class CodeWrong(DomainError):
    """The code of the second factor is wrong or old."""

    code: ClassVar = "CODE_WRONG"
    kind: ClassVar = ErrorKind.UNAUTHENTICATED
    template: ClassVar = Text(en="The code is wrong or has expired", zh_hant="驗證碼錯誤或已過期")


@dataclass(eq=False)
class IdempotencyKeyReused(DomainError):
    """The same Idempotency-Key came with another request before."""

    code: ClassVar = "IDEMPOTENCY_KEY_REUSED"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The idempotency key “{key}” was already used for a different request",
        zh_hant="冪等鍵「{key}」已用於另一個不同的請求",
    )

    key: str


@dataclass(eq=False)
class PreconditionMissing(DomainError):
    """Changing needs the version that was read: in the body, or as If-Match."""

    code: ClassVar = "VERSION_REQUIRED"
    kind: ClassVar = ErrorKind.PRECONDITION
    template: ClassVar = Text(
        en="Send the version you have read (“version” or If-Match)", zh_hant="請附上您讀取的版本(version 或 If-Match)"
    )


@dataclass(eq=False)
class ValueNotStorable(DomainError):
    """The database refused a value no earlier check had refused."""

    code: ClassVar = "VALUE_NOT_STORABLE"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="A value is outside what can be stored", zh_hant="有數值超出可儲存的範圍")


@dataclass(eq=False)
class RecordInConflict(DomainError):
    """A constraint of the database refused the change: something with this key exists or is still used."""

    code: ClassVar = "CONFLICT"
    kind: ClassVar = ErrorKind.CONFLICT
    template: ClassVar = Text(
        en="The change contradicts another record ({constraint})", zh_hant="此變更與其他資料衝突({constraint})"
    )

    constraint: str = ""


@dataclass(eq=False)
class InternalError(DomainError):
    """Our fault: logged with this id; the message says nothing of the inside. Answered with status 500."""

    code: ClassVar = "INTERNAL_ERROR"
    kind: ClassVar = ErrorKind.UNAVAILABLE
    template: ClassVar = Text(
        en="Something went wrong on our side; please give this id to your administrator: {request_id}",
        zh_hant="系統發生錯誤,請將此編號提供給管理員:{request_id}",
    )
    status: ClassVar = 500

    request_id: Any = ""
