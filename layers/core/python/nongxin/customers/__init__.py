"""Customers: who a person is to the bank, once for the whole province."""
