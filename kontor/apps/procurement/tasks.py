"""Jobs of procurement."""

import logging

from procrastinate.contrib.django import app

from kontor.apps.procurement.delivery.overdue import tell_overdue
from kontor.kernel.actor import Actor
from kontor.kernel.errors import DomainError
from kontor.tenancy import api as tenancy

log = logging.getLogger(__name__)


@app.periodic(cron="10 * * * *")
@app.task(queue="procurement", queueing_lock="procurement.overdue")
def tell_overdue_everywhere(timestamp: int) -> None:
    """Every hour, tenant by tenant; one tenant's trouble does not stop the others."""
    for tenant_id in tenancy.tenant_ids():
        try:
            tell_overdue(Actor.system(tenant_id, via="job"))
        except DomainError as error:
            log.warning("overdue deliveries of tenant %s: %s", tenant_id, error)
