"""Ask that an account with the bank be the one that a platform pays its merchants out of."""

from __future__ import annotations

from nongxin.kernel.commands import Answer, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.partners.shops.ports import Payees
from nongxin.partners.shops.settlement import Settlement
from nongxin.partners.shops.settlement_store import Settlements


@value
class NameAccount:
    partner_id: str
    account_no: str


def name_account(
    command: NameAccount, by: Principal, settlements: Settlements, payees: Payees
) -> Outcome:
    """Nothing is paid out of it before a second agrees. Raises Missing for a number that nobody
    has.
    """
    account_id = payees.account_named(command.account_no)
    if account_id is None:
        raise Missing()
    after = settlements.get(command.partner_id).asked_for(account_id, by.id)
    return Outcome(settlement_answer(after), [settlements.save(after)])


def settlement_answer(settlement: Settlement) -> Answer:
    return {
        "partner_id": settlement.partner,
        "account_id": settlement.account,
        "asked": settlement.asked,
        "asked_by": settlement.asked_by,
    }
