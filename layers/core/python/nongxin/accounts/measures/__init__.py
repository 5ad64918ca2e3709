"""Freezes and deductions (冻结、扣划) that an authority orders by a document."""
