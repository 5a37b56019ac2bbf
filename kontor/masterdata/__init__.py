"""Master data: partners, items, units, money, taxes, terms, accounts, projects and the storage tree (P14)."""
