"""What records are found by, and the question that finds them (P11)."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate

# Under row-level security PostgreSQL may not use the index on terms, because @@ is not leakproof. So the owner alone may
# see all rows, and one function that runs as the owner binds the tenant itself.
SEARCH = """
CREATE POLICY owner_reads ON transactions.search_entry FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION public.kontor_search(asked tsquery, types text[], most integer)
RETURNS TABLE (type_code text, id uuid, title text, subtitle text, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = transactions, pg_temp AS $$
  SELECT c.type_code::text, c.id, c.title, c.subtitle, ts_rank('{0.05, 0.1, 0.4, 1.0}', c.terms, asked) AS rank
  FROM (
    SELECT * FROM transactions.search_entry e
    WHERE e.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND e.terms @@ asked
      AND (types IS NULL OR e.type_code = ANY (types))
    LIMIT 2000
  ) c
  ORDER BY rank DESC, c.updated_at DESC LIMIT most
$$;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("type_code", models.CharField(max_length=63)),
                ("title", models.TextField()),
                ("subtitle", models.TextField(default="")),
                ("organisation_id", models.UUIDField(null=True)),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
                ("updated_at", models.DateTimeField(default=kontor.tenancy.models.now)),
            ],
            options={
                "db_table": "search_entry",
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="search_entry_terms")],
            },
        ),
        Isolate("search_entry"),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]
