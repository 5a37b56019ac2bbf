"""The accounting ledger: balanced, append-only entries, periods and open items. See README.md."""
