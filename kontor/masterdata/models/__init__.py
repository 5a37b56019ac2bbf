"""Built-in tables of master data, one module per subject."""

from kontor.masterdata.models.finance import Account, CostCentre, Currency, ExchangeRate, PaymentTerms, Project, Tax
from kontor.masterdata.models.items import ItemCategory, Product, Sku, Style, SupplierPrice, Unit, UnitConversion
from kontor.masterdata.models.locations import Location
from kontor.masterdata.models.partners import Partner, PartnerAddress, PartnerBankAccount, PartnerContact
from kontor.masterdata.models.record import MasterRecord, Record

__all__ = [
    "Account",
    "CostCentre",
    "Currency",
    "ExchangeRate",
    "ItemCategory",
    "Location",
    "MasterRecord",
    "Partner",
    "PartnerAddress",
    "PartnerBankAccount",
    "PartnerContact",
    "PaymentTerms",
    "Product",
    "Project",
    "Record",
    "Sku",
    "Style",
    "SupplierPrice",
    "Tax",
    "Unit",
    "UnitConversion",
]
