"""Effects the procurement pack names in its workflows; importing this package registers them."""

from kontor.apps.procurement.effects import (
    acceptance,
    arrivals,
    billing,
    budget,
    match,
    payments,
    proposals,
    supplier_link,
)

__all__ = ["acceptance", "arrivals", "billing", "budget", "match", "payments", "proposals", "supplier_link"]
