"""Numbers of banks in the payment systems (支付系统行号, 联行号)."""

from __future__ import annotations

import re

from nongxin.catalog.clearing import OWN_BANK, Bank, banks
from nongxin.kernel.errors import Rule

_SHAPE = re.compile(r"[0-9]{12}")


class BankCodeInvalid(Rule):
    code = "bank-code-invalid"
    zh = "支付系统行号须为12位数字，且校验位正确"
    en = "A bank code has 12 digits, the last of which is its check digit"


class BankUnknown(Rule):
    code = "bank-unknown"
    zh = "行号{bank}不在支付系统行名行号表中"
    en = "Bank {bank} is not in the list of the payment systems"


class OwnBank(Rule):
    code = "bank-is-ours"
    zh = "收款行为本行，请使用行内转账"
    en = "The payee's bank is ours: use a transfer"


def bank_of(code: str) -> Bank:
    """Raises BankCodeInvalid, BankUnknown or OwnBank."""
    if not _SHAPE.fullmatch(code) or not is_checked(code):
        raise BankCodeInvalid()
    bank = banks().get(code)
    if bank is None:
        raise BankUnknown(bank=code)
    if code == OWN_BANK:
        raise OwnBank()
    return bank


def is_checked(digits: str) -> bool:
    """ISO 7064 MOD 11,10: of 17 head offices' codes (catalog/data/banks.csv) each agrees."""
    product = 10
    for digit in digits[:-1]:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (product + int(digits[-1])) % 10 == 1
