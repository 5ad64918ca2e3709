"""Loans of other systems: a payment off the plan counts within its period.

Entries, their order, rounding and annuity are those of contracts; see DECISIONS 62.
"""
