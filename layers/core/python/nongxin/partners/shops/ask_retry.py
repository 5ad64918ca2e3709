"""Ask that a stuck payout be tried again, or ended: nothing happens until a second agrees."""

from __future__ import annotations

from nongxin.kernel.commands import Answer, Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal
from nongxin.kernel.value import value
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Act, Payout
from nongxin.partners.shops.shop_store import Shops


@value
class AskRetry:
    key: MerchantKey
    payout: str
    act: Act


def ask_retry(command: AskRetry, by: Principal, shops: Shops) -> Outcome:
    """Raises Missing, PayoutElsewhere."""
    after = payout_in_reach(command.key, command.payout, by, shops).asked_for(command.act, by.id)
    return Outcome(payout_answer(after), [shops.save_payout(command.key, after)])


def payout_in_reach(key: MerchantKey, number: str, by: Principal, shops: Shops) -> Payout:
    """Raises Missing, also for another county's."""
    payout = shops.payout(key, number) if by.serves(key.county) else None
    if payout is None:
        raise Missing()
    return payout


def payout_answer(payout: Payout) -> Answer:
    return {
        "payout": payout.number,
        "state": payout.state.value,
        "asked": payout.asked.value if payout.asked else "",
    }
