"""The public face of master data.

Functions that take an actor ask for rights; ``fetch``, ``labels``, ``find_by_key``, ``convert``, ``rate``, ``due_date``
and prices serve other rooms inside a unit of work and do not.
"""

from kontor.masterdata.contracts import Change, Discount, FreeLocation, Generated, Price, Record
from kontor.masterdata.lists import list_records, source_of
from kontor.masterdata.queries import get
from kontor.masterdata.references import exists_in, fetch, find_by_key, label_of, labels
from kontor.masterdata.services.delete import delete
from kontor.masterdata.services.locations import (
    VIRTUAL_KINDS,
    free_locations,
    generate_locations,
    stock_known_by,
    virtual_location,
)
from kontor.masterdata.services.prices import price, prices
from kontor.masterdata.services.rates import rate
from kontor.masterdata.services.terms import discount, due_date
from kontor.masterdata.services.units import conversions, convert
from kontor.masterdata.services.variants import generate_skus
from kontor.masterdata.services.write import change, change_many, create, create_many

__all__ = [
    "VIRTUAL_KINDS",
    "Change",
    "Discount",
    "FreeLocation",
    "Generated",
    "Price",
    "Record",
    "change",
    "change_many",
    "conversions",
    "convert",
    "create",
    "create_many",
    "delete",
    "discount",
    "due_date",
    "exists_in",
    "fetch",
    "find_by_key",
    "free_locations",
    "generate_locations",
    "generate_skus",
    "get",
    "label_of",
    "labels",
    "list_records",
    "price",
    "prices",
    "rate",
    "source_of",
    "stock_known_by",
    "virtual_location",
]
