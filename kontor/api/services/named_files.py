"""Files that fields of a document name: whoever may read the document may read them.

Naming a file shows it to others, so only a file one may read oneself can be named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from kontor.api.services.records import may_read_file
from kontor.documents.contracts import Document
from kontor.engines.files import api as files
from kontor.kernel.actor import Actor
from kontor.kernel.errors import FieldProblem, ValidationFailed
from kontor.kernel.text import Text
from kontor.packaging import api as packaging
from kontor.packaging.model import FieldSet
from kontor.tenancy.api import unit_of_work

FILE_TYPES = frozenset({"file", "image"})
UNKNOWN_FILE = Text(en="There is no such file", zh_hant="找不到此檔案")


@unit_of_work
def showing_files(actor: Actor, *changed: Document, strict: bool = True) -> None:
    """Attach the files named by fields to their documents.

    A file the actor may not read is refused, or, where the document took it over from another one (``strict`` False),
    left unattached.

    Raises:
        ValidationFailed: names the field of an unknown or unreadable file.
    """
    for document in changed:
        named = dict(_named(actor, document))
        if not named:
            continue
        shown = {each.id for each in files.list_attachments(actor, document.type_code, document.id)}
        wanted = [file_id for file_id in named if file_id not in shown]
        readable = _readable(actor, wanted)
        if strict and (refused := [each for each in wanted if each not in readable]):
            raise ValidationFailed(tuple(FieldProblem(named[each], "UNKNOWN_FILE", UNKNOWN_FILE) for each in refused))
        if readable:
            files.attach(actor, document.type_code, document.id, *readable)


def _readable(actor: Actor, file_ids: list[UUID]) -> list[UUID]:
    known = files.find_files(file_ids)
    return [each for each in file_ids if each in known and may_read_file(actor, known[each])]


def _named(actor: Actor, document: Document) -> Iterator[tuple[UUID, str]]:
    """Ids of named files with the path of their field."""
    kind = packaging.version(document.config_version_id).documents[document.type_code]
    yield from _files_in(document.values, kind.header, "")
    if any(each.field.type in FILE_TYPES for each in kind.lines.values()):
        for at, line in enumerate(document.lines):
            yield from _files_in(line.values, kind.lines, f"lines[{at}].")


def _files_in(values: Mapping[str, Any], fields: FieldSet, prefix: str) -> Iterator[tuple[UUID, str]]:
    for name, each in fields.items():
        if each.field.type in FILE_TYPES:
            for file_id in values.get(name) or ():
                yield file_id if isinstance(file_id, UUID) else UUID(str(file_id)), f"{prefix}{name}"
