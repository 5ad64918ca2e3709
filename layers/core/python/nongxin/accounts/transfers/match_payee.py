"""Match a payee's account number and name; a number alone finds nobody."""

from __future__ import annotations

from nongxin.accounts.ports import PayingParts
from nongxin.accounts.transfers.find_payee import find_payee
from nongxin.accounts.transfers.transfer import (
    Payee,
    PayeeNotMatched,
    is_transfer_kind,
    same_name,
)
from nongxin.kernel.errors import Missing


def match_payee(number: str, name: str, parts: PayingParts) -> Payee:
    """Raises NumberInvalid, or PayeeNotMatched: for a number that nobody has, a closed account or
    another's name alike.
    """
    try:
        account = find_payee(number, parts.payees)
    except Missing:
        raise PayeeNotMatched() from None
    if not is_transfer_kind(account.kind_code):
        raise PayeeNotMatched()
    known = parts.names.name_of(account.owner)
    if not same_name(name, known):
        raise PayeeNotMatched()
    return Payee(account, number, known)
