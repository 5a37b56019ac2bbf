"""Wire schemas of the generic endpoints; unknown keys are mistakes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Values = dict[str, Any]
Version = Annotated[int, Field(ge=0, le=2_000_000_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=63)]
Words = Annotated[str, StringConstraints(max_length=10_000)]
Confirmed = Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=100)]

MOST_BULK = 10_000


class Body(BaseModel):
    """Base of all bodies."""

    model_config = ConfigDict(extra="forbid")


class NewDocument(Body):
    values: Values = {}
    lines: Annotated[list[Values], Field(max_length=5_000)] = []
    confirmed: Confirmed = []


class DocumentChange(Body):
    version: Version | None = None
    values: Values | None = None
    lines: Annotated[list[Values], Field(max_length=5_000)] | None = None
    removed_lines: Annotated[list[UUID], Field(max_length=5_000)] = []
    confirmed: Confirmed = []


class Deletion(Body):
    version: Version | None = None
    reason: Annotated[str, StringConstraints(max_length=1_000)] = ""


class Firing(Body):
    version: Version | None = None
    inputs: Values = {}
    comment: Words = ""
    line_ids: Annotated[list[UUID], Field(max_length=5_000)] | None = None
    line_inputs: dict[UUID, Values] = {}
    confirmed: Confirmed = []


class LineFiring(Body):
    inputs: Values = {}
    comment: Words = ""
    confirmed: Confirmed = []


class LinesFiring(Body):
    line_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_BULK)]
    inputs: Values = {}
    line_inputs: dict[UUID, Values] = {}
    comment: Words = ""
    confirmed: Confirmed = []


class BulkEntry(Body):
    id: UUID
    line_id: UUID | None = None
    version: Version | None = None


class Bulk(Body):
    type: Name
    action: Name
    items: Annotated[list[BulkEntry], Field(min_length=1, max_length=MOST_BULK)]
    inputs: Values = {}
    line_inputs: dict[UUID, Values] = {}
    comment: Words = ""
    confirmed: Confirmed = []


class Taking(Body):
    line_id: UUID
    quantity: Decimal | None = None
    inputs: Values = {}
    back_to: UUID | None = None


class Derivation(Body):
    flow: Name
    takes: Annotated[list[Taking], Field(min_length=1, max_length=5_000)]
    values: Values = {}
    inputs: Values = {}
    into: UUID | None = None
    confirmed: Confirmed = []


class NewRecord(Body):
    values: Values = {}
    confirmed: Confirmed = []


class RecordChange(Body):
    version: Version | None = None
    values: Values = {}
    confirmed: Confirmed = []


class NewComment(Body):
    text: Words
    mentions: Annotated[list[UUID], Field(max_length=50)] = []


class Attaching(Body):
    file_id: UUID
