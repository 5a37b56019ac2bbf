"""The web process serves the built client itself."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kontor.runtime.http.client import Client

Get = Callable[..., tuple[str, dict[str, str], bytes]]
PAGE = "<!doctype html><title>Kontor</title>"
SCRIPT = "export const words = '" + "請購 " * 600 + "'"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "main-abc123.js").write_text(SCRIPT)
    (tmp_path / "assets" / "font.woff2").write_bytes(b"\0" * 4096)
    (tmp_path / "manifest.webmanifest").write_text("{}")
    return tmp_path


@pytest.fixture
def get(build: Path) -> Get:
    def django(environ, start_response):
        start_response("404 Not Found", [("X-From", "django")])
        return [b"django"]

    client = Client(django, build)

    def ask(path: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
        told: list = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **{f"HTTP_{k.upper()}": v for k, v in headers.items()}}
        body = b"".join(client(environ, lambda status, found: told.extend([status, dict(found)])))
        return told[0], told[1], body

    return ask


def test_the_page_is_asked_for_every_time(get):
    status, headers, body = get("/", accept="text/html")
    assert (status, body.decode()) == ("200 OK", PAGE)
    assert headers["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in headers["Content-Security-Policy"]  # Q1


def test_hashed_files_are_kept_for_ever_and_compressed_once(get):
    status, headers, body = get("/assets/main-abc123.js", accept_encoding="br, gzip")
    assert status == "200 OK"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Encoding"] == "gzip"
    assert int(headers["Content-Length"]) == len(body) < len(SCRIPT.encode())
    assert gzip.decompress(body).decode() == SCRIPT
    assert headers["Vary"] == "Accept-Encoding"


def test_what_is_compressed_already_is_left_alone(get):
    assert "Content-Encoding" not in get("/assets/font.woff2", accept_encoding="gzip")[1]


def test_an_unchanged_file_is_not_sent_again(get):
    etag = get("/assets/main-abc123.js")[1]["ETag"]
    status, _, body = get("/assets/main-abc123.js", if_none_match=etag)
    assert (status, body) == ("304 Not Modified", b"")


def test_every_path_of_the_client_gets_its_page(get):
    assert get("/documents/requisition/018f", accept="text/html,*/*")[2].decode() == PAGE


def test_a_missing_file_is_not_answered_with_the_page(get):
    assert get("/assets/gone.js", accept="*/*")[1] == {"X-From": "django"}


@pytest.mark.parametrize("path", ["/api/v1/model", "/_allauth/app/v1/config", "/health", "/metrics", "/runtime.json"])
def test_the_server_keeps_its_own_paths(get, path):
    assert get(path, accept="text/html")[1] == {"X-From": "django"}


def test_only_reading_is_answered(get):
    assert get("/", method="POST", accept="text/html")[1] == {"X-From": "django"}
    assert get("/", method="HEAD", accept="text/html")[2] == b""


@pytest.mark.parametrize(
    "path", ["/../secrets.json", "/assets/../../secrets.json", "/..%2fsecrets.json", "//etc/passwd"]
)
def test_nothing_outside_the_build_is_reachable(get, build, path):  # Q1
    (build.parent / "secrets.json").write_text("secret")
    assert get(path, accept="*/*")[1] == {"X-From": "django"}


def test_a_new_build_is_noticed(get, build):
    get("/", accept="text/html")
    (build / "index.html").write_text("<!doctype html>new")
    os.utime(build / "index.html", (2_000_000_000, 2_000_000_000))
    assert get("/", accept="text/html")[2] == b"<!doctype html>new"


def test_without_a_build_django_says_so(tmp_path):
    told: list = []
    client = Client(lambda environ, start: start("503", []) or [b"build me"], tmp_path / "none")
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT": "text/html"}
    assert client(environ, lambda *found: told.append(found)) == [b"build me"]
