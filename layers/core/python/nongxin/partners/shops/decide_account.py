"""Agree, as a second person, to the account that a platform pays its merchants out of, or not."""

from __future__ import annotations

from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.value import value
from nongxin.partners.events import PlatformAccountDecided
from nongxin.partners.shops.name_account import settlement_answer
from nongxin.partners.shops.ports import Payees
from nongxin.partners.shops.settlement_store import Settlements


@value
class DecideAccount:
    """The account is told once more: nobody agrees to one that was put in its place meanwhile."""

    partner_id: str
    account_no: str
    approves: bool


@value
class AccountParts:
    settlements: Settlements
    payees: Payees
    clock: Clock


def decide_account(command: DecideAccount, by: Principal, parts: AccountParts) -> Outcome:
    """By somebody of the county where the account is kept.

    Raises Missing, SettlementNotAsked, SettlementFourEyes.
    """
    account_id = parts.payees.account_named(command.account_no)
    if account_id is None or not by.serves(county_of(account_id)):
        raise Missing()
    before = parts.settlements.get(command.partner_id)
    after = before.decided(account_id, by.id, approves=command.approves)
    told = PlatformAccountDecided(
        county=county_of(command.partner_id),
        partner_id=command.partner_id,
        account_id=account_id,
        approves=command.approves,
        asked_by=before.asked_by,
        by=by.id,
    )
    events = outbox([told], parts.clock)
    return Outcome(settlement_answer(after), [parts.settlements.save(after, events)])
