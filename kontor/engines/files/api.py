"""The public face of files. Rights follow the records: callers ask them first, with ``places_of``.

Attaching is idempotent: the same file on the same record stands there once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from uuid import UUID

from django.db import connection

from kontor.engines.files import disk
from kontor.engines.files.contracts import File, OpenFile, Place, Stream
from kontor.engines.files.errors import FileMissing
from kontor.engines.files.models import Attachment, StoredFile
from kontor.engines.files.sniffing import media_type_of
from kontor.kernel.actor import Actor
from kontor.kernel.errors import NotFound
from kontor.kernel.ids import new_id
from kontor.kernel.text import Text
from kontor.tenancy.api import reading, unit_of_work

FILE = Text(en="file", zh_hant="檔案")
LONGEST_NAME = 255

_ATTACH = """
INSERT INTO attachment (id, tenant_id, record_type, record_id, file_id, created_by, created_at)
SELECT wanted.id, f.tenant_id, %s, %s, f.id, %s, clock_timestamp()
FROM unnest(%s::uuid[], %s::uuid[]) AS wanted (id, file_id) JOIN stored_file f ON f.id = wanted.file_id
WHERE f.tenant_id = %s
ON CONFLICT (tenant_id, record_id, file_id) DO NOTHING
"""


def store(actor: Actor, stream: Stream | Iterable[bytes], name: str) -> File:
    """Keep a file of at most 50 MB, typed by its content.

    Raises:
        FileTooLarge, FileEmpty, FileTypeRefused, FileTypeMismatch: nothing is kept.
    """
    clean = clean_name(name)
    chunks = stream.chunks() if hasattr(stream, "chunks") else stream
    received = disk.receive(actor.tenant_id, clean, chunks)
    try:
        content_type = media_type_of(clean, received.head)
        disk.keep(actor.tenant_id, received)
    finally:
        disk.drop(received)
    return _enter(actor, clean, content_type, received)


@unit_of_work
def _enter(actor: Actor, name: str, content_type: str, received: disk.Received) -> File:
    row = StoredFile(
        id=new_id(),
        sha256=received.sha256,
        size=received.size,
        name=name,
        content_type=content_type,
        created_by=actor.user_id,
    )
    row.save(force_insert=True)
    return _view(row)


@reading
def open_file(actor: Actor, file_id: UUID) -> OpenFile:
    """A file with its content.

    Raises:
        NotFound: the tenant has no such file.
        FileMissing: the content is not on this machine.
    """
    file = get_file(file_id)
    try:
        return OpenFile(file, disk.open_content(actor.tenant_id, file.sha256))
    except FileNotFoundError as error:
        raise FileMissing(file.name) from error


def get_file(file_id: UUID) -> File:
    """Facts of a file of the current tenant. Raises NotFound."""
    row = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        raise NotFound(FILE, file_id)
    return _view(row)


def find_files(file_ids: Collection[UUID]) -> dict[UUID, File]:
    """Facts of files by id; unknown ones are left out."""
    return {row.id: _view(row) for row in StoredFile.objects.filter(id__in=file_ids)} if file_ids else {}


@reading
def places_of(actor: Actor, file_id: UUID) -> list[Place]:
    """The records that show a file."""
    rows = Attachment.objects.filter(file_id=file_id).values_list("record_type", "record_id")
    return [Place(*row) for row in rows]


@unit_of_work
def attach(actor: Actor, record_type: str, record_id: UUID, *file_ids: UUID) -> int:
    """Let a record show files; returns how many were new to it.

    Raises:
        NotFound: one of the files does not exist in the tenant.
    """
    known = find_files(file_ids)
    for each in file_ids:
        if each not in known:
            raise NotFound(FILE, each)
    ids = list(file_ids)
    with connection.cursor() as cursor:
        cursor.execute(_ATTACH, [record_type, record_id, actor.user_id, [new_id() for _ in ids], ids, actor.tenant_id])
        return int(cursor.rowcount)


@unit_of_work
def detach(actor: Actor, record_type: str, record_id: UUID, file_id: UUID) -> None:
    """Take a file off a record; the file stays for other records and for the audit.

    Raises:
        NotFound: the record does not show it.
    """
    found = Attachment.objects.filter(record_type=record_type, record_id=record_id, file_id=file_id)
    if not found.delete()[0]:
        raise NotFound(FILE, file_id)


@reading
def list_attachments(actor: Actor, record_type: str, record_id: UUID) -> Sequence[File]:
    """Files of a record, oldest first."""
    rows = Attachment.objects.filter(record_type=record_type, record_id=record_id).order_by("created_at", "id")
    return [_view(row.file) for row in rows.select_related("file")]


def clean_name(name: str) -> str:
    """The bare file name: no folders, no control characters, at most 255 characters, never empty."""
    bare = PureWindowsPath(PurePosixPath(name).name).name
    printable = "".join(each for each in bare if each.isprintable() and not 0xD800 <= ord(each) <= 0xDFFF).strip(". ")
    if len(printable) > LONGEST_NAME:
        stem, dot, ending = printable.rpartition(".")
        printable = (
            stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if len(ending) < 10 else printable[:LONGEST_NAME]
        )
    return printable or "file"


def _view(row: StoredFile) -> File:
    return File(row.id, row.name, row.size, row.content_type, row.sha256, row.created_by, row.created_at)
