"""Serving the built web client from the web process: cache headers, compression, and the one page for every path."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kontor.runtime.http.middleware import CONTENT_SECURITY_POLICY

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Paths the client never owns; anything else that asks for a page gets the client.
SERVER_PATHS = ("/api/", "/_allauth/", "/health", "/ready", "/metrics", "/runtime.json")
_FOREVER = "public, max-age=31536000, immutable"
_ALWAYS_ASK = "no-cache"
_SMALLEST_WORTH_COMPRESSING = 1024
_TEXT_TYPES = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")


@dataclass(slots=True)
class Asset:
    """One file, ready to send; compressed once, on first use."""

    content: bytes
    media_type: str
    cache_control: str
    etag: str
    packed: bytes | None = field(default=None)

    @classmethod
    def read(cls, path: Path, name: str) -> Asset:
        """``name`` is the path below the build folder; only hashed files under ``assets/`` never change."""
        content = path.read_bytes()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        cache_control = _FOREVER if name.startswith("assets/") else _ALWAYS_ASK
        return cls(content, media_type, cache_control, f'"{hashlib.sha256(content).hexdigest()[:20]}"')

    def body(self, accepts: str) -> tuple[bytes, str]:
        """Bytes and content encoding for a client that accepts ``accepts``."""
        is_text = self.media_type.startswith(_TEXT_TYPES)
        if "gzip" not in accepts or not is_text or len(self.content) < _SMALLEST_WORTH_COMPRESSING:
            return self.content, ""
        if self.packed is None:
            self.packed = gzip.compress(self.content, 9, mtime=0)
        return self.packed, "gzip"


class Client:
    """WSGI layer in front of Django. Files are kept in memory; a new build is noticed by its ``index.html``."""

    def __init__(self, application: Application, build_dir: Path) -> None:
        self._application, self._folder = application, build_dir
        self._assets: dict[str, Asset] = {}
        self._built_at = 0.0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(SERVER_PATHS):
            return self._application(environ, start_response)
        asset = self._find(path.lstrip("/"), environ.get("HTTP_ACCEPT", ""))
        if asset is None:
            return self._application(environ, start_response)
        return _send(asset, environ, start_response)

    def _find(self, name: str, accepts: str) -> Asset | None:
        """The file, or the client's page for a path that only the client knows."""
        is_page = "text/html" in accepts or not name
        if is_page or not self._assets:
            self._refresh()
        if found := self._assets.get(name):
            return found
        return self._assets.get("index.html") if is_page else None

    def _refresh(self) -> None:
        try:
            built_at = (self._folder / "index.html").stat().st_mtime
        except FileNotFoundError:
            self._assets = {}
            return
        if built_at != self._built_at:
            files = [each for each in self._folder.rglob("*") if each.is_file()]
            named = {each.relative_to(self._folder).as_posix(): each for each in files}
            self._assets = {name: Asset.read(path, name) for name, path in named.items()}
            self._built_at = built_at


def _send(asset: Asset, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("Cache-Control", asset.cache_control),
        ("ETag", asset.etag),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    if asset.media_type == "text/html":
        headers += [("Content-Security-Policy", CONTENT_SECURITY_POLICY), ("X-Frame-Options", "DENY")]
        headers += [("Referrer-Policy", "same-origin")]
    if environ.get("HTTP_IF_NONE_MATCH") == asset.etag:
        start_response("304 Not Modified", headers)
        return [b""]
    body, encoding = asset.body(environ.get("HTTP_ACCEPT_ENCODING", ""))
    headers += [("Content-Type", _with_charset(asset.media_type)), ("Content-Length", str(len(body)))]
    headers += [("Content-Encoding", encoding)] if encoding else []
    start_response("200 OK", headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
