"""The public face of numbering."""

from __future__ import annotations

from uuid import UUID

from kontor.engines.numbering import fast, legal
from kontor.engines.numbering.contracts import WHOLE_TENANT, Gap, NumberSeries
from kontor.engines.numbering.gaps import gaps
from kontor.engines.numbering.pattern import check_pattern, parse_pattern
from kontor.engines.numbering.series import series_for
from kontor.kernel.actor import Actor
from kontor.tenancy import context
from kontor.tenancy.api import unit_of_work

_DRAFT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, none mistaken for another
_DRAFT_SIGNS = 7


@unit_of_work
def allocate(actor: Actor, series: NumberSeries, count: int = 1) -> list[str]:
    """The next ``count`` numbers of a series, rising.

    ``legal``: gapless and consecutive, under a row lock held to the end of the transaction – call it last. ``fast``:
    from this process's block, gaps possible and explained.

    Raises:
        NumberPatternInvalid: the pattern. NumberFactMissing: a fact it shows is empty.
    """
    if count < 1:
        return []
    give = legal.give if series.mode == "legal" else fast.give
    return give(context.current(), series, count)


def preview(series: NumberSeries, value: int = 1) -> str:
    """What the number would look like; gives none away."""
    return series.parsed.render(value, series.date, series.facts)


def draft_number(record_id: UUID) -> str:
    """The temporary number of a record that has none yet: always the same for the same record, ``~4K7QX2M``."""
    rest, signs = record_id.int, ""
    for _ in range(_DRAFT_SIGNS):
        rest, place = divmod(rest, len(_DRAFT_ALPHABET))
        signs += _DRAFT_ALPHABET[place]
    return f"~{signs}"


def is_draft_number(number: str) -> bool:
    """Whether the number is a temporary one."""
    return number.startswith("~")


__all__ = [
    "WHOLE_TENANT",
    "Gap",
    "NumberSeries",
    "allocate",
    "check_pattern",
    "draft_number",
    "gaps",
    "is_draft_number",
    "parse_pattern",
    "preview",
    "series_for",
]
