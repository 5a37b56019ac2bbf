"""What a file really is, told by its first bytes; the name and the sender's word do not count (Q1)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from kontor.engines.files.errors import FileTypeMismatch, FileTypeRefused
from kontor.kernel.text import Text

HEAD_BYTES = 4096

PROGRAM = Text(en="a program", zh_hant="可執行程式")
WEB_PAGE = Text(en="a web page or script", zh_hant="網頁或指令碼")
UNKNOWN = Text(en="of an unknown kind", zh_hant="未知的格式")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type and the name endings that fit."""

    media: str
    endings: frozenset[str]


def _kind(media: str, *endings: str) -> Kind:
    return Kind(media, frozenset(endings))


_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", _kind("application/pdf", "pdf")),
    (b"\x89PNG\r\n\x1a\n", _kind("image/png", "png")),
    (b"\xff\xd8\xff", _kind("image/jpeg", "jpg", "jpeg", "jfif")),
    (b"GIF87a", _kind("image/gif", "gif")),
    (b"GIF89a", _kind("image/gif", "gif")),
    (b"II*\x00", _kind("image/tiff", "tif", "tiff")),
    (b"MM\x00*", _kind("image/tiff", "tif", "tiff")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _kind("application/x-ole-storage", "xls", "doc", "ppt", "msg")),
    (b"7z\xbc\xaf\x27\x1c", _kind("application/x-7z-compressed", "7z")),
    (b"\x1f\x8b", _kind("application/gzip", "gz", "tgz")),
    (b"{\\rtf", _kind("application/rtf", "rtf")),
)
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)
_PAGES = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?php", b"<iframe", b"<body", b"<head")

_ZIP = _kind("application/zip", "zip")
_OFFICE = {
    "xlsx": _kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "docx": _kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "pptx": _kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    "ods": _kind("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    "odt": _kind("application/vnd.oasis.opendocument.text", "odt"),
}
_TEXTS = {
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "md": "text/plain",
    "txt": "text/plain",
    "log": "text/plain",
    "step": "model/step",
    "stp": "model/step",
    "dxf": "image/vnd.dxf",
}
#: Endings that open as something else than stored, so a text may not carry them.
_NO_TEXTS = frozenset(
    {"html", "htm", "svg", "xhtml", "js", "mjs", "php", "sh", "bat", "cmd", "ps1", "exe", "vbs", "hta"}
)


def media_type_of(name: str, head: bytes) -> str:
    """The media type of a file by its first ``HEAD_BYTES`` bytes.

    Raises:
        FileTypeRefused: a program, a page or script a browser would run, or nothing known.
        FileTypeMismatch: the name's ending belongs to another kind.
    """
    ending = ending_of(name)
    if head.startswith(_PROGRAMS):
        raise FileTypeRefused(name, PROGRAM)
    opening = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if opening.startswith(_PAGES) or (opening.startswith(b"<?xml") and b"<svg" in head.lower()):
        raise FileTypeRefused(name, WEB_PAGE)
    if kind := _by_signature(head, ending):
        if ending and ending not in kind.endings:
            raise FileTypeMismatch(name, kind.media)
        return kind.media
    if _is_text(head):
        return _text_media(name, ending)
    raise FileTypeRefused(name, UNKNOWN)


def ending_of(name: str) -> str:
    """The ending in lower case without the dot; empty when there is none."""
    return PurePath(name).suffix.lower().lstrip(".")


def _by_signature(head: bytes, ending: str) -> Kind | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _OFFICE.get(ending, _ZIP)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _kind("image/webp", "webp")
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        return _kind("image/heic", "heic", "heif")
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)


def _is_text(head: bytes) -> bool:
    """UTF-8, UTF-16 with mark, or Big5; without control characters beyond white space."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in head):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "big5"))


def _decodes(head: bytes, encoding: str) -> bool:
    """The last character may be cut off by reading only the head."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _text_media(name: str, ending: str) -> str:
    if ending in _NO_TEXTS:
        raise FileTypeRefused(name, WEB_PAGE)
    known_elsewhere = {each for _, kind in _SIGNATURES for each in kind.endings} | set(_OFFICE)
    if ending in known_elsewhere:
        raise FileTypeMismatch(name, "text/plain")
    return _TEXTS.get(ending, "text/plain")
