"""Routes of payouts to merchants: what became of them, and those that are stuck, by two persons."""

from __future__ import annotations

from typing import Any

from api_partners.door import ASKERS, COUNTY, DECIDERS, READERS, WATCHERS, app
from api_partners.payout_contracts import (
    NamedPayoutBody,
    PayoutList,
    PayoutStateView,
    PayoutView,
    RetryBody,
    RetryDecisionBody,
    StuckList,
    StuckView,
)
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING
from nongxin.partners.shops.ask_retry import AskRetry, ask_retry
from nongxin.partners.shops.decide_retry import DecideRetry, decide_retry
from nongxin.partners.shops.merchant import MerchantKey
from nongxin.partners.shops.payout import Act, PayoutElsewhere, PayoutFourEyes
from nongxin.parts import parts


@app.get("/{partner_id}/merchants/{county}/{merchant}/payouts", returns=PayoutList, roles=READERS,
         errors=(Missing,), summary="A merchant's payouts and what became of them")  # fmt: skip
def payouts(call: Call, partner_id: str, county: str, merchant: str) -> Any:
    key = _reached(call, partner_id, county, merchant)
    return PayoutList(payouts=[PayoutView.of(each) for each in parts().shops.payouts(key)])


@app.get("/{partner_id}/payouts", returns=StuckList, roles=WATCHERS,
         query=(COUNTY, *PAGING), errors=(Missing,),
         summary="A county's payouts whose last try came to nothing, and why")  # fmt: skip
def stuck(call: Call, partner_id: str) -> Any:
    p, county = parts(), call.query.get("county", "")
    _reached(call, partner_id, county)
    named, last = p.hearing.stuck.page(county, partner_id, call.limit, call.after)
    found = ((key, p.shops.payout(key, number)) for key, number in named)
    views = [StuckView.of(key, each) for key, each in found if each and each.is_open]
    return StuckList(payouts=views, cursor=cursor(last))


@app.post("/{partner_id}/payouts/retries", body=RetryBody, returns=PayoutStateView, roles=ASKERS,
          errors=(Missing, PayoutElsewhere),
          summary="Ask that a payout be tried again, or ended")  # fmt: skip
def ask(call: Call, body: RetryBody, partner_id: str) -> Any:
    p, by = parts(), call.person
    command = AskRetry(_named(call, partner_id, body), body.payout, Act(body.act))
    done = p.perform_in("partners", call.key, lambda: ask_retry(command, by, p.shops))
    return PayoutStateView(**done.answer), done.replayed


@app.post("/{partner_id}/payouts/decisions", body=RetryDecisionBody, returns=PayoutStateView,
          roles=DECIDERS, errors=(Missing, PayoutElsewhere, PayoutFourEyes),
          summary="Agree, as somebody else: it is tried at once; or do not")  # fmt: skip
def decide(call: Call, body: RetryDecisionBody, partner_id: str) -> Any:
    p, by = parts(), call.person
    command = DecideRetry(_named(call, partner_id, body), body.payout, body.agrees)
    done = p.perform_in("partners", call.key, lambda: decide_retry(command, by, p.hearing))
    return PayoutStateView(**done.answer), done.replayed


def _named(call: Call, partner_id: str, body: NamedPayoutBody) -> MerchantKey:
    return _reached(call, partner_id, body.county, body.merchant)


def _reached(call: Call, partner_id: str, county: str, merchant: str = "") -> MerchantKey:
    """Of a county that both the caller and the partner serve. Raises Missing."""
    partner = parts().partners.find(partner_id)
    if partner is None or not call.person.serves(county) or not partner.serves(county):
        raise Missing()
    return MerchantKey(county, partner_id, merchant)
