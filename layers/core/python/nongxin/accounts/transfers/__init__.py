"""Transfers within the bank (行内转账): the payee, the limits, the posting."""
