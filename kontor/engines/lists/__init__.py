"""Lists: one question in, one page out – filtered, sorted, permitted, without a query per row (Q2)."""
