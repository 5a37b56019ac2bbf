"""Legal numbers: gapless, under the counter's row lock, in the transaction of the posting (P6).

The lock is held until commit, so a legal number is taken last: everybody else who posts in the series waits from here
to the end of the transaction, and a rollback gives the numbers back.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from kontor.engines.numbering.contracts import NumberSeries
from kontor.kernel.clock import current_clock
from kontor.tenancy.context import WorkContext

_GIVE = """
WITH counter AS (
  INSERT INTO number_counter AS c (tenant_id, type_code, scope_key, period, last) VALUES (%s, %s, %s, %s, %s)
  ON CONFLICT (tenant_id, type_code, scope_key, period) DO UPDATE SET last = c.last + excluded.last
  RETURNING tenant_id, type_code, scope_key, period, last
)
INSERT INTO number_given (tenant_id, type_code, scope_key, period, value, number, correlation_id, given_by, given_at)
SELECT tenant_id, type_code, scope_key, period, value,
       %s || lpad(value::text, greatest(%s, length(value::text)), '0') || %s, %s, %s, %s
FROM counter, generate_series(last - %s + 1, last) AS value
RETURNING value, number
"""


def give(work: WorkContext, series: NumberSeries, count: int) -> list[str]:
    """The next ``count`` numbers, consecutive; one statement."""
    before, after = series.parsed.fill(series.date, series.facts)
    key: list[Any] = [work.tenant_id, series.type_code, series.scope_key, series.period]
    by: list[Any] = [work.correlation_id, work.actor.user_id, current_clock().now()]
    with connection.cursor() as cursor:
        cursor.execute(_GIVE, [*key, count, before, series.parsed.digits, after, *by, count])
        return [number for _, number in sorted(cursor.fetchall())]
