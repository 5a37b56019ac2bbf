"""The statements of the stock ledger: lock and load, then write. Set-based, whatever the number of moves."""

from kontor.ledgers.stock.store.apply import write_plan
from kontor.ledgers.stock.store.load import load_state

__all__ = ["load_state", "write_plan"]
