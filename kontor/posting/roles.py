"""Account roles the engine itself posts to. Every other role is the packs' own word.

A pack's setting ``account_roles`` says which account each role means.
"""

STOCK = "stock"
#: The other side of a dated value adjustment of the stock ledger (back-dated issues, filled deficits).
STOCK_REVALUATION = "stock_revaluation"
EXCHANGE_DIFFERENCE = "exchange_difference"
ROUNDING_DIFFERENCE = "rounding_difference"
RETAINED_EARNINGS = "retained_earnings"
