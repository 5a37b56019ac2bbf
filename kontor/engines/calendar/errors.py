"""How calendars refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kontor.kernel.errors import DomainError, ErrorKind
from kontor.kernel.text import Text


@dataclass(eq=False)
class CountryUnknown(DomainError):
    """No holidays are known for this country or part of it."""

    code: ClassVar = "COUNTRY_UNKNOWN"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="No holidays are known for “{country}”", zh_hant="沒有「{country}」的假日資料")

    country: str


@dataclass(eq=False)
class CalendarInvalid(DomainError):
    """A calendar's settings contradict themselves or cannot be read."""

    code: ClassVar = "CALENDAR_INVALID"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(en="Calendar: {value} is no {wanted}", zh_hant="行事曆:{value} 不是{wanted}")

    value: str
    wanted: Text


@dataclass(eq=False)
class NoOpenDay(DomainError):
    """The calendar has no open day within a year of this one."""

    code: ClassVar = "NO_OPEN_DAY"
    kind: ClassVar = ErrorKind.INVALID
    template: ClassVar = Text(
        en="The calendar has no open day within a year of {near}", zh_hant="行事曆在 {near} 前後一年內沒有工作日"
    )

    near: date
