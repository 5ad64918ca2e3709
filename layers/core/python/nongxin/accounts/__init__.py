"""Deposit accounts (存款账户): opening, balances and statements on top of the ledger."""
