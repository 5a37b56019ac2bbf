"""Business rules: when a condition holds, reject, warn or set a value (P4)."""
