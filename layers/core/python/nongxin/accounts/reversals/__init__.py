"""Transfers that staff take back (冲正), by two people."""
