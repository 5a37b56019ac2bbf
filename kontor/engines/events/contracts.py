"""What goes into and comes out of the event store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened to one record.

    ``before`` and ``after`` may be whole records or only what changed: the store keeps the difference (nested mappings,
    such as lines by id, are compared inside). ``data`` carries what is no field: comment, inputs, reason.
    ``valid_at`` is when it holds in the business; the recording moment unless given. A date means its midnight UTC.
    """

    aggregate_type: str
    aggregate_id: UUID
    kind: str
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    data: Values = field(default_factory=dict)
    valid_at: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded event. ``sequence`` counts from 1 within its record; ``recorded_at`` is when the platform knew.

    ``before`` and ``after`` hold the fields that changed, as JSON values.
    """

    id: UUID
    aggregate_type: str
    aggregate_id: UUID
    sequence: int
    kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    data: Mapping[str, Any]
    valid_at: datetime
    recorded_at: datetime
    user_id: UUID
    user_name: str
    on_behalf_of: UUID | None
    organisation_id: UUID | None
    via: str
    address: str | None
    correlation_id: UUID
    causation_id: UUID | None


Handler = Callable[[Event], None]
"""A consumer's function: one event at a time, inside its own savepoint of a unit of work of the platform."""

SyncHandler = Callable[[Sequence[Event]], None]
"""Inside the transaction that appends: all events of one append that match."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one run of a consumer did."""

    consumer: str
    handled: int = 0
    parked: int = 0
    waiting: bool = False
    """An event failed and will be tried again at the next run."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event a consumer could not handle, kept with everything of the same record behind it, in order."""

    id: UUID
    consumer: str
    event_id: UUID
    aggregate_id: UUID
    sequence: int
    kind: str
    attempts: int
    error: str
    parked_at: datetime
