"""How far event consumers are behind, over all tenants, for ``/metrics`` (Q4)."""

from django.db import migrations

# Runs as the owner, because figures about the installation are no tenant's data; it gives away counts only.
CREATE = """
CREATE FUNCTION public.kontor_event_lag()
RETURNS TABLE (consumer text, waiting bigint, oldest_seconds float8, dead_letters bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = audit, pg_temp AS $$
  SELECT p.consumer, sum(behind.waiting)::bigint, coalesce(max(behind.oldest), 0)::float8,
         (SELECT count(*) FROM audit.event_dead_letter d WHERE d.consumer = p.consumer)
    FROM audit.event_position p
    CROSS JOIN LATERAL (
      SELECT count(*) AS waiting, extract(epoch FROM now() - min(e.recorded_at)) AS oldest
        FROM audit.event e
       WHERE e.tenant_id = p.tenant_id AND (e.epoch, e.xid, e.id) > (p.epoch, p.xid, p.event_id)
    ) behind
   GROUP BY p.consumer
$$;
REVOKE ALL ON FUNCTION public.kontor_event_lag() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.kontor_event_lag() TO kontor_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION public.kontor_event_lag()")]
