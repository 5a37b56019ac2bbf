"""The rehearsal on real data: 4,012 purchase orders of AdventureWorks through the public API, every total compared.

``make replay DATA=../shared/data/adventureworks`` starts a server of its own on a fresh database, loads the master data
by the importer, drives every order with receipts, rejections, taxes, freight, invoices and payments as different users,
and prints the known figures beside what documents, ledgers and stock say.
"""
