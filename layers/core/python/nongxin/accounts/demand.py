"""Demand deposits (活期存款): what may be paid into and out of freely.

A time deposit has terms. It grows and shrinks by its own commands only: else a day before its
maturity would earn a whole term.
"""

from __future__ import annotations

from nongxin.catalog.accounts import tiers
from nongxin.kernel.errors import Rule
from nongxin.ledger.account import Account


class NotADemandDeposit(Rule):
    code = "not-a-demand-deposit"
    zh = "该账户不是活期存款账户"
    en = "This is no demand deposit"


def check_demand(account: Account) -> None:
    """Raises NotADemandDeposit."""
    if account.kind_code not in tiers():
        raise NotADemandDeposit()
