"""Public holidays by country, with their names in both languages (from the ``holidays`` library)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from kontor.engines.calendar.errors import CountryUnknown
from kontor.kernel.text import Text

_ENGLISH, _CHINESE = "en_US", "zh_TW"


@dataclass(frozen=True, slots=True)
class CountryYear:
    """One year of a country: its holidays, its weekend (Monday is 0), and weekend days that are worked instead."""

    holidays: Mapping[date, Text]
    weekend: frozenset[int]
    worked_weekend_days: frozenset[date]


@lru_cache(maxsize=512)
def country_year(country: str, subdivision: str | None, year: int) -> CountryYear:
    """The year of a country (ISO 3166 alpha-2) and perhaps a part of it.

    Raises:
        CountryUnknown: the library does not know it.
    """
    english = _load(country, subdivision, year, _ENGLISH)
    chinese = _load(country, subdivision, year, _CHINESE)
    return CountryYear(
        holidays={day: Text(en=name, zh_hant=chinese.get(day) or name) for day, name in english.items()},
        weekend=frozenset(english.weekend),
        worked_weekend_days=frozenset(day for day in english.weekend_workdays if day.year == year),
    )


def _load(country: str, subdivision: str | None, year: int, language: str) -> holidays.HolidayBase:
    """All holidays of a year; a language the country has no names in falls back to its own."""
    try:
        spoken = holidays.country_holidays(country, subdiv=subdivision).supported_languages
        return holidays.country_holidays(
            country, subdiv=subdivision, years=year, language=language if language in spoken else None, expand=False
        )
    except NotImplementedError:
        raise CountryUnknown(f"{country}-{subdivision}" if subdivision else country) from None
