"""P17: where mail goes."""

from pathlib import Path

import pytest

from kontor.runtime.configuration.mail import mail_settings


def test_without_a_server_mail_goes_into_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert mail_settings(tmp_path)["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://127.0.0.1:2525", 2525, False, False),
        ("smtp+tls://me:p%40ss@mail.example", 587, True, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_a_server_is_named_by_its_url(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str, port: int, tls: bool, ssl: bool
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    found = mail_settings(tmp_path)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_a_mistyped_url_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMAIL_URL", "http://mail.example")
    with pytest.raises(ValueError, match="EMAIL_URL is smtp"):
        mail_settings(tmp_path)
