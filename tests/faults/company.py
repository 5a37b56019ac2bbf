"""``python -m tests.faults.company FOLDER``: a company with a hundred goods receipts waiting to be posted.

Ten orders of ten lines, one draft receipt for each line; prints what the test needs to know as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

PASSWORD = "faults-kontor-2026"
ADDRESS = "dock@faults.example"
ORDERS, LINES, QUANTITY = 10, 10, 3


def found() -> dict[str, Any]:
    """Through public functions, in the database Django points at."""
    from kontor.documents import api as documents
    from kontor.documents.contracts import Take
    from kontor.engines.access import api as access
    from kontor.kernel.clock import current_clock
    from kontor.ledgers.accounting import api as accounting
    from kontor.masterdata import api as masterdata
    from kontor.packaging import api as packaging
    from kontor.tenancy import api as tenancy
    from kontor.testing.builders import make_actor, make_tenant

    tenant = make_tenant()
    system = tenant.system
    packaging.install(system, ["procurement"])
    today = current_clock().today("Asia/Taipei")
    accounting.create_fiscal_year(system, tenant.company.id, date(today.year, 1, 1))
    buyer = make_actor(tenant, name="Buyer")
    user = tenancy.create_user(ADDRESS, "Dock", password=PASSWORD)
    tenancy.add_member(system, user.id, tenant.company.id)
    roles = ((buyer.user_id, "procurement_manager"), (user.id, "warehouse"), (user.id, "employee"))
    for user_id, role in roles:
        access.assign_role(system, user_id, role, organisation_id=tenant.company.id)
    dock = tenancy.actor_for(user.id, tenant.id)
    with tenancy.working(system):
        supplier = masterdata.create(
            system, "partner", {"code": "S", "name": "Supplier", "kinds": ["supplier"], "currency": "TWD"}
        )
        items = masterdata.create_many(
            system, "sku", [{"code": f"IT-{at}", "name": f"Item {at}", "unit": "pcs"} for at in range(LINES)]
        )
        receiving = masterdata.find_by_key("location", ["RECEIVING"])["RECEIVING"]
    lines = [{"item": each.id, "quantity": str(QUANTITY), "unit_price": "7"} for each in items]
    receipts = []
    for _ in range(ORDERS):
        order = documents.create(buyer, "purchase_order", {"partner": supplier.id}, lines)
        for action in ("make", "purchase"):
            order = documents.fire(buyer, order.id, action)
        for line in order.lines:
            made = documents.derive(dock, "receive", [Take(line.id)], values={"location": receiving})
            receipts += [str(each.id) for each in made]
    return {"receipts": receipts, "stocked": ORDERS * LINES * QUANTITY}


def main(folder: Path) -> None:
    """Tables and company, in a server that stops again."""
    from kontor.runtime import installation

    chosen = installation.choose(folder)
    with installation.database(chosen):
        installation.migrate(chosen)
        installation.setup_django()
        print(json.dumps(found()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
