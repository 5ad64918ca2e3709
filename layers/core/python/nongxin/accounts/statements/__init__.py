"""Statements and slips (对账单、回单): what an owner reads of an account."""
