"""The gap report: numbers that were given or taken and are on no record, each with its reason (P6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from kontor.engines.numbering.contracts import WHOLE_TENANT, Gap, Reason
from kontor.kernel.proofs import Violation, proof
from kontor.kernel.text import Text
from kontor.tenancy.context import current_tenant_id

_GIVEN = "SELECT value FROM number_given WHERE tenant_id = %s AND type_code = %s AND scope_key = %s AND period = %s"
_BLOCKS = """
SELECT first, last, taken_by, taken_at, last = max(last) OVER () FROM number_block
WHERE tenant_id = %s AND type_code = %s AND scope_key = %s AND period = %s ORDER BY first
"""
_HOLES = """
SELECT c.type_code, c.scope_key, c.period, c.last, count(g.value), coalesce(max(g.value), 0)
FROM number_counter c LEFT JOIN number_given g USING (tenant_id, type_code, scope_key, period)
WHERE c.tenant_id = %s AND NOT EXISTS (
  SELECT 1 FROM number_block b WHERE b.tenant_id = c.tenant_id AND b.type_code = c.type_code
    AND b.scope_key = c.scope_key AND b.period = c.period)
GROUP BY c.type_code, c.scope_key, c.period, c.last
HAVING count(g.value) <> c.last OR coalesce(max(g.value), 0) <> c.last
"""


def gaps(type_code: str, period: str, used: Collection[int], *, scope_key: str = WHOLE_TENANT) -> list[Gap]:
    """What lies between 1 and the counter and is not among ``used``, the running numbers found on records."""
    key: list[Any] = [current_tenant_id(), type_code, scope_key, period]
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, key)
        missing = sorted({value for (value,) in cursor.fetchall()} - set(used))
        cursor.execute(_BLOCKS, key)
        blocks = cursor.fetchall()
    found = [Gap(type_code, scope_key, period, first, last, "missing") for first, last in runs(missing)]
    for first, last, taken_by, taken_at, is_newest in blocks:
        unused = sorted(set(range(first, last + 1)) - set(used))
        # The end of the newest block may still be handed out; what lies before a used number will not.
        tail = max((value for value in used if first <= value <= last), default=first - 1)
        for start, end in runs(unused):
            reason: Reason = "open" if is_newest and start > tail else "unused"
            found.append(Gap(type_code, scope_key, period, start, end, reason, taken_by, taken_at))
    return found


def runs(values: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Sorted numbers as unbroken runs: 1 2 3 7 → (1, 3), (7, 7)."""
    for _, group in groupby(enumerate(values), key=lambda pair: pair[1] - pair[0]):
        members = [value for _, value in group]
        yield members[0], members[-1]


@proof("numbering.gapless", label=Text(en="Legal numbers have no gap", zh_hant="法定編號連續無缺號"))
def legal_numbers_have_no_gap(tenant_id: UUID) -> Iterator[Violation]:
    """Each legal counter has given exactly the numbers 1 to its last one."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLES, [tenant_id])
        for type_code, scope_key, period, last, given, highest in cursor.fetchall():
            facts = {"scope": scope_key, "period": period, "counter": last, "given": given, "highest": highest}
            yield Violation("NUMBER_GAP", type_code, facts)
