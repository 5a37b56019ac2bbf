"""Requisition to payment: what the procurement pack cannot say as data (R1–R13)."""
