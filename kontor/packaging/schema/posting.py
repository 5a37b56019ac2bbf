"""What a document means for the stock and the accounting ledger (F3)."""

from typing import Literal

from kontor.packaging.schema.common import Code, Condition, PackPart


class StockPosting(PackPart):
    """One stock move for each line where ``when`` holds. Expressions see header fields, ``line`` and ``inputs``.

    ``source`` and ``target`` give location ids, or the kind of a virtual location in quotes ("supplier",
    "consumption", "loss", "customer"), of which each company has one. ``unit_cost`` (company currency, four or more
    decimals) is needed when goods enter from a virtual location; leaving goods are valued by the costing method.
    """

    when: Condition | None = None
    item: Condition
    quantity: Condition
    unit: Condition | None = None
    lot: Condition | None = None
    expiry_date: Condition | None = None
    source: Condition
    target: Condition
    unit_cost: Condition | None = None
    reserved_by: Condition | None = None
    """Reservation key (usually a source line id) that this move consumes."""


class JournalPosting(PackPart):
    """One journal line for each document line (``per: line``) or once (``per: document``).

    ``account`` gives an account role (resolved per company and item category) or an account code. Amounts are in the
    document's currency; negative amounts change sides. Expressions see header, ``line``, ``inputs`` and
    ``stock.value`` (company currency value of the line's stock moves). Exactly one of ``amount``, ``clears`` or
    ``balance`` says how much.
    """

    per: Literal["line", "document"] = "line"
    when: Condition | None = None
    account: Condition
    side: Literal["debit", "credit"]
    amount: Condition | None = None
    company_currency: bool = False
    """The amount is already in company currency (stock values)."""
    opens: Condition | None = None
    """Opens a clearing item under this key (e.g. the line id) with the amount and ``quantity``."""
    clears: Condition | None = None
    """Key of the clearing item to clear by ``quantity``: the last quantity takes the last cent, so it ends at zero."""
    quantity: Condition | None = None
    balance: bool = False
    """Takes the difference that is left (price variance, exchange difference); no line when it is zero."""
    open_item: bool = False
    """A receivable or payable: opens an item with partner and due date."""
    due_date: Condition | None = None
    settles: Condition | None = None
    """Id of the open item this line settles."""
    partner: Condition | None = None
    project: Condition | None = None
    cost_centre: Condition | None = None
    item: Condition | None = None
    text: Condition | None = None


class PostingProfile(PackPart):
    posting: Code
    document: Code
    group: Literal["sales", "purchasing", "inventory", "payroll", "manual", "tax"] | None = None
    """What accounting periods are opened and closed for. None: inventory with stock moves, else purchasing or sales by
    the side of its open items, else manual."""
    stock: tuple[StockPosting, ...] = ()
    journal: tuple[JournalPosting, ...] = ()
    reverses_on: Code | None = None
    """Header action that reverses what this profile posted."""
