"""Turns whatever an endpoint raises into one refusal with a code and a sentence; nothing ends as a bare 500."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import psycopg
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import utils as database
from django.http import Http404, HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from psycopg_pool import PoolTimeout

from kontor.api.errors import (
    BodyTooLarge,
    InternalError,
    MalformedRequest,
    RecordInConflict,
    RouteNotFound,
    Unauthenticated,
    ValueNotStorable,
)
from kontor.api.http import bodies
from kontor.api.http.problems import problem_of
from kontor.kernel.errors import DomainError, Forbidden, Unavailable, ValidationFailed
from kontor.kernel.text import Text

logger = logging.getLogger("kontor.api")

DATABASE = Text(en="The database", zh_hant="資料庫")
BROKEN_FORM = Text(en="the form data are broken", zh_hant="表單資料損毀")
BROKEN_BODY = Text(en="the body cannot be read", zh_hant="無法讀取內容")


def as_refusal(error: BaseException, request: HttpRequest) -> DomainError:
    """The refusal to show for an exception; logs what is our own fault."""
    if isinstance(error, DomainError):
        return error
    for kind, translate in _TRANSLATIONS:
        if isinstance(error, kind):
            return translate(error, request)
    request_id = getattr(request, "correlation_id", "")
    logger.error("request %s failed: %s %s", request_id, request.method, request.path, exc_info=error)
    return InternalError(request_id)


def _validation(error: ValidationError, request: HttpRequest) -> DomainError:
    return ValidationFailed(tuple(problem_of(each) for each in error.errors))


def _http(error: HttpError, request: HttpRequest) -> DomainError:
    if isinstance(error.__cause__, DomainError):
        return error.__cause__
    if isinstance(error.__cause__, RequestDataTooBig):
        return _too_big(error, request)
    return MalformedRequest(BROKEN_BODY)


def _too_big(error: Exception, request: HttpRequest) -> DomainError:
    from django.conf import settings

    return BodyTooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _integrity(error: database.IntegrityError, request: HttpRequest) -> DomainError:
    cause = error.__cause__
    name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    logger.warning("constraint %s refused %s %s", name, request.method, request.path)
    if isinstance(cause, psycopg.errors.CheckViolation | psycopg.errors.NotNullViolation):
        return ValueNotStorable()
    return RecordInConflict(name or "")


def _unavailable(error: Exception, request: HttpRequest) -> DomainError:
    logger.error("database unavailable for %s %s", request.method, request.path, exc_info=error)
    return Unavailable(DATABASE, retry_after=1)


def _unstorable(error: Exception, request: HttpRequest) -> DomainError:
    logger.warning("value refused by the database at %s %s: %s", request.method, request.path, error)
    return ValueNotStorable()


_TRANSLATIONS: tuple[tuple[Any, Callable[[Any, HttpRequest], DomainError]], ...] = (
    (ValidationError, _validation),
    (AuthenticationError, lambda error, request: Unauthenticated()),
    (AuthorizationError, lambda error, request: Forbidden("", str(error))),
    (HttpError, _http),
    (Http404, lambda error, request: RouteNotFound(request.path[:200])),
    (PermissionDenied, lambda error, request: Forbidden()),
    (RequestDataTooBig, _too_big),
    ((TooManyFieldsSent, TooManyFilesSent, MultiPartParserError), lambda error, request: MalformedRequest(BROKEN_FORM)),
    ((SuspiciousOperation, UnreadablePostError), lambda error, request: MalformedRequest(BROKEN_BODY)),
    (UnicodeEncodeError, lambda error, request: MalformedRequest(bodies.BAD_CHARACTER)),
    (database.DataError, _unstorable),
    (database.IntegrityError, _integrity),
    ((database.OperationalError, database.InterfaceError, PoolTimeout), _unavailable),
)
