"""Find a payee by account number (收款账号核验) before money is sent to it."""

from __future__ import annotations

from nongxin.accounts.number import checked_number
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Missing
from nongxin.kernel.privacy import Vault
from nongxin.kernel.value import value
from nongxin.ledger.account import Account, AccountState
from nongxin.ledger.store import LedgerAccounts


@value
class PayeeParts:
    directory: Directory
    vault: Vault
    ledger: LedgerAccounts


def find_payee(number: str, parts: PayeeParts) -> Account:
    """The account of a number.

    Raises NumberInvalid (nothing is read then), or Missing for one that nobody has or that is
    closed: who asks learns no more about it.
    """
    account_id = parts.directory.owner(
        "account", parts.vault.blind("account", checked_number(number))
    )
    if account_id is None:
        raise Missing()
    account = parts.ledger.get(account_id)
    if account.state is AccountState.CLOSED:
        raise Missing()
    return account
