"""Fiscal periods, the journal, open and clearing items, summaries (F1, F4, F5, F8)."""

from django.db import migrations, models

import kontor.kernel.ids
import kontor.tenancy.context
import kontor.tenancy.models
from kontor.tenancy.migration import Isolate

COMPANY = {"company_id": "organisation"}
ACCOUNT = {"account_id": "account"}

# A unit of work asks once: which period holds the day, and is it open? The shared lock lets any number of postings in
# side by side; closing takes it alone and so waits for postings under way, and they for it.
ENTER_PERIOD = """
CREATE FUNCTION public.kontor_period_lock(period uuid, grp text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT hashtextextended(period::text || grp, 0) $$;

CREATE FUNCTION public.kontor_enter_period(company uuid, day date, grp text)
RETURNS TABLE(period_id uuid, period_code text, period_status text) LANGUAGE plpgsql AS $$
BEGIN
  SELECT p.id, p.code INTO period_id, period_code FROM transactions.fiscal_period p
  WHERE p.tenant_id = public.kontor_tenant() AND p.company_id = company AND day BETWEEN p.start_date AND p.end_date;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock_shared(public.kontor_period_lock(period_id, grp));
  SELECT s.status INTO period_status FROM transactions.period_state s
  WHERE s.tenant_id = public.kontor_tenant() AND s.period_id = kontor_enter_period.period_id AND s.period_group = grp;
  period_status := coalesce(period_status, 'open');
  RETURN NEXT;
END $$;
"""

# The database's own promise (F1): checked when the transaction ends, once per entry.
BALANCE = """
CREATE FUNCTION public.kontor_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lines int; debits numeric; credits numeric;
BEGIN
  SELECT count(*), coalesce(sum(l.company_debit), 0), coalesce(sum(l.company_credit), 0) INTO lines, debits, credits
  FROM transactions.journal_line l WHERE l.tenant_id = NEW.tenant_id AND l.entry_id = NEW.id;
  IF lines <> NEW.line_count THEN
    RAISE EXCEPTION 'journal entry % has % of % lines', NEW.id, lines, NEW.line_count USING ERRCODE = 'check_violation';
  END IF;
  IF debits <> credits THEN
    RAISE EXCEPTION 'journal entry % is not balanced: debit %, credit %', NEW.id, debits, credits
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_balanced AFTER INSERT ON transactions.journal_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.kontor_entry_balanced();

-- Numbers 1 to line_count are taken once an entry is balanced: a line added later finds no number left.
CREATE FUNCTION public.kontor_lines_belong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added a
    LEFT JOIN transactions.journal_entry e ON e.tenant_id = a.tenant_id AND e.id = a.entry_id
    WHERE e.id IS NULL OR a.line_no NOT BETWEEN 1 AND e.line_count OR a.company_id <> e.company_id
      OR a.posting_date <> e.posting_date
  ) THEN
    RAISE EXCEPTION 'journal lines do not belong to their entry' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lines_belong AFTER INSERT ON transactions.journal_line
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.kontor_lines_belong();

CREATE FUNCTION public.kontor_entry_in_open_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM transactions.fiscal_period p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.period_id
      AND p.company_id = NEW.company_id AND NEW.posting_date BETWEEN p.start_date AND p.end_date
  ) OR EXISTS (
    SELECT 1 FROM transactions.period_state s WHERE s.tenant_id = NEW.tenant_id AND s.period_id = NEW.period_id
      AND s.period_group = NEW.period_group AND s.status = 'closed'
  ) THEN
    RAISE EXCEPTION 'the period of % is closed', NEW.posting_date USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER entry_in_open_period BEFORE INSERT ON transactions.journal_entry
  FOR EACH ROW EXECUTE FUNCTION public.kontor_entry_in_open_period();
"""

ROOM_FOR_UPDATES = """
ALTER TABLE open_item SET (fillfactor = 80);
ALTER TABLE clearing_item SET (fillfactor = 60);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_initial"),
        ("masterdata", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClearingItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("key", models.TextField()),
                ("currency", models.TextField()),
                ("open_quantity", models.DecimalField(decimal_places=6, max_digits=24)),
                ("open_amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("open_company_amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("opened_on", models.DateField()),
            ],
            options={
                "db_table": "clearing_item",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "company_id", "account_id", "key"), name="clearing_item_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("open_quantity", 0), _negated=True),
                            models.Q(("open_amount", 0), ("open_company_amount", 0)),
                            _connector="OR",
                        ),
                        name="clearing_item_ends_at_exactly_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiscalPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("fiscal_year_id", models.UUIDField()),
                ("code", models.TextField()),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
            ],
            options={
                "db_table": "fiscal_period",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "company_id", "start_date"), name="fiscal_period_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("start_date__lte", models.F("end_date"))), name="fiscal_period_has_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiscalYear",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("code", models.TextField()),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
            ],
            options={
                "db_table": "fiscal_year",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "company_id", "code"), name="fiscal_year_once"),
                    models.CheckConstraint(
                        condition=models.Q(("start_date__lt", models.F("end_date"))), name="fiscal_year_has_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("number", models.TextField(null=True)),
                ("posting_date", models.DateField()),
                ("document_date", models.DateField(null=True)),
                ("period_id", models.UUIDField()),
                ("period_group", models.TextField()),
                ("text", models.TextField(default="")),
                ("line_count", models.IntegerField()),
                ("reverses_id", models.UUIDField(null=True)),
                ("source_type", models.TextField(default="")),
                ("source_document_id", models.UUIDField(null=True)),
                ("posted_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("posted_by", models.UUIDField()),
                ("correlation_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "journal_entry",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "company_id", "posting_date", "id"], name="journal_entry_by_date"
                    ),
                    models.Index(fields=["tenant_id", "source_document_id"], name="journal_entry_by_document"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("line_count__gte", 2)), name="journal_entry_has_two_lines"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses_id__isnull", False)),
                        fields=("tenant_id", "reverses_id"),
                        name="journal_entry_reversed_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("tenant_id", "company_id", "number"),
                        name="journal_entry_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("entry_id", models.UUIDField()),
                ("line_no", models.IntegerField()),
                ("company_id", models.UUIDField()),
                ("posting_date", models.DateField()),
                ("account_id", models.UUIDField()),
                ("currency", models.TextField()),
                ("rate", models.DecimalField(decimal_places=10, max_digits=24)),
                ("debit", models.DecimalField(decimal_places=8, max_digits=28)),
                ("credit", models.DecimalField(decimal_places=8, max_digits=28)),
                ("company_debit", models.DecimalField(decimal_places=8, max_digits=28)),
                ("company_credit", models.DecimalField(decimal_places=8, max_digits=28)),
                ("partner_id", models.UUIDField(null=True)),
                ("project_id", models.UUIDField(null=True)),
                ("cost_centre_id", models.UUIDField(null=True)),
                ("item_id", models.UUIDField(null=True)),
                ("text", models.TextField(default="")),
                ("source_line_id", models.UUIDField(null=True)),
                ("open_item_id", models.UUIDField(null=True)),
                ("clearing_item_id", models.UUIDField(null=True)),
                ("clearing_quantity", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
            ],
            options={
                "db_table": "journal_line",
                "indexes": [
                    models.Index(
                        fields=["tenant_id", "company_id", "posting_date"],
                        include=("account_id", "company_debit", "company_credit"),
                        name="journal_line_by_date",
                    ),
                    models.Index(
                        fields=["tenant_id", "company_id", "account_id", "posting_date", "id"],
                        include=("company_debit", "company_credit"),
                        name="journal_line_by_account",
                    ),
                    models.Index(
                        condition=models.Q(("project_id__isnull", False)),
                        fields=["tenant_id", "project_id", "posting_date"],
                        name="journal_line_by_project",
                    ),
                    models.Index(
                        condition=models.Q(("open_item_id__isnull", False)),
                        fields=["tenant_id", "open_item_id"],
                        name="journal_line_by_open_item",
                    ),
                    models.Index(
                        condition=models.Q(("clearing_item_id__isnull", False)),
                        fields=["tenant_id", "clearing_item_id"],
                        name="journal_line_by_clearing_item",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "entry_id", "line_no"), name="journal_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("company_credit__gte", 0), ("company_debit__gte", 0), ("credit__gte", 0), ("debit__gte", 0)
                        ),
                        name="journal_line_amounts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("debit", 0), ("credit", 0), _connector="OR"),
                            models.Q(("company_debit", 0), ("company_credit", 0), _connector="OR"),
                        ),
                        name="journal_line_on_one_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("partner_id", models.UUIDField(null=True)),
                ("currency", models.TextField()),
                ("amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("company_amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("open_amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("open_company_amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("is_open", models.BooleanField(default=True)),
                ("posting_date", models.DateField()),
                ("document_date", models.DateField(null=True)),
                ("due_date", models.DateField(null=True)),
                ("reference", models.TextField(default="")),
                ("entry_id", models.UUIDField()),
                ("source_type", models.TextField(default="")),
                ("source_document_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "open_item",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["tenant_id", "company_id", "account_id", "due_date"],
                        name="open_item_by_due_date",
                    ),
                    models.Index(fields=["tenant_id", "partner_id"], name="open_item_by_partner"),
                    models.Index(fields=["tenant_id", "source_document_id"], name="open_item_by_document"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0), ("open_amount__gte", 0), ("open_amount__lte", models.F("amount"))
                            ),
                            models.Q(
                                ("amount__lt", 0), ("open_amount__gte", models.F("amount")), ("open_amount__lte", 0)
                            ),
                            _connector="OR",
                        ),
                        name="open_item_never_over_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_open", True), models.Q(("open_amount", 0), _negated=True)),
                            models.Q(("is_open", False), ("open_amount", 0), ("open_company_amount", 0)),
                            _connector="OR",
                        ),
                        name="open_item_settled_to_exactly_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("period_id", models.UUIDField()),
                ("period_group", models.TextField()),
                ("status_before", models.TextField()),
                ("status_after", models.TextField()),
                ("reason", models.TextField(default="")),
                ("changed_at", models.DateTimeField(default=kontor.tenancy.models.now)),
                ("changed_by", models.UUIDField()),
            ],
            options={
                "db_table": "period_change",
                "indexes": [models.Index(fields=["tenant_id", "period_id"], name="period_change_by_period")],
            },
        ),
        migrations.CreateModel(
            name="PeriodState",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("period_id", models.UUIDField()),
                ("period_group", models.TextField()),
                ("status", models.TextField()),
            ],
            options={
                "db_table": "period_state",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant_id", "period_id", "period_group"), name="period_state_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_group__in", ("sales", "purchasing", "inventory", "payroll", "manual", "tax"))
                        ),
                        name="period_state_group_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("open", "soft_closed", "closed"))),
                        name="period_state_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodSummary",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kontor.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tenant_id", models.UUIDField(default=kontor.tenancy.context.current_tenant_id, editable=False)),
                ("company_id", models.UUIDField()),
                ("period_id", models.UUIDField()),
                ("account_id", models.UUIDField()),
                ("debit", models.DecimalField(decimal_places=8, max_digits=28)),
                ("credit", models.DecimalField(decimal_places=8, max_digits=28)),
            ],
            options={
                "db_table": "period_summary",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant_id", "period_id", "account_id"), name="period_summary_once")
                ],
            },
        ),
        migrations.RunSQL(ROOM_FOR_UPDATES, migrations.RunSQL.noop),
        Isolate("fiscal_year", references=COMPANY),
        Isolate("fiscal_period", references=COMPANY | {"fiscal_year_id": "fiscal_year"}),
        Isolate("period_state", references={"period_id": "fiscal_period"}),
        Isolate("period_change", append_only=True, references={"period_id": "fiscal_period"}),
        Isolate(
            "journal_entry",
            append_only=True,
            references=COMPANY | {"period_id": "fiscal_period", "reverses_id": "journal_entry"},
        ),
        Isolate("open_item", references=ACCOUNT | {"entry_id": "journal_entry", "partner_id": "partner"}),
        Isolate("clearing_item", references=COMPANY | ACCOUNT),
        Isolate(
            "journal_line",
            append_only=True,
            references=ACCOUNT
            | {
                "entry_id": "journal_entry",
                "partner_id": "partner",
                "project_id": "project",
                "cost_centre_id": "cost_centre",
                "item_id": "sku",
                "open_item_id": "open_item",
                "clearing_item_id": "clearing_item",
            },
        ),
        Isolate("period_summary", references=ACCOUNT | {"period_id": "fiscal_period"}),
        migrations.RunSQL(ENTER_PERIOD, migrations.RunSQL.noop),
        migrations.RunSQL(BALANCE, migrations.RunSQL.noop),
    ]
