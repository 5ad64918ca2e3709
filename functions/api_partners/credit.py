"""Routes of credit at a platform's check-out, each call signed by the platform: quote, apply, ask.

The merchant signs the contract in the bank's own app, as for every loan.
"""

from __future__ import annotations

from typing import Any

from api_partners.credit_contracts import (
    ApplicationView,
    CreditBody,
    OwnApplicationBody,
    QuoteBody,
    QuoteView,
    SubmittedView,
)
from api_partners.door import app, signed_key, signer
from nongxin.catalog.calendar import is_workday
from nongxin.catalog.places import entity_of
from nongxin.kernel.errors import KeyReused, Missing
from nongxin.kernel.http import Call
from nongxin.lending.applications.submit_application import ApplicationOpen
from nongxin.lending.contracts.quote_order import quote_order
from nongxin.partners.credit.find_purchase import (
    MerchantNotOpen,
    OrderCredit,
    OrderFinanced,
    OrderNotOpen,
    SellerIsBuyer,
    SellerNotActive,
)
from nongxin.partners.problems import CountyNotAgreed, MerchantNotLinked, PayoutWithoutPayee
from nongxin.parts import parts
from nongxin.products.problems import AmountOutOfRange, ProductClosed, TermOutOfRange

_PRODUCT = (AmountOutOfRange, TermOutOfRange, ProductClosed)


@app.post("/{partner_id}/quotes", body=QuoteBody, returns=QuoteView, signed=True, changes=False,
          errors=(CountyNotAgreed, *_PRODUCT),
          summary="What an order loan would cost: a span, no decision")  # fmt: skip
def quote(call: Call, body: QuoteBody, partner_id: str) -> Any:
    if not signer(call).serves(body.county):
        raise CountyNotAgreed(county=body.county)
    today = parts().clock.today()
    entity = entity_of(body.county, today) or ""
    told = quote_order(body.amount_fen, body.term_days, entity, today, is_workday)
    return QuoteView(
        amount_fen=body.amount_fen,
        term_days=body.term_days,
        rate_floor=str(told.rate_floor),
        rate_cap=str(told.rate_cap),
        interest_least_fen=told.interest_least_fen,
        interest_most_fen=told.interest_most_fen,
        due_on=told.due_on.isoformat(),
    )


@app.post("/{partner_id}/applications", body=CreditBody, returns=SubmittedView, status=201,
          signed=True,
          errors=(CountyNotAgreed, MerchantNotLinked, OrderNotOpen, OrderFinanced, SellerIsBuyer,
                  SellerNotActive,
                  PayoutWithoutPayee, MerchantNotOpen, ApplicationOpen, KeyReused,
                  *_PRODUCT),
          summary="Apply for an order loan on a merchant's behalf")  # fmt: skip
def apply(call: Call, body: CreditBody, partner_id: str) -> Any:
    p = parts()
    wanted = OrderCredit(
        partner=signer(call),
        merchant=body.merchant,
        seller=body.seller,
        order=body.order,
        amount_fen=body.amount_fen,
        term_days=body.term_days,
    )
    done = p.perform_in("lending", signed_key(call), lambda: p.platform_credit.apply(wanted))
    return SubmittedView(**done.answer), done.replayed


@app.post("/{partner_id}/own/applications", body=OwnApplicationBody, returns=ApplicationView,
          signed=True, changes=False, errors=(Missing,),
          summary="What became of an application; no reasons")  # fmt: skip
def application(call: Call, body: OwnApplicationBody, partner_id: str) -> Any:
    found = parts().applications.get(body.application_id)
    if found.checkout is None or found.checkout.partner != signer(call).id:
        raise Missing()
    return ApplicationView(
        application_id=found.id,
        order=found.checkout.order,
        status=found.status.value,
        amount_fen=found.offer.amount_fen if found.offer else found.wish.amount_fen,
        term_days=found.term_days,
        loan_id=found.loan_id,
    )
