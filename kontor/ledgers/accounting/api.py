"""The public face of the accounting ledger. Neither rights nor documents are known here: callers have decided."""

from kontor.ledgers.accounting.contracts import (
    PERIOD_GROUPS,
    ActualRow,
    EntryDraft,
    EntryLine,
    LedgerRow,
    OpenItemDraft,
    OpenItemRow,
    PeriodGroup,
    PeriodRow,
    PeriodStatus,
    PostedEntry,
    TrialBalanceRow,
)
from kontor.ledgers.accounting.queries import (
    account_balances,
    actuals,
    general_ledger,
    journal,
    open_items,
    periods,
    trial_balance,
)
from kontor.ledgers.accounting.services.periods import create_fiscal_year, ensure_fiscal_year, set_period_status
from kontor.ledgers.accounting.services.post import post
from kontor.ledgers.accounting.services.reverse import reverse
from kontor.ledgers.accounting.services.settle import settle

__all__ = [
    "PERIOD_GROUPS",
    "ActualRow",
    "EntryDraft",
    "EntryLine",
    "LedgerRow",
    "OpenItemDraft",
    "OpenItemRow",
    "PeriodGroup",
    "PeriodRow",
    "PeriodStatus",
    "PostedEntry",
    "TrialBalanceRow",
    "account_balances",
    "actuals",
    "create_fiscal_year",
    "ensure_fiscal_year",
    "general_ledger",
    "journal",
    "open_items",
    "periods",
    "post",
    "reverse",
    "set_period_status",
    "settle",
    "trial_balance",
]
