"""Payments to and from other banks (跨行汇款), through the payment network."""
