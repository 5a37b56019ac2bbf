"""Files: typed by content, bounded, kept once, seen through records (P16, Q1)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kontor.engines.files import api, disk
from kontor.engines.files.sniffing import media_type_of
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError, NotFound
from kontor.kernel.ids import new_id
from kontor.tenancy.api import create_tenant

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def actor(database, settings, tmp_path) -> Actor:
    settings.DATA_DIR = tmp_path
    return Actor(new_id(), create_tenant(f"f-{uuid4().hex[:8]}", "Files").id)


@pytest.mark.parametrize(
    ("name", "head", "media"),
    [
        ("order.pdf", PDF, "application/pdf"),
        ("photo.PNG", PNG, "image/png"),
        ("photo", PNG, "image/png"),
        ("sheet.xlsx", b"PK\x03\x04....", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("rows.csv", "料號,數量\nM8,5\n".encode(), "text/csv"),
        ("rows.csv", "料號,數量\n".encode("big5"), "text/csv"),
        ("note.txt", "é".encode()[:1] + b"", None),
        ("cut.txt", "驗".encode()[:5] + "收".encode()[:1], "text/plain"),
    ],
)
def test_the_content_says_what_a_file_is(name: str, head: bytes, media: str | None) -> None:
    if media is None:
        assert media_type_of(name, head) == "text/plain"
    else:
        assert media_type_of(name, head) == media


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("order.pdf", b"MZ\x90\x00", "FILE_TYPE_REFUSED"),
        ("run.txt", b"#!/bin/sh\nrm -rf /", "FILE_TYPE_REFUSED"),
        ("page.txt", b"  <!DOCTYPE html><script>", "FILE_TYPE_REFUSED"),
        ("logo.xml", b'<?xml version="1.0"?><svg onload="x">', "FILE_TYPE_REFUSED"),
        ("page.html", b"hello", "FILE_TYPE_REFUSED"),
        ("order.pdf", PNG, "FILE_TYPE_MISMATCH"),
        ("order.pdf", b"plain words", "FILE_TYPE_MISMATCH"),
        ("data.bin", b"\x00\x01\x02\x03", "FILE_TYPE_REFUSED"),
    ],
)
def test_what_could_run_or_lies_is_refused(name: str, head: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        media_type_of(name, head)
    assert refused.value.code == code


def test_equal_contents_are_kept_once(actor: Actor) -> None:
    first = api.store(actor, [PDF, b"rest"], "a.pdf")
    second = api.store(actor, [PDF + b"rest"], "b.pdf")
    assert first.sha256 == second.sha256
    assert first.size == len(PDF) + 4
    contents = [each for each in disk.folder_of(actor.tenant_id).rglob("*") if each.is_file()]
    assert len(contents) == 1
    with api.open_file(actor, second.id).content as content:
        assert content.read() == PDF + b"rest"


def test_too_large_and_empty_leave_nothing_behind(actor: Actor, monkeypatch) -> None:
    monkeypatch.setattr(disk, "MOST_BYTES", 100)
    for chunks, code in (([PDF, b"x" * 100], "FILE_TOO_LARGE"), ([], "FILE_EMPTY"), ([b""], "FILE_EMPTY")):
        with pytest.raises(DomainError) as refused:
            api.store(actor, chunks, "a.pdf")
        assert refused.value.code == code
    with pytest.raises(DomainError):
        api.store(actor, [b"MZ program"], "a.pdf")
    assert not [each for each in disk.folder_of(actor.tenant_id).rglob("*") if each.is_file()]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\報價單.pdf", "報價單.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_bare(given: str, kept: str) -> None:
    assert api.clean_name(given) == kept


def test_attachments_belong_to_records_and_tenants(actor: Actor) -> None:
    file = api.store(actor, [PDF], "a.pdf")
    record = new_id()
    assert api.attach(actor, "requisition", record, file.id) == 1
    assert api.attach(actor, "requisition", record, file.id) == 0
    assert [each.id for each in api.list_attachments(actor, "requisition", record)] == [file.id]
    assert [(each.record_type, each.record_id) for each in api.places_of(actor, file.id)] == [("requisition", record)]
    stranger = Actor(new_id(), create_tenant(f"f-{uuid4().hex[:8]}", "Other").id)
    with pytest.raises(NotFound):
        api.open_file(stranger, file.id)
    with pytest.raises(NotFound):
        api.attach(stranger, "requisition", record, file.id)
    assert api.list_attachments(stranger, "requisition", record) == []
    api.detach(actor, "requisition", record, file.id)
    with pytest.raises(NotFound):
        api.detach(actor, "requisition", record, file.id)
