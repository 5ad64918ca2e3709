"""Name the account with the bank that a platform pays its merchants out of (平台结算账户)."""

from __future__ import annotations

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.value import value
from nongxin.partners.shops.ports import Payees
from nongxin.partners.shops.shop_store import Shops


@value
class NameAccount:
    partner_id: str
    account_no: str


def name_account(command: NameAccount, shops: Shops, payees: Payees) -> Outcome:
    """Raises Missing for a number that nobody has."""
    account_id = payees.account_named(command.account_no)
    if account_id is None:
        raise Missing()
    answer = {"partner_id": command.partner_id, "account_id": account_id}
    return Outcome(answer, [shops.save_account(command.partner_id, account_id)])
