"""Endpoints of procurement beyond the generic ones: desks for people, and the supplier's link."""

from ninja import Router

from kontor.apps.procurement.http.desks import router as desks
from kontor.apps.procurement.http.payments import router as payments
from kontor.apps.procurement.http.portal import router as portal
from kontor.apps.procurement.http.published import router as published

prefix = ""
router = Router()
router.add_router("", published)
router.add_router("/portal", portal)
router.add_router("/procurement", desks)
router.add_router("/procurement", payments)
